"""The best assignment under rules that no flow keeps: a linear programme on candidates, then whole numbers.

The linear programme's prices prove the bound over all pairs; the plan is found among the candidates in whole numbers
and may stay a little under it. How far is said by its gap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workflow.roster.matching.flow import first_candidates, places_of, thinned
from workflow.roster.matching.instance import NEVER, Instance
from workflow.roster.matching.problem import Whole

CLOSE = 0.001
"""Whole numbers within this share of the bound are good enough to stop."""

FEW = 3_000
"""With at most so many pairs all are candidates, and whole numbers are searched to the end."""

MORE = 12
TINY = 1e-3
"""Points under this are the arithmetic's, not a gain."""

WIDE = 2_000
"""Points a pair may lie under the linear programme's prices and still be tried in whole numbers."""


@dataclass(frozen=True, slots=True, eq=False)
class Mixed:
    """The choice, the prices of a place by kind (P × K) and of reviewers, the bound, and what could not be kept."""

    chosen: Whole
    place: NDArray[np.float64]
    reviewer: NDArray[np.float64]
    bound: float
    total: int
    unfilled: Whole
    missing: Whole
    broken: Whole
    """By how many reviewers each quota row is missed."""


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """What a solved programme says: the value of each column and the price of each row."""

    value: float
    column: NDArray[np.float64]
    price: NDArray[np.float64]
    slack: NDArray[np.float64]


def best_mixed(instance: Instance) -> Mixed:
    """Give a plan that keeps all quotas and the bound no plan exceeds; with few pairs, the best there is."""
    dear = float(sum(instance.shape) + 2) * instance.top
    every = np.flatnonzero(instance.points.ravel() > NEVER)
    keys = every if len(every) <= FEW else first_candidates(instance)
    while True:
        rows = _Programme(instance, keys, dear).solved(whole=False)
        place, reviewer = _prices(instance, rows.price)
        more = np.setdiff1d(_improving(instance, place, reviewer), keys)
        if not len(more):
            break
        keys = np.union1d(keys, more)
    return _whole(instance, keys, dear, rows, (place, reviewer))


