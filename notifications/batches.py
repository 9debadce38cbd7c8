"""Writes the messages of a batch, all in one transaction: what they speak of is loaded for all of them together.

A letter that cannot be written fails alone: the batch is written again one by one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from notifications import claims
from notifications.careful import TROUBLES
from notifications.claims import Ending, Holder
from notifications.mime import Mail
from notifications.sender import Sender
from notifications.writing import NotSent, compose
from workflow.actions.bounces import note_failure
from workflow.actions.finding import COMES_WITH
from workflow.kernel.clock import Clock
from workflow.kernel.db import Database
from workflow.kernel.errors import Unavailable
from workflow.kernel.messages import N_
from workflow.models import Application, Assignment, Event, Message, Person, Submission
from workflow.models.base import Base

log = structlog.get_logger("collegium.notifications")

NOT_WRITTEN = N_("The message could not be written.")


@dataclass(frozen=True)
class Ready:
    """A message that is written and waits for its turn."""

    message_id: int
    mail: Mail
    tries: int
    event: str
    written_at: datetime


@dataclass(frozen=True)
class Desk:
    """What messages are written with."""

    database: Database
    sender: Sender
    clock: Clock
    holder: Holder


def write_all(desk: Desk, claimed: Sequence[int], outcomes: Counter[str]) -> list[Ready]:
    """Give the messages that are to be sent, in order; what ended while they were written is counted."""
    if not claimed:
        return []
    try:
        ready, ended = desk.database.in_transaction(partial(_write, desk=desk, claimed=claimed))
    except Unavailable:
        raise
    except TROUBLES as problem:
        if len(claimed) > 1:
            return [ready for one in claimed for ready in write_all(desk, [one], outcomes)]
        log.warning("item failed", problem=f"{type(problem).__name__}: {problem}", message_id=claimed[0])
        ended = _give_up(desk, claimed[0])
        ready = []
    outcomes.update(ended.values())
    outcomes["lost"] += len(claimed) - len(ready) - len(ended)
    for message_id in (number for number, state in ended.items() if state == "failed"):
        desk.database.in_transaction(partial(note_failure, number=message_id, now=desk.clock.now()))
    return ready


def _write(session: Session, desk: Desk, claimed: Sequence[int]) -> tuple[list[Ready], dict[int, str]]:
    """Write what is still ours, each made new; give it, and how the rest ended: what makes no sense any more."""
    now, ended = desk.clock.now(), dict[int, str]()
    messages = _held(session, desk.holder, claimed)
    ready = []
    with session.no_autoflush:
        parts = _parts_of(session, [message.event for message in messages])
        for message in messages:
            try:
                mail = compose(session, message, desk.sender, now)
            except NotSent as reason:
                message.state, message.problem, message.lease_until = reason.state, reason.problem, None
                ended[message.id] = reason.state
                continue
            message.lease_until = now + desk.holder.lease
            ready.append(Ready(message.id, mail, message.attempts, message.event.name, now))
        del parts
    return ready, ended


def _held(session: Session, holder: Holder, claimed: Sequence[int]) -> list[Message]:
    """Give the messages that are this worker's, locked, with event and reader."""
    found = session.scalars(HELD, {"ids": claimed, "worker": holder.worker})
    places = {message_id: place for place, message_id in enumerate(claimed)}
    return sorted(found, key=lambda message: places[message.id])


def _parts_of(session: Session, events: Iterable[Event]) -> list[Base]:
    """Load what the events speak of, so that each is found in the session; whoever asked keeps them alive."""
    about: dict[Any, set[Any]] = defaultdict(set)
    for event in events:
        about[Assignment].add(event.assignment_id)
        about[Submission].add(None if event.assignment_id else event.submission_id)
        about[Application].add(event.application_id)
    found: list[Base] = []
    for kind, ids in about.items():
        wanted: list[int] = [one for one in ids if one is not None]
        if wanted:
            found += session.scalars(PARTS[kind], {"ids": wanted}).unique()
    return found


def _give_up(desk: Desk, message_id: int) -> dict[int, str]:
    ending = Ending(message_id=message_id, state="failed", problem=NOT_WRITTEN)
    with desk.database.by_statement() as ask:
        return dict.fromkeys(claims.turn(ask, desk.holder, desk.clock.now(), ended=ending), "failed")


def _those(kind: type[Assignment | Submission | Application], *more: ORMOption) -> Select[Any]:
    ids: BindParameter[Any] = bindparam("ids", expanding=True)
    return select(kind).where(kind.id.in_(ids)).options(*COMES_WITH.get(kind, ()), *more)


HELD = (
    select(Message)
    .where(
        Message.id.in_(bindparam("ids", expanding=True)), Message.state == "sending",
        Message.worker == bindparam("worker"),
    )
    .options(
        joinedload(Message.event),
        joinedload(Message.person).options(
            selectinload(Person.addresses), selectinload(Person.roles), selectinload(Person.wishes)
        ),
    )
    .with_for_update(of=Message)
    .execution_options(populate_existing=True)
)  # fmt: skip
PARTS: dict[type[Base], Select[Any]] = {
    Assignment: _those(Assignment),
    Submission: _those(Submission, selectinload(Submission.versions), selectinload(Submission.clarifications)),
    Application: _those(Application),
}
"""The statements are built once: that costs more than to ask them."""
