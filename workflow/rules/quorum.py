"""Says when a review round may close: who is still waited for, and which side has not answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from workflow.kernel.errors import InvalidInput
from workflow.kernel.messages import Reason, plural, say


@dataclass(frozen=True, slots=True)
class QuorumRule:
    """How many of each side must have handed in a review before a round closes by itself."""

    minimum: Mapping[str, int]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> QuorumRule:
        """Read the rule from a call's plain values. Raises InvalidInput by field."""
        minimum = data.get("minimum", {})
        whole = isinstance(minimum, Mapping) and all(type(n) is int and n >= 0 for n in minimum.values())
        if not whole or not sum(minimum.values()):
            raise InvalidInput({"minimum": say("Ask for at least one answer; give a whole number for each side.")})
        return cls(MappingProxyType(dict(minimum)))


@dataclass(frozen=True, slots=True)
class Duty:
    """An assignment as the quorum sees it: accepted or not, handed in, ended without a review, due when."""

    side: str
    accepted: bool
    handed_in: bool
    ended: bool
    due_at: datetime | None


def still_waited_for(duties: Iterable[Duty], grace: timedelta, now: datetime) -> tuple[Duty, ...]:
    """Give the accepted assignments that are not handed in, not ended and not past due date plus grace."""
    return tuple(duty for duty in duties if _is_waited_for(duty, grace, now))


def reached(rule: QuorumRule, duties: Iterable[Duty], grace: timedelta, now: datetime) -> Reason | None:
    """Say why the round may not close yet, or None when it may."""
    every = tuple(duties)
    if waiting := len(still_waited_for(every, grace, now)):
        return plural("{n} review is still open", "{n} reviews are still open", waiting)
    return unanswered(rule, every)


def unanswered(rule: QuorumRule, duties: Iterable[Duty]) -> Reason | None:
    """Say which side has handed in too few reviews, or None."""
    answers = [duty.side for duty in duties if duty.handed_in]
    short = ((side, need - answers.count(side)) for side, need in rule.minimum.items())
    return next((_too_few(side, lacking) for side, lacking in short if lacking > 0), None)


def _is_waited_for(duty: Duty, grace: timedelta, now: datetime) -> bool:
    if not duty.accepted or duty.handed_in or duty.ended:
        return False
    return duty.due_at is None or now <= duty.due_at + grace


def _too_few(side: str, n: int) -> Reason:
    if side == "internal":
        return plural("{n} internal review is missing", "{n} internal reviews are missing", n)
    if side == "external":
        return plural("{n} external review is missing", "{n} external reviews are missing", n)
    return plural("{n} review is missing: {part}", "{n} reviews are missing: {part}", n, part=side)