def _whole(
    instance: Instance,
    keys: Whole,
    dear: float,
    relaxed: _Rows,
    prices: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> Mixed:
    """Give the choice in whole numbers among the candidates near the prices, or among all when these are too few."""
    paper, reviewer = np.divmod(keys, instance.shape[1])
    margin = instance.points.ravel()[keys] - prices[0][paper, instance.kinds.of[reviewer]] - prices[1][reviewer]
    few, lacking = len(keys) <= FEW, relaxed.slack.sum() > TINY
    near = keys if few else keys[(margin > -WIDE) | (relaxed.column > TINY)]
    rows = _Programme(instance, near, dear).solved(whole=True, close=0.0 if few else CLOSE)
    if not few and not lacking and rows.slack.sum() > TINY:
        near = np.flatnonzero(instance.points.ravel() > NEVER)
        rows = _Programme(instance, near, dear).solved(whole=True)
    chosen, slack = near[rows.column > 1 / 2], np.rint(rows.slack).astype(np.int64)
    unfilled, missing, broken = np.split(slack, np.cumsum(instance.shape))
    total = int(instance.points.ravel()[chosen].sum(dtype=np.int64))
    bound = float(total) if few and not slack.any() else relaxed.value
    return Mixed(chosen, *prices, bound, total, unfilled, missing, broken)


def _prices(instance: Instance, price: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the price of a place for each kind of reviewer (P × K), and of each reviewer."""
    paper, reviewer, quota = np.split(price, np.cumsum(instance.shape))
    place = np.repeat(paper[:, None], instance.kinds.of.max(initial=0) + 1, axis=1)
    np.add.at(place, instance.quotas.paper, quota[:, None] * instance.quotas.mask)
    return place, reviewer


def _improving(instance: Instance, place: NDArray[np.float64], reviewer: NDArray[np.float64]) -> Whole:
    """Give the pairs the prices do not exclude, the best of each submission."""
    found = [np.empty(0, np.int64)]
    for at in range(0, instance.shape[0], 100):
        margin = instance.points[at : at + 100] - place[at : at + 100][:, instance.kinds.of] - reviewer
        rows, columns = thinned(margin, *places_of(margin > TINY), most=MORE)
        found.append((at + rows) * instance.shape[1] + columns)
    return np.concatenate(found)


class _Programme:
    """Columns are pairs, then one slack a row; rows are submissions, reviewers, quotas."""

    def __init__(self, instance: Instance, keys: Whole, dear: float) -> None:
        from ortools.linear_solver.python import model_builder_helper  # noqa: PLC0415  # heavy

        self.model: Any = model_builder_helper.ModelBuilderHelper()
        self.instance, self.keys = instance, keys
        self.model.set_maximize(True)
        self.paper, self.reviewer = np.divmod(keys, instance.shape[1])
        for points in instance.points.ravel()[keys].tolist():
            self._column(points, 1.0)
        self._rows()
        self._terms()
        self._slacks(dear)

    def _column(self, points: float, most: float) -> int:
        column: int = self.model.add_var()
        self.model.set_var_lower_bound(column, 0.0)
        self.model.set_var_upper_bound(column, most)
        self.model.set_var_objective_coefficient(column, points)
        return column

    def _rows(self) -> None:
        instance = self.instance
        least = np.concatenate([instance.demand, instance.low, instance.quotas.least]).tolist()
        most = np.concatenate([instance.demand, instance.high, instance.quotas.most]).tolist()
        for low, high in zip(least, most, strict=True):
            row = self.model.add_linear_constraint()
            self.model.set_constraint_lower_bound(row, low)
            self.model.set_constraint_upper_bound(row, high)

    def _terms(self) -> None:
        quotas, kind, papers = self.instance.quotas, self.instance.kinds.of, self.instance.shape[0]
        first = sum(self.instance.shape)
        for column, (paper, reviewer) in enumerate(zip(self.paper.tolist(), self.reviewer.tolist(), strict=True)):
            self.model.add_term_to_constraint(paper, column, 1.0)
            self.model.add_term_to_constraint(papers + reviewer, column, 1.0)
            mine = quotas.of_paper(paper)
            for row in np.flatnonzero(quotas.mask[mine, kind[reviewer]]).tolist():
                self.model.add_term_to_constraint(first + mine.start + row, column, 1.0)

    def _slacks(self, dear: float) -> None:
        """Let each row that asks for somebody go without, at a price beyond any gain."""
        instance = self.instance
        self.slack = np.full(sum(instance.shape) + len(instance.quotas.paper), -1)
        least = np.concatenate([instance.demand, instance.low, instance.quotas.least])
        for row in np.flatnonzero(least > 0).tolist():
            self.slack[row] = self._column(-dear, float(least[row]))
            self.model.add_term_to_constraint(row, int(self.slack[row]), 1.0)

    def solved(self, *, whole: bool, close: float = CLOSE) -> _Rows:
        """Solve it, in whole numbers or not."""
        from ortools.linear_solver.python import model_builder_helper  # noqa: PLC0415  # heavy

        solver: Any = model_builder_helper.ModelSolverHelper("scip" if whole else "glop")
        if whole:
            solver.set_solver_specific_parameters(f"limits/gap = {close}")
            for column in range(self.model.num_variables()):
                self.model.set_var_integrality(column, whole)
        solver.solve(self.model)
        if not solver.has_solution():
            raise AssertionError("a programme that cannot fail has no solution")
        values = np.array(solver.variable_values())
        price = np.zeros(len(self.slack)) if whole else np.array(solver.dual_values())
        slack = np.where(self.slack >= 0, values[self.slack], 0.0)
        return _Rows(solver.objective_value(), values[: len(self.keys)], price, slack)
