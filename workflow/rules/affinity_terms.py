"""Says how well a reviewer's declared topics fit a submission's: a score on a fixed scale, a band, the words for it.

The form is the one of conference systems: the sum of the matched levels over the square root of the number of the
submission's topics. It does not change when another reviewer joins.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any, Literal

from workflow.kernel.errors import InvalidInput
from workflow.kernel.messages import N_, Reason, say

Band = Literal["strong", "adequate", "weak", "none"]

LEVELS = {1: say("working knowledge"), 2: say("experienced"), 3: say("expert")}
"""How well a reviewer knows a topic."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a reviewer says of one topic: its level, 1 to 3, and whether a coordinator has verified it."""

    topic: str
    level: int
    verified: bool = False


@dataclass(frozen=True, slots=True)
class AffinityRule:
    """From which score a match is strong or adequate, and how much an unverified level counts."""

    strong_from: float = 2.0
    adequate_from: float = 1.0
    unverified_factor: float = 0.8

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> AffinityRule:
        """Read the rule from a call's plain values. Raises InvalidInput by field."""
        names = ("strong_from", "adequate_from", "unverified_factor")
        given = {name: data[name] for name in names if name in data}
        wrong = {name: say("Give a number above 0.") for name, value in given.items() if not _is_positive(value)}
        if wrong:
            raise InvalidInput(wrong)
        rule = cls(**given)
        if rule.adequate_from > rule.strong_from:
            raise InvalidInput({"strong_from": say("A strong match needs at least the score of an adequate one.")})
        return rule


@dataclass(frozen=True, slots=True)
class TopicFit:
    """The fit of one reviewer: score, band, and the claims that matched, best first."""

    score: float
    band: Band
    matched: tuple[Claim, ...]

    @property
    def words(self) -> Reason:
        """The band in words."""
        return BAND_WORDS[self.band]


BAND_WORDS = {
    "strong": say("strong match"),
    "adequate": say("adequate match"),
    "weak": say("weak match"),
    "none": say("no topic in common"),
}
CLAIM_WORDS = {
    (1, False): N_("{topic} (working knowledge)"),
    (1, True): N_("{topic} (working knowledge, verified)"),
    (2, False): N_("{topic} (experienced)"),
    (2, True): N_("{topic} (experienced, verified)"),
    (3, False): N_("{topic} (expert)"),
    (3, True): N_("{topic} (expert, verified)"),
}


def fit(topics: Collection[str], claims: Iterable[Claim], rule: AffinityRule | None = None) -> TopicFit:
    """Give how well these claims fit a submission's topics; no topic or no match is a score of 0."""
    used, wanted = rule or AffinityRule(), set(topics)
    best: dict[str, Claim] = {}
    for claim in claims:
        if claim.topic in wanted and worth(claim, used) > worth(best.get(claim.topic), used):
            best[claim.topic] = claim
    matched = tuple(sorted(best.values(), key=lambda claim: (-worth(claim, used), claim.topic)))
    score = sum(worth(claim, used) for claim in matched) / sqrt(len(wanted)) if wanted else 0.0
    return TopicFit(score, band(score, used), matched)


def worth(claim: Claim | None, rule: AffinityRule) -> float:
    """Give what a claim counts: its level, less when nobody has verified it."""
    return claim.level * (1.0 if claim.verified else rule.unverified_factor) if claim else 0.0


def band(score: float, rule: AffinityRule) -> Band:
    """Give the band of a score; a score has the same band for everybody."""
    if score >= rule.strong_from:
        return "strong"
    if score >= rule.adequate_from:
        return "adequate"
    return "weak" if score > 0 else "none"


def with_objectives(claims: Iterable[Claim], objectives_of: Mapping[str, Collection[str]]) -> tuple[Claim, ...]:
    """Give the claims and, for each objective their topics belong to, one at the highest of their levels."""
    own = tuple(claims)
    best: dict[str, Claim] = {}
    for claim in own:
        for objective in objectives_of.get(claim.topic, ()):
            known = best.get(objective)
            if known is None or (claim.level, claim.verified) > (known.level, known.verified):
                best[objective] = Claim(objective, claim.level, claim.verified)
    return (*own, *(best[objective] for objective in sorted(best)))


def claim_words(claim: Claim, name: str | Reason) -> Reason:
    """Give a matched claim in words: the topic's name, the level, and whether it is verified."""
    return say(CLAIM_WORDS[min(max(claim.level, 1), 3), claim.verified], topic=name)


def _is_positive(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0
