"""Accounts that look like the same person: hinted to administrators, and of members to coordinators."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason
from workflow.models import Address, Membership, Person
from workflow.policy import Actor, Permission, require
from workflow.rules import lookalikes
from workflow.rules.conflicts import Known


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """Another account, and by what it looks like the same person."""

    public_id: PublicId
    membership: PublicId | None
    name: str
    by: Reason


def of_person(session: Session, actor: Actor, person: Person) -> list[Hint]:
    """Give every account that looks like this one, in one statement. Raises NotFound or NotAllowed."""
    require(actor, Permission.PEOPLE_MANAGE)
    return _hints(session, person, members_only=False)


def of_member(session: Session, actor: Actor, member: Membership) -> list[Hint]:
    """Give the members of the roster who look like this one. Raises NotFound or NotAllowed."""
    require(actor, Permission.ROSTER_EDIT, member)
    return _hints(session, member.person, members_only=True)


def _hints(session: Session, person: Person, *, members_only: bool) -> list[Hint]:
    own = select(Address.mailbox).where(Address.person_id == person.id, Address.mailbox != "")
    with_mailbox = select(Address.person_id).where(Address.mailbox.in_(own))
    signs = [Person.id.in_(with_mailbox), Person.id == person.id]
    signs += [Person.name_key == person.name_key] if person.name_key else []
    signs += [Person.orcid == person.orcid] if person.orcid else []
    addresses = select(func.aggregate_strings(Address.normal_form, " ")).where(Address.person_id == Person.id)
    rows = session.execute(
        select(Person.id, Person.public_id, Person.name, Person.orcid, Membership.public_id.label("membership"),
               addresses.correlate(Person).scalar_subquery().label("addresses"))
        .outerjoin(Membership, Membership.person_id == Person.id)
        .where(or_(*signs), Person.merged_at.is_(None))
    ).all()  # fmt: skip
    by_id = {row.id: row for row in rows}
    known = {row.id: Known(person_id=row.id, name=row.name, orcid=row.orcid,
                           addresses=frozenset((row.addresses or "").split())) for row in rows}  # fmt: skip
    if person.id not in known:
        return []
    found = [(by_id[each.person_id], each.by) for each in lookalikes.alike(known[person.id], known.values())]
    return [
        Hint(public_id=row.public_id, membership=row.membership, name=row.name, by=by)
        for row, by in found
        if row.membership or not members_only
    ]
