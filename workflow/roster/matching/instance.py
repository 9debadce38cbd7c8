"""A problem as the solver sees it: whole numbers, one order whatever the input's, locked pairs out, sides grouped.

Submissions and reviewers are put in the order of a stable hash of their ids, so that equal scores are decided by the
ids and never by who came first. The reviewers of one side stand together. A *group* is the part of a panel that one
side fills: a submission without a rule on sides has one group, open to all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workflow.roster.matching.problem import IMPOSSIBLE, SCALE, Problem, Whole
from workflow.roster.matching.rules import Kinds, Quotas, kinds_of, quotas_of

Points = NDArray[np.int32]

NEVER = -(2**30)
"""The points of a pair that must not be."""

FINE = 100
"""Scores up to here are whole ten-thousandths in single precision."""

ROWS = 64
"""So many rows are filled at a time."""

FEW = 20
"""Pairs that may be are few when there is at most one in so many."""


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """The solver's arrays; P submissions, R reviewers, S sides, G groups."""

    points: Points
    """P × R, scores in whole ten-thousandths, NEVER where a pair must not be."""
    demand: Whole
    """Places still to fill, a submission."""
    high: Whole
    low: Whole
    sides: tuple[slice, ...]
    """Where the reviewers of each side stand."""
    side: Whole
    group_of: Whole
    """P × S: the group of a submission that a side fills."""
    group_paper: Whole
    group_need: Whole
    """Places that only this group may fill; the rest of the demand any group of the submission may."""
    kinds: Kinds
    quotas: Quotas
    allowed: Whole | None
    """The keys (submission × R + reviewer) of all pairs that may be, when they are few; else None."""
    paper_order: Whole
    """The place in the problem of each submission here; likewise for reviewers."""
    reviewer_order: Whole
    locked: Whole
    """Locked pairs, n × 2, in this order."""

    @property
    def shape(self) -> tuple[int, int]:
        """Give P and R."""
        return self.points.shape[0], self.points.shape[1]

    @property
    def spare(self) -> Whole:
        """Give the places of each submission that any of its groups may fill."""
        return self.demand - np.bincount(self.group_paper, self.group_need, len(self.demand)).astype(np.int64)

    @property
    def top(self) -> int:
        """Give the highest points of any pair, at least 1."""
        return max(1, int(self.points.max(initial=0)))


def order_of(names: Sequence[str], first: Sequence[str] = ()) -> Whole:
    """Give the places of the names in the order of a stable hash, those with equal `first` together."""
    hashes = [hashlib.blake2b(name.encode(), digest_size=8).digest() for name in names]
    keys = [(first[at] if first else "", digest, names[at], at) for at, digest in enumerate(hashes)]
    return np.array([key[-1] for key in sorted(keys)], np.int64)


def instance_of(problem: Problem) -> Instance:
    """Give the solver's view of a problem."""
    named = sorted({side for rule in problem.rules for side in rule.minimum})
    sides = [trait.side if trait.side in named else "" for trait in problem.traits] or [""] * len(problem.reviewers)
    papers, reviewers = order_of(problem.papers), order_of(problem.reviewers, sides)
    locked = _reordered(problem.pairs(problem.locked), papers, reviewers)
    kinds = sorted(set(sides))
    side = np.array([kinds.index(sides[at]) for at in reviewers], np.int64)
    names = kinds_of(problem, reviewers)
    quotas = quotas_of(problem, papers, names, locked)
    group_of, group_paper, group_need = _groups(problem, papers, kinds, locked, side)
    taken = np.bincount(locked[:, 1], minlength=len(reviewers))
    low = np.zeros_like(problem.load_max) if problem.load_min is None else problem.load_min
    points = _points(problem, papers, reviewers, locked)
    few = np.count_nonzero(points > NEVER) * FEW < points.size
    return Instance(
        points=points,
        allowed=np.flatnonzero(points.ravel() > NEVER) if few else None,
        demand=problem.demand[papers].astype(np.int64) - np.bincount(locked[:, 0], minlength=len(papers)),
        high=problem.load_max[reviewers].astype(np.int64) - taken,
        low=np.maximum(low[reviewers].astype(np.int64) - taken, 0),
        sides=tuple(slice(*np.searchsorted(side, (kind, kind + 1))) for kind in range(len(kinds))),
        side=side, kinds=names, quotas=quotas, group_of=group_of, group_paper=group_paper, group_need=group_need,
        paper_order=papers, reviewer_order=reviewers, locked=locked,
    )  # fmt: skip


def _reordered(pairs: Whole, papers: Whole, reviewers: Whole) -> Whole:
    return np.stack([np.argsort(papers)[pairs[:, 0]], np.argsort(reviewers)[pairs[:, 1]]], axis=1)


def _points(problem: Problem, papers: Whole, reviewers: Whole, locked: Whole) -> Points:
    """Fill the matrix some rows at a time, so that no second one of floats is ever held."""
    points, floor = np.empty(problem.scores.shape, np.int32), np.float32(problem.pair_floor)
    exact = np.dtype(np.float32 if problem.scores.max(initial=0) <= FINE else np.float64)
    for at in range(0, len(papers), ROWS):
        rows = problem.scores[papers[at : at + ROWS]][:, reviewers].astype(exact, copy=False)
        rows[rows < floor] = IMPOSSIBLE
        np.rint(np.multiply(rows, SCALE, out=rows), out=rows)
        points[at : at + ROWS] = np.maximum(rows, NEVER, out=rows)
    forbidden = _reordered(problem.pairs(problem.forbidden), papers, reviewers)
    for pairs in (forbidden, locked):
        points[pairs[:, 0], pairs[:, 1]] = NEVER
    return points


def _groups(
    problem: Problem, papers: Whole, kinds: list[str], locked: Whole, side: Whole
) -> tuple[Whole, Whole, Whole]:
    """Give group_of, group_paper and group_need; what locked pairs already fill is not asked for again."""
    if not problem.rules:
        every = np.arange(len(papers))
        demand = problem.demand[papers].astype(np.int64) - np.bincount(locked[:, 0], minlength=len(papers))
        return every[:, None], every, demand
    need = np.array([[problem.rule_of(at).minimum.get(kind, 0) for kind in kinds] for at in papers], np.int64)
    np.subtract.at(need, (locked[:, 0], side[locked[:, 1]]), 1)
    need = np.maximum(need, 0).reshape(len(papers), len(kinds))
    return np.arange(need.size).reshape(need.shape), np.repeat(np.arange(len(papers)), len(kinds)), need.ravel()
