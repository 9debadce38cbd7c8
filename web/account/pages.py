"""What the account pages show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import available_timezones

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from web import context, languages
from web.parts import Choice
from workflow.kernel import links
from workflow.kernel.messages import say
from workflow.models import Person, SignIn
from workflow.policy import Actor, see

TIME_ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))


@dataclass(frozen=True)
class SignInLine:
    """One signed-in browser, as its owner sees it."""

    public_id: str
    browser: str
    began_at: datetime
    is_this: bool
    opened_by: str
    """The administrator who signed in as this person, or nobody."""
    is_over: bool


def home_of(actor: Actor, *, is_member: bool) -> str:
    """Give the page where somebody's work waits."""
    if actor.has_role("coordinator") or actor.has_role("chief"):
        return "desk.index"
    if actor.has_role("administrator"):
        return "admin.index"
    return "reviewer.waiting" if is_member else "submitter.index"


def account(session: Session, actor: Actor, now: datetime) -> dict[str, object]:
    """Give what the account page shows; what others opened in his name stays in the list when it is over."""
    person = session.get_one(Person, actor.person_id)
    return {
        "person": see(actor, person),
        "sign_ins": _sign_ins(session, actor, now),
        "languages": [Choice(code, name) for code, name in languages.OWN_NAMES.items()],
        "looks": [Choice("light", say("light")), Choice("dark", say("dark"))],
        "time_zones": [Choice(zone, zone.replace("_", " ")) for zone in ["UTC", *TIME_ZONES]],
    }


def _sign_ins(session: Session, actor: Actor, now: datetime) -> list[SignInLine]:
    digest = links.digest_of(context.sign_in_token())
    is_open = and_(SignIn.ended_at.is_(None), SignIn.expires_at > now, SignIn.epoch == Person.epoch)
    query = select(SignIn, is_open).join(SignIn.person).options(joinedload(SignIn.opened_by))
    mine = query.where(SignIn.person_id == actor.person_id, or_(is_open, SignIn.opened_by_id.is_not(None)))
    return [
        SignInLine(row.public_id, row.browser, row.began_at, is_this=row.digest == digest,
                   opened_by=row.opened_by.name if row.opened_by else "", is_over=not still_open)
        for row, still_open in session.execute(mine.order_by(SignIn.id.desc()).limit(20))
    ]  # fmt: skip
