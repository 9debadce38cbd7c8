"""A membership with everything that belongs to it, loaded in a few statements however much that is."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, defaultload, joinedload, selectinload

from workflow.kernel.errors import NotFound
from workflow.models import Expertise, MemberNote, MemberRegion, Membership, Person

PARTS = (
    joinedload(Membership.person).joinedload(Person.addresses),
    joinedload(Membership.organisation),
    joinedload(Membership.languages),
    joinedload(Membership.absences),
    joinedload(Membership.capacities),
    joinedload(Membership.work_import),
    selectinload(Membership.expertise).joinedload(Expertise.term),
    joinedload(Membership.regions).joinedload(MemberRegion.term),
    defaultload(Membership.notes).joinedload(MemberNote.author),
)
"""Works and notes are loaded when somebody looks at them: they may be many, and notes are not for everybody."""


def whole(session: Session, which: ColumnElement[bool]) -> Membership:
    """Give the membership that is meant. Raises NotFound."""
    query = select(Membership).where(which).options(*PARTS)
    found = session.scalars(query).unique().one_or_none()
    if found is None:
        raise NotFound
    return found
