"""Announces a reminder of a due date, once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actions import due, journal
from workflow.actions.due import ReminderStep
from workflow.actions.finding import find_locked
from workflow.models import Assignment, Event
from workflow.policy import SYSTEM


def remind(session: Session, *, step: ReminderStep, now: datetime) -> bool:
    """Announce a reminder that has fallen due; False where it was announced, or is no longer wanted.

    Raises NotFound.
    """
    seat = find_locked(session, Assignment, step.assignment_id)
    if not is_wanted(session, seat, step.kind, step.due_at, now) or _is_announced(session, step.key):
        return False
    fact = journal.Fact(
        trigger=f"remind_{step.kind}", actor=SYSTEM, now=now, tells=("reviewer",),
        payload={"due_at": step.due_at.isoformat(), "offset": step.offset},
    )  # fmt: skip
    journal.announce(session, seat, fact, key=step.key)
    return True


def is_wanted(session: Session, seat: Assignment, kind: str, due_at: datetime, now: datetime) -> bool:
    """Say whether the reviewer is still waited for by this date; asked again in the moment of sending."""
    state, date = ("invited", seat.answer_due_at) if kind == due.ANSWER else ("accepted", seat.review_due_at)
    return (
        seat.state == state
        and date == due_at
        and seat.round.closed_at is None
        and not due.is_away(session, seat.reviewer_id, now)
    )


def _is_announced(session: Session, key: str) -> bool:
    return session.scalar(select(Event.id).where(Event.key == key)) is not None
