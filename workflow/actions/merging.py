"""Makes two accounts of one person one: what the closed one had is the kept one's, and both histories stay.

Who did something keeps being named as he was then; whose something *is* changes. What is sent in, reviewed and asked
for is locked first, submissions before memberships before people, as everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased
from sqlalchemy.orm.exc import StaleDataError

from workflow.actions import journal, merge_checks, merge_memberships, standing
from workflow.actions.finding import find, lock
from workflow.kernel.errors import InvalidInput, Refused
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import say
from workflow.models import (
    Address,
    Application,
    Assignment,
    Bid,
    Capability,
    ConflictDeclaration,
    ConflictOverride,
    Event,
    Membership,
    Message,
    Person,
    Role,
    SignIn,
    Submission,
    Task,
)
from workflow.policy import Actor, Permission, require
from workflow.rules.text import tidy

LONGEST_REASON = 2000
KEYS = ("sign_in", "confirm_address")
"""Links that let somebody in; they end. Links to a draft, a status or an invitation lead on."""


def merge_people(
    session: Session, actor: Actor, kept_id: PublicId, closed_id: PublicId, reason: str, *, now: datetime
) -> Person:
    """Make one account a part of another, for good, and close it; every sign-in of both ends.

    Raises NotFound, NotAllowed, InvalidInput (reason), or Refused with everything that stands against it.
    """
    require(actor, Permission.PEOPLE_MANAGE)
    kept, closed = find(session, Person, kept_id), find(session, Person, closed_id)
    if not (why := tidy(reason)[:LONGEST_REASON]):
        raise InvalidInput({"reason": say("Say why.")})
    if actor.person_id in {kept.id, closed.id}:
        raise Refused(say("Nobody merges an account of his own. Ask another administrator."))
    touched = _locked(session, kept, closed)
    if against := list(merge_checks.reasons_against(session, kept, closed)):
        raise Refused(*against)
    found = merge_checks.consequences(session, kept, closed)
    _move(session, kept, closed, now)
    _close(session, kept, closed, now)
    session.expire_all()
    for submission in touched:
        standing.refresh(session, submission)
    _log(session, actor, kept, closed, now=now, payload={
        "reason": why, "kept": kept.public_id, "kept_name": kept.name, "closed": closed.public_id,
        "closed_name": closed.name, "addresses": list(found.addresses),
    })  # fmt: skip
    return kept


def _locked(session: Session, kept: Person, closed: Person) -> list[Submission]:
    """Lock all that is about to change; begin again where somebody added to it meanwhile."""
    pair = sorted((kept.id, closed.id))
    numbers = _theirs(session, pair)
    submissions = [lock(session, number) for number in numbers]
    fresh = {"populate_existing": True}
    members = select(Membership).where(Membership.person_id.in_(pair)).order_by(Membership.id).with_for_update()
    session.scalars(members.execution_options(**fresh)).all()
    people = select(Person).where(Person.id.in_(pair)).order_by(Person.id).with_for_update()
    session.scalars(people.execution_options(**fresh)).all()
    if _theirs(session, pair) != numbers:
        message = "what they have a part in has changed meanwhile"
        raise StaleDataError(message)
    return submissions


def _theirs(session: Session, pair: Sequence[int]) -> list[int]:
    """Give the submissions either has a part in."""
    seats = select(Assignment.submission_id).where(Assignment.reviewer_id.in_(pair))
    sent = or_(Submission.submitter_id.in_(pair), Submission.handling_coordinator_id.in_(pair))
    query = select(Submission.id).where(or_(sent, Submission.id.in_(seats))).order_by(Submission.id)
    return list(session.scalars(query))


def _move(session: Session, kept: Person, closed: Person, now: datetime) -> None:
    """Give everything that was the closed account's to the other."""
    session.execute(update(Address).where(Address.person_id == closed.id).values(is_primary=False))
    _drop_double_roles(session, kept, closed)
    columns: tuple[InstrumentedAttribute[Any], ...] = (
        Address.person_id, Role.person_id, Submission.submitter_id, Submission.handling_coordinator_id,
        Application.person_id, Assignment.reviewer_id, Person.merged_into_id, Task.owner_id, Task.person_id,
    )  # fmt: skip
    for column in columns:
        _point(session, column, kept, closed)
    _move_conflicts(session, kept, closed, now)
    _move_bids(session, kept, closed)
    _move_messages(session, kept, closed, now)
    merge_memberships.join(session, kept.id, closed.id, now)
    if not kept.orcid:
        kept.orcid = closed.orcid
    if not any(address.is_primary for address in _addresses(session, kept)):
        first = min(_addresses(session, kept), key=lambda address: (address.verified_at is None, address.id))
        first.is_primary = True
    session.flush()


