"""What a delivery says to the database about its messages: taken, begun, ended, given back, left in doubt.

Each is one statement that names the state and the worker it expects, so that whoever lost a message to another worker
changes nothing; `begun_at` says of which one message of those taken it cannot be known whether it has left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, TextClause, and_, bindparam, false, func, or_, select, text, update
from sqlalchemy.orm import Session

from notifications import doubt
from workflow.models import Message

LEASE = timedelta(minutes=15)
"""Longer than a slow server may take for one message; what is not ended by then is another worker's."""

WAITING = text("message.state IN ('due', 'sending', 'in_doubt')")
"""Written out, so that both databases see that the partial index holds these rows."""

LET_GO: dict[str, Any] = {"lease_until": None, "begun_at": None}


@dataclass(frozen=True)
class Holder:
    """Who holds messages, and for how long at a time."""

    worker: str
    lease: timedelta = LEASE


def is_due(now: datetime) -> tuple[ColumnElement[bool] | TextClause, ...]:
    """Give what holds of the messages that may be taken now."""
    return WAITING, Message.state != "sending", Message.due_at <= now, ~Message.left_to_person


def claim(session: Session, holder: Holder, now: datetime, most: int, among: range | None = None) -> list[int]:
    """Take messages that are due, of these ids where some are given, for this worker alone; the longest due first."""
    these = () if among is None else (Message.id.between(among.start, among.stop - 1),)
    due = (
        select(Message.id)
        .where(*is_due(now), *these)
        .order_by(Message.due_at, Message.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    taking = (
        update(Message)
        .where(Message.id.in_(due), Message.state.in_(("due", "in_doubt")))
        .values(
            state="sending", worker=holder.worker, lease_until=now + holder.lease, begun_at=None,
            attempts=Message.attempts + 1,
        )
        .returning(Message.id, Message.due_at)
    )  # fmt: skip
    taken = dict(session.execute(taking).all())
    return sorted(taken, key=lambda number: (taken[number], number))


def begin(session: Session, holder: Holder, message_id: int, now: datetime) -> bool:
    """Note that this message is handed over now; False where it is no longer ours."""
    values = {"it": message_id, "by": holder.worker, "begun": now, "lease": now + holder.lease}
    return session.connection().execute(BEGINNING, values).rowcount > 0


def end(
    session: Session, holder: Holder, message_id: int, *, state: str, problem: str = "",
    sent_at: datetime | None = None, due_at: datetime | None = None, left_to_person: bool = False,
) -> bool:  # fmt: skip
    """End the sending of a message; False where it is no longer ours."""
    values = {"it": message_id, "by": holder.worker, "to": state, "why": problem[:500], "sent": sent_at,
              "due": due_at, "left": left_to_person}  # fmt: skip
    return session.connection().execute(ENDING, values).rowcount > 0


def give_back(session: Session, holder: Holder, messages: Sequence[int], problem: str = "") -> None:
    """Let others, or a later moment, send these: it was not their fault, so no try is counted."""
    ours = and_(Message.id.in_(messages), Message.state == "sending", Message.worker == holder.worker)
    values = {"state": "due", "problem": problem[:500], "attempts": Message.attempts - 1, **LET_GO}
    session.execute(update(Message).where(ours).values(values))


def take_from_the_dead(session: Session, now: datetime) -> int:
    """Free what workers held who did not come back in time; give how many of it are in doubt.

    What they had not begun to hand over is due as before; of the rest it is not known whether it arrived.
    """
    over = and_(WAITING, Message.state == "sending", Message.lease_until < now)
    untouched = update(Message).where(over, Message.begun_at.is_(None))
    session.execute(untouched.values(state="due", attempts=Message.attempts - 1, **LET_GO))
    found = 0
    for then, kinds in doubt.EXCEPTIONS.items():
        found += _doubted(session, and_(over, _is_of(kinds)), then, now)
    return found + _doubted(session, over, doubt.AGAIN, now)


def _doubted(session: Session, which: ColumnElement[bool], then: str, now: datetime) -> int:
    values = {**doubt.values_of(then), "due_at": now, "lease_until": None}
    return len(session.execute(update(Message).where(which).values(values).returning(Message.id)).all())


def _is_of(kinds: Sequence[str]) -> ColumnElement[bool]:
    return or_(false(), *(Message.kind.startswith(f"{kind}:", autoescape=True) for kind in kinds))


TABLE = Message.metadata.tables["message"]
HELD = and_(TABLE.c.id == bindparam("it"), TABLE.c.state == "sending", TABLE.c.worker == bindparam("by"))
BEGINNING = update(TABLE).where(HELD).values(begun_at=bindparam("begun"), lease_until=bindparam("lease"))
ENDING = (
    update(TABLE)
    .where(HELD)
    .values(
        state=bindparam("to"), problem=bindparam("why"), sent_at=bindparam("sent"), lease_until=None,
        due_at=func.coalesce(bindparam("due", type_=TABLE.c.due_at.type), TABLE.c.due_at),
        left_to_person=bindparam("left"),
    )
)  # fmt: skip
"""Asked once or twice a message, and so built once and past the mapper: that takes a quarter of the time."""
