"""What is to be matched: submissions, reviewers, how well each fits each, and what a plan must keep to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from workflow.kernel.errors import InvalidInput
from workflow.kernel.messages import Reason, plural, say
from workflow.rules.panel import PanelRule

Scores = NDArray[np.float32]
Whole = NDArray[np.int64]

SCALE = 10_000
"""A score counts in ten-thousandths; what is finer is rounded."""

MOST = 10_000.0
"""The largest score there may be."""

IMPOSSIBLE = -np.inf
"""The score of a pair that must not be: a conflict, an absence, a wish of the coordinator."""

NO_RULE = PanelRule(MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Traits:
    """What the panel rule asks about a reviewer."""

    side: str = ""
    background: str = ""
    regions: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Submissions P, reviewers R and the scores between them; raises InvalidInput by field when it makes no sense.

    `scores` is P × R, `-inf` where a pair must not be. `demand` says how many reviewers each submission needs,
    `load_max` and `load_min` how many submissions each reviewer may and must take; all three count the `locked`
    pairs too, which stand in every plan. `rules` and `languages` have one entry a submission, or none at all.
    """

    papers: Sequence[str]
    reviewers: Sequence[str]
    scores: Scores
    demand: Whole
    load_max: Whole
    load_min: Whole | None = None
    locked: Sequence[tuple[str, str]] = ()
    forbidden: Sequence[tuple[str, str]] = ()
    rules: Sequence[PanelRule] = ()
    languages: Sequence[str] = ()
    traits: Sequence[Traits] = ()
    pair_floor: float = 0.0
    """Below this no pair is made; what a plan without it would be is said by whoever drops it."""
    places: Mapping[str, int] = field(init=False, repr=False, compare=False)
    seats: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", {name: at for at, name in enumerate(self.papers)})
        object.__setattr__(self, "seats", {name: at for at, name in enumerate(self.reviewers)})
        if problems := dict(_problems(self)):
            raise InvalidInput(problems)

    def rule_of(self, paper: int) -> PanelRule:
        """Give the panel rule of a submission, by its place."""
        return self.rules[paper] if self.rules else NO_RULE

    def pairs(self, named: Sequence[tuple[str, str]]) -> Whole:
        """Give pairs of ids as an n × 2 array of places."""
        found = [(self.places[paper], self.seats[reviewer]) for paper, reviewer in named]
        return np.array(found, np.int64).reshape(-1, 2)


def _problems(problem: Problem) -> Iterator[tuple[str, Reason]]:
    yield from _names(problem)
    shapes = dict(_shapes(problem))
    yield from shapes.items()
    if not shapes:
        yield from _values(problem)
        yield from _pairs(problem)
        yield from _rules(problem)


def _names(problem: Problem) -> Iterator[tuple[str, Reason]]:
    twice = [name for name, n in Counter(problem.papers).items() if n > 1]
    if twice:
        yield "papers", say("The submission {name} is given twice.", name=twice[0])
    twice = [name for name, n in Counter(problem.reviewers).items() if n > 1]
    if twice:
        yield "reviewers", say("The reviewer {name} is given twice.", name=twice[0])


def _shapes(problem: Problem) -> Iterator[tuple[str, Reason]]:
    papers, reviewers = len(problem.papers), len(problem.reviewers)
    if problem.scores.shape != (papers, reviewers):
        yield "scores", say("The scores need one row a submission and one column a reviewer.")
    least = problem.load_max if problem.load_min is None else problem.load_min
    wanted = (
        ("demand", problem.demand, papers),
        ("load_max", problem.load_max, reviewers),
        ("load_min", least, reviewers),
    )
    for name, numbers, n in wanted:
        if numbers.shape != (n,):
            yield name, say("Give one number for each.")
    for name, listed, n in (
        ("rules", problem.rules, papers),
        ("languages", problem.languages, papers),
        ("traits", problem.traits, reviewers),
    ):
        if listed and len(listed) != n:
            yield name, say("Give one for each, or none at all.")


def _values(problem: Problem) -> Iterator[tuple[str, Reason]]:
    wrong = ~((problem.scores >= 0) | np.isneginf(problem.scores)) | (problem.scores > MOST)
    if wrong.any():
        paper, reviewer = (int(at) for at in np.argwhere(wrong)[0])
        yield "scores", _wrong_score(problem, paper, reviewer, int(wrong.sum()))
    for name, numbers in (("demand", problem.demand), ("load_max", problem.load_max), ("load_min", problem.load_min)):
        if numbers is not None and (numbers < 0).any():
            yield name, say("A number of reviewers or submissions cannot be negative.")
    if problem.load_min is not None and (problem.load_min > problem.load_max).any():
        at = int(np.flatnonzero(problem.load_min > problem.load_max)[0])
        yield "load_min", say("{name} must take more submissions than he may.", name=problem.reviewers[at])


def _wrong_score(problem: Problem, paper: int, reviewer: int, n: int) -> Reason:
    return plural(
        "{n} score is not a number from 0 to {most}: submission {paper}, reviewer {reviewer}.",
        "{n} scores are not numbers from 0 to {most}, the first for submission {paper}, reviewer {reviewer}.",
        n, most=int(MOST), paper=problem.papers[paper], reviewer=problem.reviewers[reviewer],
    )  # fmt: skip


def _pairs(problem: Problem) -> Iterator[tuple[str, Reason]]:
    for name, pairs in (("locked", problem.locked), ("forbidden", problem.forbidden)):
        unknown = [pair for pair in pairs if pair[0] not in problem.places or pair[1] not in problem.seats]
        if unknown:
            yield (
                name,
                say(
                    "The pair {paper}, {reviewer} names nobody known here.", paper=unknown[0][0], reviewer=unknown[0][1]
                ),
            )
            return
    if len(set(problem.locked)) < len(problem.locked):
        yield "locked", say("A pair is locked twice.")
    both = sorted(set(problem.locked) & set(problem.forbidden))
    if both:
        yield (
            "locked",
            say("The pair {paper}, {reviewer} is both locked and forbidden.", paper=both[0][0], reviewer=both[0][1]),
        )


def _rules(problem: Problem) -> Iterator[tuple[str, Reason]]:
    for at, name in enumerate(problem.papers):
        if sum(problem.rule_of(at).minimum.values()) > problem.demand[at]:
            yield "rules", say("The panel rule of {name} asks for more reviewers than its panel has.", name=name)
            return
