"""What a delivery says to the database about its messages: taken, begun, ended, given back, left in doubt.

Each is one statement that names the state and the worker it expects, so that whoever lost a message to another worker
changes nothing; `begun_at` says of which one message of those taken it cannot be known whether it has left. The end of
one message and the beginning of the next are one statement together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, TextClause, and_, bindparam, case, false, func, null, or_, select, text, update
from sqlalchemy.orm import Session

from notifications import doubt
from workflow.kernel.db import Ask
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


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How the handing over of a message has ended, as its row says it."""

    message_id: int
    state: str
    problem: str = ""
    sent_at: datetime | None = None
    due_at: datetime | None = None
    """When it is tried again; none: its time stays."""
    left_to_person: bool = False


NO_MESSAGE = 0
"""Rows are numbered from 1."""
NOTHING = Ending(message_id=NO_MESSAGE, state="")


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


def turn(ask: Ask, holder: Holder, now: datetime, *, ended: Ending = NOTHING, following: int = NO_MESSAGE) -> set[int]:
    """Say how a message has ended and that the following one is handed over now; give which of them were still ours."""
    ending = {f"its_{name}": value for name, value in vars(ended).items()}
    values = {"by": holder.worker, "begun": now, "lease": now + holder.lease, "following": following}
    return {number for (number,) in ask(TURNING, ending | values)}


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
IS_ENDED = TABLE.c.id == bindparam("its_message_id")


def _said(name: str) -> ColumnElement[Any]:
    """Give what a column says after the turn: of the one that has ended what there is to say, else what it says now."""
    now, its = TABLE.c[name], bindparam(f"its_{name}", type_=TABLE.c[name].type)
    return case((IS_ENDED, func.coalesce(its, now)), else_=now)


TURNING = (
    update(TABLE)
    .where(
        TABLE.c.id.in_((bindparam("its_message_id"), bindparam("following"))),
        TABLE.c.state == "sending", TABLE.c.worker == bindparam("by"),
    )
    .values({
        **{name: _said(name) for name in ("state", "problem", "sent_at", "due_at", "left_to_person")},
        "begun_at": case((IS_ENDED, TABLE.c.begun_at), else_=bindparam("begun")),
        "lease_until": case((IS_ENDED, null()), else_=bindparam("lease")),
    })
    .returning(TABLE.c.id)
)  # fmt: skip
"""Asked once a message, and so one statement, built once and past the mapper."""
