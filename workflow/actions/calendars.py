"""Addresses from which calendar programs fetch dates: private, one a person and call, ended whenever he wants.

An address is read by whoever has it, without signing in, for no calendar program can; so it opens dates and nothing
else, it is kept as a digest only, and its owner makes a new one where it has gone about.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actions import accounts, capabilities, journal
from workflow.actions.finding import find
from workflow.kernel.errors import NotFound, Refused
from workflow.kernel.ids import PublicId
from workflow.models import Call, Capability, Person
from workflow.policy import Actor, Permission, person_actor, require

PURPOSE = "calendar"
LONGEST = 100


@dataclass(frozen=True)
class Subscription:
    """What an address gives: whose dates, in which language, and of which call; none where they are his own."""

    actor: Actor
    locale: str
    call_id: PublicId | None
    call_title: str


def make_calendar(session: Session, actor: Actor, call_id: PublicId | None = None, *, now: datetime) -> str:
    """Make the address of the actor's calendar, or of his calendar of a call; an earlier one ends.

    Raises NotFound or NotAllowed.
    """
    person = accounts.own_account(session, actor)
    call = _call(session, actor, call_id)
    number = call.id if call else None
    _end(session, person, number, now)
    token = capabilities.issue(session, purpose=PURPOSE, now=now, person_id=person.id, call_id=number)
    journal.note(session, person, journal.Fact(trigger="make_calendar", actor=actor, now=now))
    return token


def end_calendar(session: Session, actor: Actor, call_id: PublicId | None = None, *, now: datetime) -> Person:
    """End the address of the actor's calendar, or of his calendar of a call. Raises NotFound or NotAllowed."""
    person = accounts.own_account(session, actor)
    call = find(session, Call, call_id) if call_id else None
    _end(session, person, call.id if call else None, now)
    journal.note(session, person, journal.Fact(trigger="end_calendar", actor=actor, now=now))
    return person


def subscription(session: Session, token: str, now: datetime) -> Subscription:
    """Give what an address opens; writes nothing. Raises NotFound, for one that is over as well."""
    try:
        found = capabilities.find(session, token[:LONGEST], PURPOSE, now)
    except Refused as over:
        raise NotFound from over
    person = session.get(Person, found.person_id)
    if person is None or person.suspended_at is not None:
        raise NotFound
    call = session.get(Call, found.call_id) if found.call_id else None
    return Subscription(
        person_actor(person), person.locale, call.public_id if call else None, call.title if call else ""
    )


def kept(session: Session, actor: Actor) -> dict[PublicId | None, datetime]:
    """Give since when there is an address: of the own calendar under None, of others under their call."""
    query = (
        select(Call.public_id, Capability.created_at)
        .outerjoin(Call, Call.id == Capability.call_id)
        .where(Capability.purpose == PURPOSE, Capability.person_id == actor.person_id, Capability.ended_at.is_(None))
    )
    return {row.public_id: row.created_at for row in session.execute(query)}


def _call(session: Session, actor: Actor, call_id: PublicId | None) -> Call | None:
    if call_id is None:
        return None
    call = find(session, Call, call_id)
    if call.id not in (actor.calls_with("coordinator", "chief") or {call.id}):
        raise NotFound
    require(actor, Permission.DESK_SEE)
    return call


def _end(session: Session, person: Person, call_id: int | None, now: datetime) -> None:
    of_it = Capability.call_id.is_not_distinct_from(call_id)
    capabilities.end(session, purpose=PURPOSE, now=now, person_id=person.id, only=of_it)
