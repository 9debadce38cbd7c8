"""Turns a claimed message into a mail, or says why it is not sent; in the database, before anybody talks SMTP."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from notifications import calendars, daily, rendering, return_path
from notifications.addresses import Reader, url_of
from notifications.mime import Mail
from notifications.relay import audience_of
from notifications.rendering import Written
from notifications.sender import Sender
from notifications.stopping import stop_url
from notifications.telling import NotSent, told
from workflow.actions import mail_wishes
from workflow.kernel.messages import N_
from workflow.models import Message
from workflow.rules import mail_groups
from workflow.rules.text import address_problem

__all__ = ["NotSent", "compose"]

NO_ADDRESS = N_("This person has no confirmed address.")
BAD_ADDRESS = N_("This is not an address that mail can be sent to.")
READ_HERE = N_("It is read on the site, as this person wishes.")


def compose(session: Session, message: Message, sender: Sender, now: datetime) -> Mail:
    """Write the message as of now and keep what is said in its row. Raises NotSent, or LookupError for a bad letter."""
    if message.event.name == daily.EVENT:
        address = _address(message)
        written = rendering.laid_out(daily.letter(session, message, sender, now))
        return _mail(message, written, address, sender, now, group=mail_groups.DAILY)
    if _is_read_here(message):
        daily.write_here(session, message, sender, now)
        raise NotSent("kept", READ_HERE)
    event, person, audience = message.event, message.person, audience_of(message)
    known = told(session, event, person, audience, now)
    address = _address(message)
    assert person is not None  # noqa: S101 - `told` has raised where there is nobody
    reader = Reader(person, audience, event, address, known.facts.ids)
    address_of = partial(url_of, session, reader=reader, sender=sender, now=now)
    written = rendering.write(known.sketch, known.facts, reader, sender, address_of, own=known.own)
    message.path = daily.path_of(known.sketch, known.facts)
    dates = calendars.attachment(known.facts.dates, sender, person.locale)
    group = mail_groups.group_of(event.name, audience)
    return _mail(message, written, address, sender, now, group=group, calendar=dates)


def _mail(
    message: Message, written: Written, address: str, sender: Sender, now: datetime, *, group: str, calendar: str = ""
) -> Mail:
    """Keep what is said in the row, and give it as it leaves."""
    message.address, message.language = address, written.language
    message.subject, message.body = written.subject, written.kept
    chosen = group == mail_groups.DAILY or mail_groups.may_choose(group)
    return Mail(
        public_id=message.public_id, to=address, subject=written.subject, body=written.body, html=written.html,
        calendar=calendar, stop_url=stop_url(sender, message.recipient, group) if chosen else "",
        language=written.language, at=now, return_path=return_path.address_for(sender, message.public_id),
    )  # fmt: skip


def _is_read_here(message: Message) -> bool:
    """Say whether its reader wants no mail of this kind; asked again in the moment of sending."""
    wishes = message.person.wishes if message.person is not None else None
    return mail_wishes.way_of(wishes, message.event.name, audience_of(message)) == mail_groups.HERE


def _address(message: Message) -> str:
    """Give where it goes: where a coordinator sent it, what the event names, or the person's confirmed address.

    One that mail comes back from is the last choice. Raises NotSent.
    """
    named = str(message.event.payload.get("address") or "") if message.event.name.startswith("person.") else ""
    found = message.send_to or named
    if not found and message.person is not None:
        confirmed = [address for address in message.person.addresses if address.verified_at is not None]
        best = min(confirmed, key=lambda one: (one.failing_since is not None, not one.is_primary), default=None)
        found = best.email if best else ""
    if not found:
        raise NotSent("failed", NO_ADDRESS)
    if address_problem(found) is not None:
        raise NotSent("failed", BAD_ADDRESS)
    return _wire_form(found)


def _wire_form(address: str) -> str:
    """Give the address with its domain as the name servers know it."""
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        raise NotSent("failed", BAD_ADDRESS) from None