def _point(session: Session, column: InstrumentedAttribute[Any], kept: Person, closed: Person) -> None:
    """Point every row that names the closed account in this column to the kept one."""
    session.execute(update(column.class_).where(column == closed.id).values({column.key: kept.id}))


def _addresses(session: Session, person: Person) -> Sequence[Address]:
    session.expire(person, ["addresses", "roles"])
    return person.addresses


def _drop_double_roles(session: Session, kept: Person, closed: Person) -> None:
    """Take away what the kept account may do already."""
    held = {(role.name, role.call_id) for role in session.scalars(select(Role).where(Role.person_id == kept.id))}
    for role in session.scalars(select(Role).where(Role.person_id == closed.id)):
        if (role.name, role.call_id) in held:
            session.delete(role)
    session.flush()


def _move_conflicts(session: Session, kept: Person, closed: Person, now: datetime) -> None:
    """Move declarations and overrides; what both have stays with the closed account, and overrides of it end."""
    mine = aliased(ConflictDeclaration)
    both = exists().where(
        mine.person_id == kept.id, mine.submission_id == ConflictDeclaration.submission_id,
        mine.kind == ConflictDeclaration.kind,
    )  # fmt: skip
    moving = update(ConflictDeclaration).where(ConflictDeclaration.person_id == closed.id, ~both)
    session.execute(moving.values(person_id=kept.id).execution_options(synchronize_session=False))
    open_ones = update(ConflictOverride).where(
        ConflictOverride.person_id.in_((kept.id, closed.id)), ConflictOverride.ended_at.is_(None)
    )
    session.execute(open_ones.values(ended_at=now))
    _point(session, ConflictOverride.person_id, kept, closed)


def _move_bids(session: Session, kept: Person, closed: Person) -> None:
    """Give the kept account what the closed one said, but where it has said something of its own."""
    own = select(Bid.submission_id).where(Bid.person_id == kept.id)
    session.execute(delete(Bid).where(Bid.person_id == closed.id, Bid.submission_id.in_(own)))
    _point(session, Bid.person_id, kept, closed)


def _move_messages(session: Session, kept: Person, closed: Person, now: datetime) -> None:
    """Address what is not sent yet to the kept account; what it gets already is dropped. Ends sign-ins and keys."""
    mine = aliased(Message)
    both = exists().where(
        mine.event_id == Message.event_id, mine.kind == Message.kind, mine.recipient == kept.public_id
    )
    waiting = Message.state.in_(("due", "held", "in_doubt"))
    unsent = update(Message).where(Message.person_id == closed.id, waiting)
    plain = {"synchronize_session": False}
    session.execute(unsent.where(both).values(state="dropped").execution_options(**plain))
    session.execute(unsent.where(~both).values(person_id=kept.id, recipient=kept.public_id).execution_options(**plain))
    telling = update(Event).where(Event.person_id == closed.id, Event.relayed_at.is_(None))
    session.execute(telling.values(person_id=kept.id))
    theirs = Capability.person_id.in_((kept.id, closed.id))
    keys = update(Capability).where(theirs, Capability.purpose.in_(KEYS), Capability.ended_at.is_(None))
    session.execute(keys.values(ended_at=now))
    _point(session, Capability.person_id, kept, closed)


def _close(session: Session, kept: Person, closed: Person, now: datetime) -> None:
    pair = (kept.id, closed.id)
    ending = update(SignIn).where(
        SignIn.ended_at.is_(None), or_(SignIn.person_id.in_(pair), SignIn.opened_by_id.in_(pair))
    )
    session.execute(ending.values(ended_at=now))
    closed.suspended_at = closed.merged_at = now
    closed.merged_into_id, closed.password_hash = kept.id, None
    kept.epoch += 1
    closed.epoch += 1
    session.flush()


def _log(
    session: Session, actor: Actor, kept: Person, closed: Person, *, now: datetime, payload: dict[str, Any]
) -> None:
    for person in (closed, kept):
        fact = journal.Fact(trigger="merge_people", actor=actor, now=now, payload=payload)
        journal.note(session, person, fact)
