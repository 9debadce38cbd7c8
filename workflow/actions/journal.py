"""Writes history and announcements, in the transaction that makes them true.

One hash chain an item: a submission's chain holds what happens to its assignments, reviews and decisions as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.kernel import log
from workflow.models import (
    Application,
    Assignment,
    Call,
    Event,
    LogChain,
    LogEntry,
    LogPayload,
    Membership,
    Person,
    Submission,
)
from workflow.policy.actors import Actor

Item = Submission | Application | Membership | Person | Call | Assignment
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that has happened: what, by whom, when, and who should hear of it."""

    trigger: str
    actor: Actor
    now: datetime
    source: str = ""
    target: str = ""
    payload: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    tells: tuple[str, ...] = ()


def note(session: Session, item: Item, fact: Fact) -> LogEntry:
    """Add a fact to the item's chain, and to the outbox where somebody should hear of it."""
    entry = _append(session, _chain_of(session, item), item, fact)
    if fact.tells:
        announce(session, item, fact, key=f"{entry.chain.item_kind}-{entry.chain.item_id}-{entry.sequence}")
    return entry


def announce(session: Session, item: Item, fact: Fact, *, key: str) -> Event:
    """Put a fact into the outbox; the same key a second time breaks the constraint and so the transaction."""
    event = Event(
        key=key,
        name=f"{kind_of(item)}.{fact.trigger}",
        at=fact.now,
        tells=list(fact.tells),
        payload={
            **fact.payload, "source": fact.source, "target": fact.target, "actor_id": _identities(fact.actor)[0],
        },
        **_about(item),
    )  # fmt: skip
    session.add(event)
    session.flush()
    return event


def kind_of(item: object) -> str:
    """Give the word for the kind of an item, as the log and the outbox use it."""
    return type(item).__name__.lower()


def owner_of(item: Item) -> Item:
    """Give the item whose chain tells this item's history."""
    return item.submission if isinstance(item, Assignment) else item


def entry_facts(entry: LogEntry) -> dict[str, object]:
    """Give what the digest of an entry covers; verification computes it again from the row."""
    return {
        "sequence": entry.sequence,
        "at": entry.at.astimezone(UTC),
        "actor": entry.actor_id,
        "on_behalf_of": entry.on_behalf_of_id,
        "subject": [entry.subject_kind, entry.subject_id],
        "trigger": entry.trigger,
        "moved": [entry.source, entry.target],
        "payload": entry.payload_digest,
    }


def _chain_of(session: Session, item: Item) -> LogChain:
    owner = owner_of(item)
    session.flush()
    query = select(LogChain).where(LogChain.item_kind == kind_of(owner), LogChain.item_id == owner.id)
    chain = session.scalars(query.with_for_update()).one_or_none()
    if chain is None:
        chain = LogChain(item_kind=kind_of(owner), item_id=owner.id, length=0, head=log.FIRST)
        session.add(chain)
        session.flush()
    return chain


def _append(session: Session, chain: LogChain, item: Item, fact: Fact) -> LogEntry:
    salt, payload = log.new_salt(), dict(fact.payload)
    actor_id, on_behalf_of_id = _identities(fact.actor)
    entry = LogEntry(
        chain=chain,
        sequence=chain.length + 1,
        at=fact.now,
        actor_id=actor_id,
        on_behalf_of_id=on_behalf_of_id,
        subject_kind=kind_of(item),
        subject_id=item.id,
        trigger=fact.trigger,
        source=fact.source,
        target=fact.target,
        payload_digest=log.seal(payload, salt),
        previous=chain.head,
    )
    entry.digest = log.chain(chain.head, entry_facts(entry))
    entry.payload = LogPayload(salt=salt, payload=payload)
    session.add(entry)
    chain.length, chain.head = entry.sequence, entry.digest
    session.flush()
    return entry


def _identities(actor: Actor) -> tuple[int | None, int | None]:
    """Give who did it, and for whom: an administrator who is signed in as somebody acts for that person."""
    if actor.by_id is not None:
        return actor.by_id, actor.person_id
    return actor.person_id, actor.on_behalf_of_id


def _about(item: Item) -> dict[str, int | None]:
    """Give the columns that say what an event is about."""
    if isinstance(item, Assignment):
        submission = item.submission
        return {"assignment_id": item.id, "submission_id": submission.id, "call_id": submission.call_id}
    if isinstance(item, Submission):
        return {"submission_id": item.id, "call_id": item.call_id}
    if isinstance(item, Application):
        return {"application_id": item.id, "person_id": item.person_id}
    if isinstance(item, Membership):
        return {"person_id": item.person_id}
    return {"person_id": item.id} if isinstance(item, Person) else {"call_id": item.id}
