"""Messages that did not arrive, written past the delivery."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.cast import NOW
from workflow.models import Assignment, Event, Message, Person

KIND = "assignment.invite:reviewer"
PROBLEM = "550 5.1.1 No such user"


def undelivered(session: Session, seat: Assignment) -> Message:
    """Give the invitation to a seat as a mail server has refused it."""
    named = select(Event).where(Event.name == "assignment.invite", Event.assignment_id == seat.id)
    event, reader = session.scalars(named).one(), session.get_one(Person, seat.reviewer_id)
    event.relayed_at = NOW
    message = Message(
        event=event, person=reader, recipient=reader.public_id, kind=KIND, state="failed", due_at=NOW, attempts=1,
        address=reader.addresses[0].email, subject="Invitation to review", language="en", problem=PROBLEM,
    )  # fmt: skip
    session.add(message)
    session.flush()
    return message
