"""Expands events into messages, one for each recipient and kind; an event is expanded in one transaction, once."""

from __future__ import annotations

from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications import audiences
from notifications.careful import attempt
from workflow.actions import mail_wishes
from workflow.kernel.clock import Clock
from workflow.kernel.db import Database
from workflow.models import Event, Message

BATCH = 200


def relay(database: Database, clock: Clock) -> int:
    """Expand every event that is waiting, oldest first; give how many messages came of them."""
    made, last = 0, 0
    while waiting := _waiting(database, after=last):
        for event_id in waiting:
            work = partial(database.in_transaction, partial(expand, event_id=event_id, clock=clock))
            made += attempt(work, otherwise=0, event_id=event_id)
        last = waiting[-1]
    return made


def expand(session: Session, event_id: int, clock: Clock) -> int:
    """Write the messages of one event; nothing where that is done. Gives how many are new."""
    query = select(Event).where(Event.id == event_id, Event.relayed_at.is_(None)).with_for_update()
    event = session.scalars(query).one_or_none()
    if event is None:
        return 0
    now = clock.now()
    told = [(a, person) for a in dict.fromkeys(event.tells) for person in audiences.people(session, event, a)]
    wishes = mail_wishes.wishes_of(session, (person.id for _, person in told))
    messages = []
    for audience, person in told:
        plan = mail_wishes.plan(wishes.get(person.id), person, event.name, audience, now)
        messages.append(
            Message(event_id=event.id, person_id=person.id, recipient=person.public_id, kind=kind_of(event, audience),
                    state=plan.state, due_at=plan.due_at)
        )  # fmt: skip
    session.add_all(messages)
    event.relayed_at = now
    session.flush()
    return len(messages)


def kind_of(event: Event, audience: str) -> str:
    """Give the kind of a message: what it is about, and for whom."""
    return f"{event.name}:{audience}"


def audience_of(message: Message) -> str:
    """Give the audience a message was made for."""
    return message.kind.rpartition(":")[2]


def _waiting(database: Database, *, after: int) -> list[int]:
    query = select(Event.id).where(Event.relayed_at.is_(None), Event.id > after).order_by(Event.id).limit(BATCH)
    with database.reading() as session:
        return list(session.scalars(query))
