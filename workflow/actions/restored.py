"""After a restore everything automatic is held until somebody lets it go: what was sent since would be sent again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflow.insight.outbox import BY_HAND
from workflow.kernel.ids import new_public_id
from workflow.models import Installation, Message, ReminderHold
from workflow.rules import holds
from workflow.rules.installations import Mark

WAITING = ("due", "sending", "in_doubt")


def mark(session: Session) -> Mark | None:
    """Give the mark of this database, or None before the first time."""
    found = session.scalars(select(Installation)).one_or_none()
    return Mark(found.mark, found.generation) if found else None


def go_on(session: Session, *, least: int = 0) -> Mark:
    """Count one further, at least beyond what the data folder knows; give the mark to keep there."""
    found = session.scalars(select(Installation).with_for_update()).one_or_none()
    if found is None:
        found = Installation(mark=new_public_id(), generation=0)
        session.add(found)
    found.generation = max(found.generation, least) + 1
    session.flush()
    return Mark(found.mark, found.generation)


def hold_everything(session: Session, reason: str, now: datetime) -> bool:
    """Hold back the reminders to come and the messages that wait; False where everything is held already."""
    holding = {"state": "held", "lease_until": None, "problem": reason}
    session.execute(update(Message).where(Message.state.in_(WAITING)).values(holding))
    if session.scalars(select(ReminderHold).where(ReminderHold.key == holds.EVERYTHING)).first() is not None:
        return False
    session.add(ReminderHold(key=holds.EVERYTHING, kind="held", at=now, reason=reason))
    session.flush()
    return True


def let_messages_go(session: Session) -> int:
    """Let the messages go that were held; what makes no sense any more is dropped in the moment of sending."""
    going = update(Message).where(Message.state == "held", Message.problem != BY_HAND).values(state="due", problem="")
    return len(session.execute(going.returning(Message.id)).all())
