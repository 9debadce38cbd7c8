"""Says whether the reviews of a round disagree by the call's rule, and which extra reviewer that asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from workflow.kernel.errors import InvalidInput
from workflow.kernel.messages import Reason, plural, say
from workflow.rules.scores import by_criterion


@dataclass(frozen=True, slots=True)
class DisputeRule:
    """From how many points apart, and with which recommendations, reviews disagree."""

    points_apart: int = 2
    opposite_recommendations: bool = True
    favourable: frozenset[str] = frozenset({"approve", "approve-with-changes"})
    unfavourable: frozenset[str] = frozenset({"reject", "out-of-scope"})

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> DisputeRule:
        """Read the rule from a call's plain values. Raises InvalidInput by field."""
        apart = data.get("points_apart", 2)
        if type(apart) is not int or apart < 1:
            raise InvalidInput({"points_apart": say("Give a whole number, 1 or more.")})
        sides = {name: frozenset(data[name]) for name in ("favourable", "unfavourable") if name in data}
        rule = cls(apart, bool(data.get("opposite_recommendations", True)), **sides)
        if both := rule.favourable & rule.unfavourable:
            which = ", ".join(sorted(both))
            wrong = say("A recommendation cannot be both for and against: {which}", which=which)
            raise InvalidInput({"unfavourable": wrong})
        return rule


@dataclass(frozen=True, slots=True)
class Answered:
    """A review as the dispute rule sees it: whose side, which scores (None: not applicable), which recommendation."""

    side: str
    scores: Mapping[str, int | None]
    recommendation: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A criterion on which reviews are far apart."""

    criterion: str
    lowest: int
    highest: int

    @property
    def apart(self) -> int:
        """How many points lie between them."""
        return self.highest - self.lowest


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What the reviews disagree on, widest first, and whether they recommend opposite things."""

    gaps: tuple[Gap, ...]
    opposite: bool

    @property
    def reason(self) -> Reason:
        """The disagreement in one sentence."""
        n, points = len(self.gaps), min(gap.apart for gap in self.gaps)
        if self.opposite:
            return plural(
                "The reviewers are {points} or more points apart on {n} criterion and recommend opposite things.",
                "The reviewers are {points} or more points apart on {n} criteria and recommend opposite things.",
                n,
                points=points,
            )
        return plural(
            "The reviewers are {points} or more points apart on {n} criterion.",
            "The reviewers are {points} or more points apart on {n} criteria.",
            n,
            points=points,
        )


def disagreement(reviews: Iterable[Answered], rule: DisputeRule) -> Disagreement | None:
    """Give what the reviews disagree on by the rule, or None when they do not."""
    every = tuple(reviews)
    gaps = far_apart(every, rule)
    opposite = are_opposite((review.recommendation for review in every), rule)
    if not gaps or (rule.opposite_recommendations and not opposite):
        return None
    return Disagreement(gaps, opposite)


def far_apart(reviews: Sequence[Answered], rule: DisputeRule) -> tuple[Gap, ...]:
    """Give the criteria on which scores lie as far apart as the rule says, widest first."""
    criteria = dict.fromkeys(key for review in reviews for key in review.scores)
    figures = by_criterion(criteria, (review.scores for review in reviews))
    gaps = [
        Gap(key, figure.lowest, figure.highest)
        for key, figure in figures.items()
        if figure.lowest is not None and figure.highest is not None and (figure.spread or 0) >= rule.points_apart
    ]
    return tuple(sorted(gaps, key=lambda gap: -gap.apart))


def are_opposite(recommendations: Iterable[str], rule: DisputeRule) -> bool:
    """Say whether somebody recommends for and somebody against."""
    given = set(recommendations)
    return bool(given & rule.favourable) and bool(given & rule.unfavourable)


def extra_reviewer(reviews: Iterable[Answered]) -> Literal["third", "fourth"]:
    """Give which reviewer to call: a third when at most one external answered, else a fourth."""
    external = sum(review.side == "external" for review in reviews)
    return "third" if external <= 1 else "fourth"
