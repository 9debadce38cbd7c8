"""How often, and when last, the reviewer of a seat was reminded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.models import Assignment, Event
from workflow.policy import Actor, Permission, require

NAMES = ("assignment.remind_answer", "assignment.remind_review")


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many reminders there were, and the last of them."""

    times: int
    last: datetime | None


def of(session: Session, actor: Actor, seat: Assignment) -> Reminded:
    """Count the reminders of a seat, in one statement. Raises NotFound or NotAllowed."""
    require(actor, Permission.ASSIGNMENT_MANAGE, seat)
    query = select(func.count(), func.max(Event.at)).where(Event.assignment_id == seat.id, Event.name.in_(NAMES))
    times, last = session.execute(query).one()
    return Reminded(times, last)
