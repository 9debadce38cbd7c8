"""Links that may do one thing: made here, kept as digests, found, used and ended.

A link is opened by GET and changes nothing then; whoever confirms by POST uses it. A sign-in link and a link that
confirms an address work once; the others as long as what they speak of, until a newer one of their kind is used.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Update, select, update
from sqlalchemy.orm import Session

from workflow.kernel import links
from workflow.kernel.errors import NotFound, Refused
from workflow.kernel.messages import Reason, say
from workflow.models import Capability, Person

ONCE = frozenset({"sign_in", "confirm_address"})
"""Purposes whose link works once."""


def issue(
    session: Session, *, purpose: str, now: datetime, lives: timedelta | None = None, person_id: int | None = None,
    assignment_id: int | None = None, submission_id: int | None = None, call_id: int | None = None,
    address: str | None = None,
) -> str:  # fmt: skip
    """Make a link's secret and keep its digest; without `lives` it does not expire by itself."""
    token = links.new_token()
    capability = Capability(
        digest=links.digest_of(token), purpose=purpose, person_id=person_id, assignment_id=assignment_id,
        submission_id=submission_id, call_id=call_id, address=address, epoch=_epoch(session, purpose, person_id),
        created_at=now, expires_at=now + lives if lives is not None else None,
    )  # fmt: skip
    session.add(capability)
    return token


def find(session: Session, token: str, purpose: str, now: datetime) -> Capability:
    """Give what the holder of this link may do; writes nothing.

    Raises NotFound for a link that was never made for this purpose, Refused with the reason for one that is over.
    """
    query = select(Capability).where(Capability.digest == links.digest_of(token), Capability.purpose == purpose)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    if reason := _why_over(session, found, now):
        raise Refused(reason)
    return found


def use(session: Session, capability: Capability, *, now: datetime) -> None:
    """Note that the link was used; older ones of its kind end. Raises Refused when one that works once was faster."""
    unused = Capability.used_at.is_(None) if capability.purpose in ONCE else Capability.ended_at.is_(None)
    marked = session.execute(
        update(Capability).where(Capability.id == capability.id, unused).values(used_at=now).returning(Capability.id)
    ).first()
    if marked is None:
        raise Refused(_used())
    session.execute(_ending(*_siblings(capability), Capability.id < capability.id, now=now))
    session.expire(capability)


def end(
    session: Session, *, purpose: str, now: datetime,
    person_id: int | None = None, assignment_id: int | None = None, submission_id: int | None = None,
    only: ColumnElement[bool] | None = None,
) -> None:  # fmt: skip
    """End every link of a purpose to one thing, or to one person; `only` says which of them, where not all."""
    named = {
        Capability.person_id: person_id, Capability.assignment_id: assignment_id,
        Capability.submission_id: submission_id,
    }  # fmt: skip
    about = [column == value for column, value in named.items() if value is not None]
    if about:
        session.execute(_ending(Capability.purpose == purpose, *about, *([only] if only is not None else []), now=now))


def _siblings(capability: Capability) -> list[ColumnElement[bool]]:
    return [
        Capability.purpose == capability.purpose,
        Capability.person_id.is_not_distinct_from(capability.person_id),
        Capability.assignment_id.is_not_distinct_from(capability.assignment_id),
        Capability.submission_id.is_not_distinct_from(capability.submission_id),
        Capability.address.is_not_distinct_from(capability.address),
    ]


def _ending(*which: ColumnElement[bool], now: datetime) -> Update:
    return update(Capability).where(*which, Capability.ended_at.is_(None)).values(ended_at=now)


def _why_over(session: Session, capability: Capability, now: datetime) -> Reason | None:
    if capability.purpose in ONCE and capability.used_at is not None:
        return _used()
    if capability.ended_at is not None:
        return say("This link no longer works: a newer one has taken its place.")
    if capability.expires_at is not None and now >= capability.expires_at:
        return say("This link is too old. Ask for a new one.")
    if capability.epoch is not None and capability.epoch != _epoch(session, capability.purpose, capability.person_id):
        return say("This link is too old. Ask for a new one.")
    return None


def _used() -> Reason:
    return say("This link has been used already. Ask for a new one.")


def _epoch(session: Session, purpose: str, person_id: int | None) -> int | None:
    """Give the person's epoch for a link that signs in: a change of password or role ends it."""
    if purpose != "sign_in" or person_id is None:
        return None
    return session.scalar(select(Person.epoch).where(Person.id == person_id))
