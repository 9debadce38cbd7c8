"""The calls whose automatic mails somebody plans, and their rules."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.insight.timetable.rules import InForce, in_force
from workflow.kernel.errors import NotFound
from workflow.models import Call
from workflow.policy import Actor, Permission, require


def coordinated_calls(session: Session, actor: Actor) -> dict[str, str]:
    """Give the titles of the calls he coordinates, by their public ids."""
    calls = actor.calls_with("coordinator", "chief")
    query = select(Call.public_id, Call.title).order_by(Call.title, Call.id)
    if calls is not None:
        query = query.where(Call.id.in_(sorted(calls)))
    return {row.public_id: row.title for row in session.execute(query)}


def rules_of(session: Session, actor: Actor, public_id: str) -> list[InForce]:
    """Give the rules of a call, or of the roster where none is named. Raises NotFound or NotAllowed."""
    if not public_id:
        require(actor, Permission.DESK_SEE)
        return in_force(session).of(None)
    call = session.scalars(select(Call).where(Call.public_id == public_id)).one_or_none()
    if call is None:
        raise NotFound
    require(actor, Permission.REMINDER_MANAGE, call)
    return in_force(session).of(call.id)
