"""Says, in the moment of sending, why a message no longer makes sense: what was true when it was made may be over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications import audiences
from notifications.letters import Sketch
from workflow.actions import reminders
from workflow.kernel.messages import N_
from workflow.models import Assignment, Clarification, Event, Person

NOT_FOR_THEM = N_("It is no longer for this person.")
PASSED = N_("What it says has passed.")
NOT_CHASED = N_("Nobody waits for it any longer, or the person is away.")


def why_not(session: Session, event: Event, audience: str, sketch: Sketch, now: datetime) -> str | None:
    """Give the reason not to send this event's letter now, or None."""
    if "rule" in event.payload and not reminders.is_wanted(session, event.payload, audience, now):
        return NOT_CHASED
    if sketch.while_seat and event.assignment_id is not None:
        seat = session.get_one(Assignment, event.assignment_id)
        if seat.state not in sketch.while_seat:
            return PASSED
    if sketch.quotes == "question" and event.submission_id is not None and not _is_asked(session, event):
        return PASSED
    return None


def is_for(session: Session, event: Event, person: Person, audience: str) -> bool:
    """Say whether the policy still counts this person among those to be told."""
    return person.id in {one.id for one in audiences.people(session, event, audience)}


def _is_asked(session: Session, event: Event) -> bool:
    query = select(Clarification.id).where(
        Clarification.submission_id == event.submission_id,
        Clarification.answered_at.is_(None),
        Clarification.closed_at.is_(None),
    )
    return session.scalar(query.limit(1)) is not None
