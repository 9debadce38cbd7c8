"""A plan: who reviews what, the proof how good it is, and the prices that say why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workflow.kernel.errors import Refused
from workflow.kernel.messages import Reason
from workflow.roster.matching.problem import SCALE, Problem, Whole

Pair = tuple[str, str]

DIGITS = 4
"""Digits of a score that count; SCALE says the same."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One step towards fairness: the submission raised, from and to which score, and what others gained or gave up."""

    paper: str
    before: float
    after: float
    others: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A floor that was reached (the least score of a submission), and the total with it."""

    floor: float
    total: float


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """What a place of each submission is worth for each kind of reviewer (P × K), and what each reviewer is (R)."""

    place: NDArray[np.float64]
    kind: Whole
    reviewer: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Who reviews what; all scores in the problem's unit."""

    problem: Problem
    pairs: tuple[Pair, ...]
    """(submission, reviewer), sorted by id; the locked ones are among them."""
    total: float
    best: float
    """The highest total that was found, before any of it was given up for fairness."""
    bound: float
    """The total no plan exceeds."""
    prices: Prices
    fair: float | None
    """The share of the total that fairness might cost, or None when only the total counted."""
    exchanges: tuple[Exchange, ...] = ()
    curve: tuple[CurvePoint, ...] = ()

    @property
    def gap(self) -> float:
        """Give how far the best total found may be from the best there is, as a share; 0 is proven best."""
        return (self.bound - self.best) / self.bound if self.bound > 0 else 0.0

    @property
    def places(self) -> Whole:
        """Give the pairs as an n × 2 array of places in the problem."""
        return self.problem.pairs(self.pairs)

    @property
    def paper_scores(self) -> NDArray[np.float64]:
        """Give the sum over each submission's panel, in the problem's order."""
        papers, reviewers = self.places.T
        scores = rounded(self.problem, papers, reviewers)
        return np.bincount(papers, scores, len(self.problem.papers)).astype(np.float64)

    @property
    def loads(self) -> Whole:
        """Give the submissions of each reviewer, in the problem's order."""
        return np.bincount(self.places[:, 1], minlength=len(self.problem.reviewers))

    @property
    def panels(self) -> Mapping[str, tuple[str, ...]]:
        """Give the reviewers of each submission, best score first."""
        found: dict[str, list[str]] = {paper: [] for paper in sorted(self.problem.papers)}
        for paper, reviewer in self.pairs:
            found[paper].append(reviewer)
        return {
            paper: tuple(sorted(who, key=lambda one: (-self.score(paper, one), one))) for paper, who in found.items()
        }

    def score(self, paper: str, reviewer: str) -> float:
        """Give the score of a pair."""
        return round(float(self.problem.scores[self.problem.places[paper], self.problem.seats[reviewer]]), DIGITS)

    def margin(self, paper: str, reviewer: str) -> float:
        """Give score - price of the place - price of the reviewer: chosen pairs have 0 or more, others 0 or less."""
        at, seat = self.problem.places[paper], self.problem.seats[reviewer]
        cost = self.prices.place[at, self.prices.kind[seat]] + self.prices.reviewer[seat]
        return round(float(rounded(self.problem, at, seat)) - float(cost), 9)


def rounded(problem: Problem, papers: Whole | int, reviewers: Whole | int) -> NDArray[np.float64]:
    """Give scores as the solver counts them; a locked pair that must not be counts nothing."""
    scores = np.maximum(problem.scores[papers, reviewers], 0).astype(np.float64)
    return np.asarray(np.rint(scores * SCALE) / SCALE)


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Something smaller that would help: `kind` is capacity, demand, reviewers or minimum; `n` says how much of it."""

    kind: str
    ids: tuple[str, ...]
    n: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Infeasible:
    """Why no plan keeps all rules: the submissions and reviewers concerned, in words, and what would help."""

    papers: tuple[str, ...]
    reviewers: tuple[str, ...]
    short: int
    """Places that stay empty at best."""
    reasons: tuple[Reason, ...]
    relaxations: tuple[Relaxation, ...]


class NoPlan(Refused):
    """No plan keeps all rules; `report` says who makes it so and what would help."""

    def __init__(self, report: Infeasible) -> None:
        """Take the report; its reasons are the sentences to show."""
        self.report = report
        super().__init__(*report.reasons)
