"""How people want their mails: at once, once a day, or on the site only; and in which hours nothing is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actions import accounts, journal
from workflow.actions.finding import find_locked
from workflow.kernel.errors import InvalidInput, NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, say
from workflow.models import Event, MailWishes, Message, Person
from workflow.policy import SYSTEM, Actor, link_actor
from workflow.rules import mail_groups, quiet
from workflow.rules.dates import is_zone
from workflow.rules.mail_groups import AT_ONCE, DAILY, HERE

DAILY_MAIL = "daily_mail"
"""What the event of a daily mail is called, after "person."."""

NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Plan:
    """What becomes of a new message: the state it begins in, and when it is due."""

    state: str
    due_at: datetime


def change_mail_wishes(
    session: Session, actor: Actor, ways: Mapping[str, str], hours: tuple[int, int] | None, *, now: datetime
) -> MailWishes:
    """Keep by group how the actor wants his mails, and his quiet hours. Raises NotAllowed or InvalidInput by field."""
    person = accounts.own_account(session, actor)
    problems: dict[str, Reason] = {
        group: say("Choose one of the ways there are.")
        for group, way in ways.items()
        if way not in mail_groups.WAYS or not mail_groups.may_choose(group)
    }
    if hours is not None and not all(0 <= hour < 24 for hour in hours):  # noqa: PLR2004 - the hours of a day
        problems["quiet_from"] = say("Choose hours from 0 to 23.")
    if problems:
        raise InvalidInput(problems)
    kept = _kept(session, person)
    kept.ways = {group: way for group, way in ways.items() if way != AT_ONCE}
    kept.quiet_from, kept.quiet_until = hours if hours is not None and hours[0] != hours[1] else (None, None)
    session.flush()
    journal.note(session, person, journal.Fact(trigger="change_mail_wishes", actor=actor, now=now))
    return kept


def stop_by_link(session: Session, person_id: PublicId, group: str, *, now: datetime) -> None:
    """Send no more mails of a group, by one click from a mail; they are on the site. Raises NotFound.

    For the daily mail: nothing that stood in it.
    """
    person = find_locked(session, Person, person_id)
    if group != DAILY and not mail_groups.may_choose(group):
        raise NotFound
    kept = _kept(session, person)
    stopped = [name for name, way in kept.ways.items() if way == DAILY] if group == DAILY else [group]
    kept.ways = {**kept.ways, **dict.fromkeys(stopped, HERE)}
    session.flush()
    fact = journal.Fact(trigger="change_mail_wishes", actor=link_actor(person_id=person.id), now=now)
    journal.note(session, person, fact)


def wishes_of(session: Session, people: Iterable[int]) -> dict[int, MailWishes]:
    """Give the wishes of those who have said any, in one statement."""
    numbers = sorted(set(people))
    if not numbers:
        return {}
    return {row.person_id: row for row in session.scalars(select(MailWishes).where(MailWishes.person_id.in_(numbers)))}


def way_of(wishes: MailWishes | None, event_name: str, audience: str) -> str:
    """Give how somebody gets this letter; what he has said nothing of, and what is always sent, comes at once."""
    group = mail_groups.group_of(event_name, audience)
    if wishes is None or not mail_groups.may_choose(group):
        return AT_ONCE
    return str(wishes.ways.get(group, AT_ONCE))


def plan(wishes: MailWishes | None, person: Person, event_name: str, audience: str, now: datetime) -> Plan:
    """Give what becomes of a new message; a link just asked for, or an alarm, does not wait for the morning."""
    if wishes is None or mail_groups.group_of(event_name, audience) in mail_groups.WITHOUT_DELAY:
        return Plan("due", now)
    way, zone = way_of(wishes, event_name, audience), zone_of(person)
    hours = quiet_hours(wishes)
    if way == DAILY:
        return Plan("gathered", quiet.next_daily(now, zone, hours))
    return Plan("due", now if way == HERE else quiet.after_quiet(now, zone, hours))


def zone_of(person: Person) -> ZoneInfo:
    """Give the person's zone, or UTC where it is none."""
    return ZoneInfo(person.time_zone if is_zone(person.time_zone) else "UTC")


def quiet_hours(wishes: MailWishes) -> quiet.Quiet:
    """Give the quiet hours, or None."""
    if wishes.quiet_from is None or wishes.quiet_until is None:
        return None
    return wishes.quiet_from, wishes.quiet_until


def due_daily(session: Session, now: datetime) -> list[int]:
    """Give the people whose daily mail is due."""
    due = (Message.state == "gathered", Message.due_at <= now, Message.daily_id.is_(None))
    return list(session.scalars(select(Message.person_id).where(*due).distinct().order_by(Message.person_id)))


def announce_daily(session: Session, person_id: int, *, now: datetime) -> bool:
    """Announce a person's daily mail, once for what has been gathered; False where that was done meanwhile."""
    query = select(Message.id).where(
        Message.person_id == person_id, Message.state == "gathered", Message.due_at <= now, Message.daily_id.is_(None)
    )
    last = max(session.scalars(query.with_for_update()), default=None)
    key = f"daily-{person_id}-{last}"
    if last is None or session.scalar(select(Event.id).where(Event.key == key)) is not None:
        return False
    fact = journal.Fact(trigger=DAILY_MAIL, actor=SYSTEM, now=now, tells=("person",))
    journal.announce(session, session.get_one(Person, person_id), fact, key=key)
    return True


def _kept(session: Session, person: Person) -> MailWishes:
    """Give the person's wishes to change; the person is locked."""
    kept = session.scalars(select(MailWishes).where(MailWishes.person_id == person.id)).one_or_none()
    if kept is None:
        kept = MailWishes(person_id=person.id, ways={})
        session.add(kept)
    return kept
