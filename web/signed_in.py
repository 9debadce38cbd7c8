"""The person of a request, as Flask-Login wants him: read from the table of sign-ins with every request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from web.i18n import Preferences
from workflow.kernel import links
from workflow.kernel.paging import Query
from workflow.models import Membership, Person, Role, SignIn
from workflow.policy import Actor


@dataclass(frozen=True)
class SignedIn:
    """Who is there, by a sign-in that has neither ended nor expired nor been overtaken by a change of roles."""

    token: str
    actor: Actor
    preferences: Preferences
    is_member: bool

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """Give what the browser's signed cookie carries."""
        return self.token


def load(session: Session, token: str, now: datetime) -> SignedIn | None:
    """Give the person of this sign-in, or None; one statement, which every request of a signed-in person sends."""
    found = session.execute(_WHO_IS_THERE, {"digest": links.digest_of(token), "now": now}).all()
    if not found:
        return None
    row = found[0]
    roles = frozenset((each.role, each.call_id) for each in found if each.role)
    actor = Actor("person", row.id, row.public_id, row.name, roles, by_id=row.by_id, by_name=row.by_name or "")
    return SignedIn(token, actor, Preferences(row.locale, row.time_zone, row.theme), row.membership_id is not None)


def _who_is_there() -> Query:
    """Give the query for a sign-in's person, a row for each of his roles; built once: that costs more than asking."""
    opener = aliased(Person)
    opener_is_in = and_(SignIn.opened_epoch == opener.epoch, opener.suspended_at.is_(None))
    return (
        select(
            Person.id, Person.public_id, Person.name, Person.locale, Person.time_zone, Person.theme,
            Membership.id.label("membership_id"), opener.id.label("by_id"), opener.name.label("by_name"),
            Role.name.label("role"), Role.call_id,
        )
        .select_from(SignIn)
        .join(Person, SignIn.person_id == Person.id)
        .outerjoin(opener, opener.id == SignIn.opened_by_id)
        .outerjoin(Membership, Membership.person_id == Person.id)
        .outerjoin(Role, Role.person_id == Person.id)
        .where(
            SignIn.digest == bindparam("digest"),
            SignIn.ended_at.is_(None),
            SignIn.expires_at > bindparam("now"),
            SignIn.epoch == Person.epoch,
            Person.suspended_at.is_(None),
            or_(SignIn.opened_by_id.is_(None), opener_is_in),
        )
    )  # fmt: skip


_WHO_IS_THERE = _who_is_there()
