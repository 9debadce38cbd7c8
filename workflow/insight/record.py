"""What a reviewer's record says: asked, answered, handed in, how long it took, and how often in time.

Open invitations and reviews are counted as "longer than so far" (Kaplan and Meier), so that somebody who never answers
does not look quick.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from workflow.insight.durations import DayCount, first_at_or_under, survival

LEAST_FINISHED = 3
"""Under so many finished ones no median is given: one answer is no habit."""

READ = frozenset({"accepted", "handed_in", "ended"})
"""States of those who have accepted."""


class Seat(Protocol):
    """What is asked of an invitation."""

    @property
    def state(self) -> str:
        """Give where it stands."""

    @property
    def state_since(self) -> datetime:
        """Give since when."""

    @property
    def invited_at(self) -> datetime:
        """Give when it began."""

    @property
    def answered_at(self) -> datetime | None:
        """Give when it was answered."""

    @property
    def handed_in_at(self) -> datetime | None:
        """Give when the review came in."""

    @property
    def review_due_at(self) -> datetime | None:
        """Give when it was awaited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewerRecord:
    """The figures of one reviewer."""

    asked: int
    accepted: int
    declined: int
    unanswered: int
    """Invitations that ended without an answer."""
    answer_days: int | None
    """Within how many days half of the invitations are answered; None where that is not known."""
    review_days: int | None
    handed_in: int
    in_time: int
    """Handed in by the due date."""


def record_of(seats: Iterable[Seat], now: datetime) -> ReviewerRecord:
    """Give the record that these seats make."""
    every = list(seats)
    states = Counter(seat.state for seat in every)
    done = [(seat.handed_in_at, seat.review_due_at) for seat in every if seat.handed_in_at is not None]
    return ReviewerRecord(
        asked=len(every),
        accepted=sum(states[state] for state in READ),
        declined=states["declined"],
        unanswered=states["lapsed"],
        answer_days=_median(_took(s.invited_at, s.answered_at, _until(s, "invited", now)) for s in every),
        review_days=_median(
            _took(s.answered_at, s.handed_in_at, _until(s, "accepted", now))
            for s in every
            if s.state in READ and s.answered_at is not None
        ),
        handed_in=len(done),
        in_time=sum(due is None or at <= due for at, due in done),
    )


def _until(seat: Seat, open_state: str, now: datetime) -> datetime:
    """Give until when something was open that has not been finished: until now, or until it was ended."""
    return now if seat.state == open_state else seat.state_since


def _took(begun: datetime, finished: datetime | None, until: datetime) -> DayCount:
    return DayCount(max(((finished or until) - begun).days, 0), finished is not None, 1)


def _median(counts: Iterable[DayCount]) -> int | None:
    every = list(counts)
    if sum(count.finished for count in every) < LEAST_FINISHED:
        return None
    return first_at_or_under(survival(every), 0.5)
