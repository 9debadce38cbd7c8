"""How often, and when last, the reviewer of a seat was reminded; read with the seat, not by a statement of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from workflow.models import Assignment, Event

NAMES = ("assignment.remind_answer", "assignment.remind_review")

_events = (
    Event.submission_id == Assignment.submission_id,  # which has an index
    Event.assignment_id == Assignment.id,
    Event.name.in_(NAMES),
)
TIMES = select(func.count(Event.id)).where(*_events).correlate(Assignment).scalar_subquery()
LAST = select(func.max(Event.at)).where(*_events).correlate(Assignment).scalar_subquery()
"""What a query for seats reads as `times_reminded` and `last_reminded_at`."""


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many reminders there were, and the last of them."""

    times: int
    last: datetime | None


def of(seat: Assignment) -> Reminded:
    """Give the reminders of a seat that was read with them."""
    return Reminded(seat.times_reminded or 0, seat.last_reminded_at)
