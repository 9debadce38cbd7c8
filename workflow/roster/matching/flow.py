"""The best assignment on few candidate pairs, as a flow of least cost: submission → group → reviewer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workflow.roster.matching.instance import Instance, Points
from workflow.roster.matching.problem import Whole

MARGIN = 24
"""So many more candidates than places has each group at first."""


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """Who is chosen among the candidates, and what stayed unfilled."""

    count: Whole
    """How often each candidate is chosen: once, but in a randomised plan up to the cap."""
    load: Whole
    """Submissions a reviewer."""
    unfilled: Whole
    """Places without a reviewer, a group."""
    missing: Whole
    """How many submissions each reviewer is short of his minimum."""
    extra: Whole
    """How many of a submission's free places each group got."""

    @property
    def chosen(self) -> NDArray[np.bool_]:
        """Say which candidates are chosen."""
        return self.count > 0


def first_candidates(instance: Instance) -> Whole:
    """Give the keys (submission × R + reviewer) of the best pairs of each group, sorted."""
    if instance.allowed is not None:
        return _best_allowed(instance, instance.allowed)
    keys = [_best_reviewers(instance, side) for side in instance.sides]
    return np.sort(np.concatenate([np.empty(0, np.int64), *keys]))


def _best_allowed(instance: Instance, allowed: Whole) -> Whole:
    """Give the keys of the best pairs of each group among the few there are."""
    paper, reviewer = np.divmod(allowed, instance.shape[1])
    group = instance.group_of[paper, instance.side[reviewer]]
    ranked = np.lexsort((-instance.points.ravel()[allowed], group))
    rank = np.arange(len(ranked)) - np.searchsorted(group[ranked], group[ranked])
    return np.sort(allowed[ranked[rank < instance.demand[paper[ranked]] + MARGIN]])


def _best_reviewers(instance: Instance, side: slice) -> Whole:
    """Give the keys of each submission's best reviewers of a side."""
    part, reviewers = instance.points[:, side], instance.shape[1]
    most = min(part.shape[1], int(instance.demand.max(initial=1)) + MARGIN)
    if not part.size:
        return np.empty(0, np.int64)
    least = np.partition(part, part.shape[1] - most, axis=1)[:, -most]
    rows, columns = places_of(part >= np.maximum(least, 0)[:, None])
    rows, columns = thinned(part, rows, columns, 2 * most)
    keys: Whole = rows * reviewers + side.start + columns
    return keys


def places_of(mask: NDArray[np.bool_]) -> tuple[Whole, Whole]:
    """Give rows and columns of what is true; several times faster than numpy's own for two dimensions."""
    rows, columns = np.divmod(np.flatnonzero(mask), mask.shape[1])
    return rows, columns


def marked(keys: Whole, some: Whole) -> NDArray[np.bool_]:
    """Say which of the keys are among `some`; both are sorted, and all of `some` are keys."""
    mask = np.zeros(len(keys), bool)
    mask[np.searchsorted(keys, some)] = True
    return mask


def joined(some: Whole, others: Whole) -> Whole:
    """Give the keys of both, each once, sorted; numpy's own loads a library for masked arrays first."""
    keys = np.sort(np.concatenate([some, others]))
    return keys[np.diff(keys, prepend=-1) > 0]


def thinned(worth: Points | NDArray[np.float64], rows: Whole, columns: Whole, most: int) -> tuple[Whole, Whole]:
    """Keep at most `most` places in each row, the best by worth."""
    crowded = np.bincount(rows, minlength=len(worth)) > most
    if not crowded.any():
        return rows, columns
    kept, full = ~crowded[rows], np.flatnonzero(crowded)
    best = np.argpartition(worth[full], worth.shape[1] - most, axis=1)[:, -most:]
    return np.concatenate([rows[kept], np.repeat(full, most)]), np.concatenate([columns[kept], best.ravel()])


def best_flow(instance: Instance, keys: Whole, dear: int, cap: int = 1) -> Flow:
    """Choose among the candidates; an unfilled place, or one under a minimum load, costs `dear` points.

    A pair is chosen at most `cap` times.
    """
    papers, reviewers = instance.shape
    groups, paper, reviewer = len(instance.group_paper), keys // reviewers, keys % reviewers
    group = instance.group_of[paper, instance.side[reviewer]]
    spare, low = instance.spare, np.flatnonzero(instance.low)
    some, free = np.flatnonzero(spare[instance.group_paper] > 0), np.flatnonzero(instance.high > instance.low)
    first_paper, first_reviewer = groups, groups + papers
    nobody, sink = first_reviewer + reviewers, first_reviewer + reviewers + 1
    every, most = np.arange(groups), instance.group_need + spare[instance.group_paper]
    arcs = (  # tail, head, capacity, cost
        (group, first_reviewer + reviewer, np.full_like(keys, cap), -instance.points.ravel()[keys].astype(np.int64)),
        (first_paper + instance.group_paper[some], some, spare[instance.group_paper[some]], np.zeros_like(some)),
        (first_reviewer + free, np.full_like(free, sink), (instance.high - instance.low)[free], np.zeros_like(free)),
        (first_reviewer + low, np.full_like(low, sink), instance.low[low], np.full_like(low, -dear)),
        (every, np.full_like(every, nobody), most, np.full_like(every, dear)),
        (np.array([nobody]), np.array([sink]), instance.demand.sum(keepdims=True), np.zeros(1, np.int64)),
    )  # fmt: skip
    supply = np.concatenate([
        instance.group_need,
        spare,
        np.zeros(reviewers + 1, np.int64),
        -instance.demand.sum(keepdims=True),
    ])
    flows = np.split(_solved(arcs, supply), np.cumsum([len(arc[0]) for arc in arcs])[:-1])
    missing = np.zeros(reviewers, np.int64)
    missing[low] = instance.low[low] - flows[3]
    extra = np.zeros(groups, np.int64)
    extra[some] = flows[1]
    load = np.bincount(reviewer, flows[0], reviewers).astype(np.int64)
    return Flow(flows[0], load, flows[4], missing, extra)


def _solved(arcs: tuple[tuple[Whole, Whole, Whole, Whole], ...], supply: Whole) -> Whole:
    """Give the flow on each arc."""
    from ortools.graph.python import min_cost_flow  # noqa: PLC0415  # heavy

    network: Any = min_cost_flow.SimpleMinCostFlow()
    network.add_arcs_with_capacity_and_unit_cost(*(np.concatenate(part) for part in zip(*arcs, strict=True)))
    network.set_nodes_supplies(np.arange(len(supply)), supply)
    status = network.solve()
    if status != network.OPTIMAL:
        raise AssertionError(f"a flow that cannot fail ended as {status}")
    flows: Whole = network.flows(np.arange(network.num_arcs()))
    return flows
