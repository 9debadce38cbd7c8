"""What a reviewer's record says: asked, answered, handed in, how long it took, and how often in time.

Open invitations and reviews are counted as "longer than so far" (Kaplan and Meier), so that somebody who never answers
does not look quick.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.insight.durations import DayCount, first_at_or_under, survival
from workflow.models import Assignment, Membership, Submission
from workflow.policy import Actor, Permission, require
from workflow.policy.scope import coordinated

LEAST_FINISHED = 3
"""Under so many finished ones no median is given: one answer is no habit."""

READ = frozenset({"accepted", "handed_in", "ended"})
"""States of those who have accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewerRecord:
    """The figures, of the items that the reader coordinates."""

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


def of_reviewer(session: Session, actor: Actor, member: Membership, *, now: datetime) -> ReviewerRecord:
    """Give a member's record as far as a coordinator may know, in one statement. Raises NotFound or NotAllowed."""
    require(actor, Permission.ROSTER_SEE, member)
    query = (
        select(
            Assignment.state, Assignment.state_since, Assignment.invited_at, Assignment.answered_at,
            Assignment.handed_in_at, Assignment.review_due_at,
        )
        .join(Submission, Submission.id == Assignment.submission_id)
        .where(Assignment.reviewer_id == member.person_id, coordinated(actor))
    )  # fmt: skip
    return record_of(session.execute(query).all(), now)


def record_of(seats: Iterable[Any], now: datetime) -> ReviewerRecord:
    """Give the record that these seats, or rows with what is asked of them, make."""
    every = list(seats)
    states = Counter(seat.state for seat in every)
    done = [seat for seat in every if seat.handed_in_at is not None]
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
        in_time=sum(seat.review_due_at is None or seat.handed_in_at <= seat.review_due_at for seat in done),
    )


def _until(seat: Any, open_state: str, now: datetime) -> datetime:
    """Give until when something was open that has not been finished: until now, or until it was ended."""
    since: datetime = seat.state_since
    return now if seat.state == open_state else since


def _took(begun: datetime, finished: datetime | None, until: datetime) -> DayCount:
    return DayCount(max(((finished or until) - begun).days, 0), finished is not None, 1)


def _median(counts: Iterable[DayCount]) -> int | None:
    every = list(counts)
    if sum(count.finished for count in every) < LEAST_FINISHED:
        return None
    return first_at_or_under(survival(every), 0.5)
