"""From a problem to its plan: the highest total, proven, and then fairness for a share of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workflow.roster.matching import infeasible, programme, relaxed
from workflow.roster.matching.exact import best_total
from workflow.roster.matching.fairness import Chained, Fair, fairer
from workflow.roster.matching.instance import Instance, instance_of
from workflow.roster.matching.plan import CurvePoint, Exchange, NoPlan, Pair, Plan, Prices, rounded
from workflow.roster.matching.problem import SCALE, Problem, Whole

TRIED = 60_000
"""With at most so many, that is tried too when repair fails."""


@dataclass(frozen=True, slots=True, eq=False)
class _Solution:
    """The best choice, its bound, and the prices by kind and reviewer, in points."""

    chosen: Whole
    total: int
    bound: float
    place: NDArray[np.float64]
    reviewer: NDArray[np.float64]
    candidates: Whole


def solve(problem: Problem, *, fair: float | None = None) -> Plan:
    """Give the plan with the highest total; with `fair`, one that is fairer for at most this share of it.

    Raises NoPlan, whose report names what makes a complete plan impossible.
    """
    instance = instance_of(problem)
    if report := infeasible.alone(problem, instance):
        raise NoPlan(report)
    solution = _solution(problem, instance)
    if fair is None:
        return _plan(problem, instance, solution, None, None)
    found = fairer(instance, solution.chosen, solution.candidates, fair)
    return _plan(problem, instance, solution, fair, found)


def _solution(problem: Problem, instance: Instance) -> _Solution:
    if instance.quotas.only_sides:
        return _by_flow(problem, instance)
    possible = int((instance.points >= 0).sum())
    if possible > programme.FEW:
        found = relaxed.best_relaxed(instance)
        if not found.best.complete:
            raise NoPlan(infeasible.from_prices(problem, instance, found.best))
        if not found.broken.any() or possible > TRIED:
            return _by_prices(problem, instance, found)
    return _by_programme(problem, instance)


def _by_flow(problem: Problem, instance: Instance) -> _Solution:
    best = best_total(instance)
    if not best.complete:
        raise NoPlan(infeasible.from_prices(problem, instance, best))
    place = _by_kind(instance, best.prices.group)
    return _Solution(best.chosen, best.total, best.bound, place, best.prices.reviewer / 1.0, best.candidates)


def _by_prices(problem: Problem, instance: Instance, found: relaxed.Relaxed) -> _Solution:
    if found.broken.any():
        raise NoPlan(infeasible.from_quotas(problem, instance, found.broken))
    prices = found.best.prices
    place = _by_kind(instance, prices.group) - found.extra
    return _Solution(found.chosen, found.total, found.bound, place, prices.reviewer / 1.0, found.best.candidates)


def _by_programme(problem: Problem, instance: Instance) -> _Solution:
    found = programme.best_mixed(instance)
    if found.unfilled.any() or found.missing.any() or found.broken.any():
        raise NoPlan(infeasible.from_slacks(problem, instance, found))
    return _Solution(found.chosen, found.total, found.bound, found.place, found.reviewer, found.chosen)


def _by_kind(instance: Instance, group: Whole) -> NDArray[np.float64]:
    """Give the prices of groups as prices of a place for each kind of reviewer."""
    side = np.zeros(len(instance.kinds.traits), np.int64)
    side[instance.kinds.of] = instance.side
    return group[instance.group_of[:, side]] / 1.0


def _settled(instance: Instance, place: NDArray[np.float64], reviewer: NDArray[np.float64]) -> NDArray[np.float64]:
    """Price the panels that need nobody: as the best who could still join."""
    full = np.flatnonzero(instance.demand == 0)
    worth = instance.points[full] - reviewer
    place[full] = np.maximum(worth.max(axis=1, initial=0), 0)[:, None]
    return place


def _plan(problem: Problem, instance: Instance, solution: _Solution, share: float | None, fair: Fair | None) -> Plan:
    chosen, total = (fair.chosen, fair.total) if fair else (solution.chosen, solution.total)
    locked = float(rounded(problem, *problem.pairs(problem.locked).T).sum())
    named = _Names(problem, instance)
    return Plan(
        problem,
        named.pairs(chosen),
        total=total / SCALE + locked,
        best=solution.total / SCALE + locked,
        bound=solution.bound / SCALE + locked,
        prices=_prices(instance, solution),
        fair=share,
        exchanges=tuple(named.exchange(each) for each in fair.exchanges) if fair else (),
        curve=tuple(CurvePoint(step.floor / SCALE, step.total / SCALE + locked) for step in fair.curve) if fair else (),
    )


def _prices(instance: Instance, solution: _Solution) -> Prices:
    papers, reviewers = np.argsort(instance.paper_order), np.argsort(instance.reviewer_order)
    place = _settled(instance, solution.place, solution.reviewer)[papers]
    return Prices(place / SCALE, instance.kinds.of[reviewers], solution.reviewer[reviewers] / SCALE)


class _Names:
    """Turns places of the instance into ids."""

    def __init__(self, problem: Problem, instance: Instance) -> None:
        self.problem, self.width = problem, instance.shape[1]
        self.papers = [problem.papers[at] for at in instance.paper_order]
        self.reviewers = [problem.reviewers[at] for at in instance.reviewer_order]

    def pairs(self, chosen: Whole) -> tuple[Pair, ...]:
        """Give the chosen and the locked pairs, sorted."""
        found = [(self.papers[key // self.width], self.reviewers[key % self.width]) for key in chosen.tolist()]
        return tuple(sorted([*found, *map(tuple, self.problem.locked)]))

    def exchange(self, step: Chained) -> Exchange:
        """Give a step towards fairness with ids and scores."""
        others = tuple((self.papers[paper], change / SCALE) for paper, change in step.others)
        return Exchange(self.papers[step.raised], step.before / SCALE, step.after / SCALE, others)
