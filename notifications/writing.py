"""Turns a claimed message into a mail, or says why it is not sent; in the database, before anybody talks SMTP."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from notifications import calendars, facts, relevance, rendering, return_path
from notifications.addresses import Reader, url_of
from notifications.letters import sketch_for
from notifications.mime import Mail
from notifications.relay import audience_of
from notifications.sender import Sender
from workflow.kernel.errors import NotFound
from workflow.kernel.messages import N_
from workflow.models import Message
from workflow.rules.text import address_problem

NO_ADDRESS = N_("This person has no confirmed address.")
BAD_ADDRESS = N_("This is not an address that mail can be sent to.")


class NotSent(Exception):
    """A message that is not sent: dropped because it makes no sense any more, or failed; with the reason."""

    def __init__(self, state: str, problem: str) -> None:
        """Take the state the message ends in and the reason."""
        self.state = state
        self.problem = problem
        super().__init__(problem)


def compose(session: Session, message: Message, sender: Sender, now: datetime) -> Mail:
    """Write the message as of now and keep what is said in its row. Raises NotSent, or LookupError for a bad letter."""
    event, person, audience = message.event, message.person, audience_of(message)
    if person is None or not relevance.is_for(session, event, person, audience):
        raise NotSent("dropped", relevance.NOT_FOR_THEM)
    sketch = sketch_for(event.name, audience, event.payload)
    if problem := relevance.why_not(session, event, audience, sketch, now):
        raise NotSent("dropped", problem)
    address = _address(message)
    try:
        known = facts.gather(session, event, person, audience, now)
    except NotFound:
        raise NotSent("dropped", relevance.NOT_FOR_THEM) from None
    reader = Reader(person, audience, event, address, known.ids)
    address_of = partial(url_of, session, reader=reader, sender=sender, now=now)
    written = rendering.write(sketch, known, reader, sender, address_of)
    message.address, message.language = address, written.language
    message.subject, message.body = written.subject, written.kept
    return Mail(
        public_id=message.public_id, to=address, subject=written.subject, body=written.body,
        html=written.html, calendar=calendars.attachment(known.dates, sender, person.locale),
        language=written.language, at=now, return_path=return_path.address_for(sender, message.public_id),
    )  # fmt: skip


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
