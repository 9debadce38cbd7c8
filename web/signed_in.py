"""The person of a request, as Flask-Login wants him: read from the table of sign-ins with every request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased, selectinload

from web.i18n import Preferences
from workflow.kernel import links
from workflow.models import Membership, Person, SignIn
from workflow.policy import Actor, person_actor


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
    """Give the person of this sign-in, or None; two statements."""
    opener = aliased(Person)
    opener_is_in = and_(SignIn.opened_epoch == opener.epoch, opener.suspended_at.is_(None))
    query = (
        select(SignIn, Person, Membership.id, opener)
        .join(Person, SignIn.person_id == Person.id)
        .outerjoin(opener, opener.id == SignIn.opened_by_id)
        .outerjoin(Membership, Membership.person_id == Person.id)
        .where(
            SignIn.digest == links.digest_of(token),
            SignIn.ended_at.is_(None),
            SignIn.expires_at > now,
            SignIn.epoch == Person.epoch,
            Person.suspended_at.is_(None),
            or_(SignIn.opened_by_id.is_(None), opener_is_in),
        )
        .options(selectinload(Person.roles))
    )
    found = session.execute(query).first()
    if found is None:
        return None
    _, person, membership_id, opened_by = found
    wishes = Preferences(person.locale, person.time_zone, person.theme)
    return SignedIn(token, person_actor(person, opened_by), wishes, membership_id is not None)
