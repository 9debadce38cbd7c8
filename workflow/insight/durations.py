"""How long items like this one take, honestly: open ones count as "longer than so far" (Kaplan and Meier)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, case, func, literal, select
from sqlalchemy.orm import Session

from workflow.models import Decision, Submission, UtcDateTime
from workflow.models.expressions import days_between
from workflow.policy import Actor, Permission, require

LEAST_FINISHED = 20
"""Under so many finished items nothing is said."""

LOOKS_BACK = timedelta(days=730)
"""Items sent in longer ago say little about today."""


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many items took so many days, or have been open for so many."""

    days: int
    finished: bool
    items: int


@dataclass(frozen=True, slots=True)
class Typical:
    """The usual range in days: half have a decision by `half`, eight of ten between `low` and `high`.

    `high` is None where too many are still open to know it.
    """

    half: int
    low: int
    high: int | None
    finished: int
    items: int


def typical(session: Session, actor: Actor, submission: Submission, *, now: datetime) -> Typical | None:
    """Give how long items of this submission's call take, or None where too few are finished.

    Raises NotFound or NotAllowed.
    """
    require(actor, Permission.SUBMISSION_SEE, submission)
    return range_of(day_counts(session, submission.call_id, now=now))


def day_counts(session: Session, call_id: int, *, now: datetime) -> tuple[DayCount, ...]:
    """Give from sending in to the first released decision, or until now, how many items of a call took how many days.

    One statement; the answer changes little within a day, so a page may keep it that long.
    """
    released = func.min(Decision.released_at).label("released_at")
    first = select(Decision.submission_id, released).group_by(Decision.submission_id).subquery()
    end = first.c.released_at
    carried_over = and_(end.is_(None), Submission.published_at.is_not(None))  # was public before; took no time here
    until = case(
        (end.is_not(None), end),
        (Submission.is_open, literal(now, UtcDateTime())),
        else_=Submission.state_since,  # withdrawn: it was open at least until then
    )
    took, finished = days_between(Submission.submitted_at, until).label("took"), end.is_not(None).label("finished")
    query = (
        select(took, finished, func.count().label("items"))
        .outerjoin(first, first.c.submission_id == Submission.id)
        .where(Submission.call_id == call_id, Submission.submitted_at >= now - LOOKS_BACK, ~carried_over)
        .group_by(took, finished)
    )
    return tuple(DayCount(max(row.took, 0), bool(row.finished), row.items) for row in session.execute(query))


def range_of(counts: Iterable[DayCount]) -> Typical | None:
    """Give median and 80 % range of the durations, open items counted; None under twenty finished ones."""
    every = list(counts)
    items = sum(count.items for count in every)
    finished = sum(count.items for count in every if count.finished)
    if finished < LEAST_FINISHED:
        return None
    curve = survival(every)
    low, half, high = (first_at_or_under(curve, share) for share in (0.9, 0.5, 0.1))
    return None if low is None or half is None else Typical(half, low, high, finished, items)


def survival(counts: Iterable[DayCount]) -> list[tuple[int, float]]:
    """Give for each day on which something was finished the share that is still open after it.

    An item that has been open for d days counts among those waiting on day d, and not after.
    """
    ended: dict[int, int] = {}
    left: dict[int, int] = {}
    for count in counts:
        left[count.days] = left.get(count.days, 0) + count.items
        if count.finished:
            ended[count.days] = ended.get(count.days, 0) + count.items
    waiting, share, curve = sum(left.values()), 1.0, []
    for day in sorted(left):
        if day in ended:
            share *= 1 - ended[day] / waiting
            curve.append((day, share))
        waiting -= left[day]
    return curve


def first_at_or_under(curve: Iterable[tuple[int, float]], share: float) -> int | None:
    """Give the first day on which no more than this share is open; None where more is to the end."""
    rounding = 1e-9
    return next((day for day, open_share in curve if open_share <= share + rounding), None)
