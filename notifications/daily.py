"""The daily mail: what somebody wanted once a day, one message after another, each as it would have come alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications import relevance
from notifications.addresses import Link, Reader, page_of
from notifications.facts import Facts
from notifications.letter import Item, Letter
from notifications.letters import Sketch
from notifications.relay import audience_of
from notifications.rendering import letter_of, link_of, to_page
from notifications.sender import Sender
from notifications.telling import NotSent, told
from workflow.actions.mail_wishes import DAILY_MAIL
from workflow.kernel.messages import N_
from workflow.models import Message

EVENT = f"person.{DAILY_MAIL}"
SKETCH = Sketch(N_("Your daily mail"), (N_("This is what you wanted to read once a day."),), link="messages")


def letter(session: Session, message: Message, sender: Sender, now: datetime) -> Letter:
    """Give the whole daily mail, and keep in each message of it what is said. Raises NotSent where nothing is left."""
    person = message.person
    if person is None:
        raise NotSent("dropped", relevance.NOT_FOR_THEM)
    items = list(_items(session, message, sender, now))
    if not items:
        raise NotSent("dropped", relevance.PASSED)
    reader = Reader(person, "person", message.event, "", {})
    facts = Facts(typed={"name": person.name})
    return letter_of(SKETCH, facts, reader, sender, lambda link: sender.base_url + link.path, items=tuple(items))


def _items(session: Session, message: Message, sender: Sender, now: datetime) -> Iterator[Item]:
    """Write each message that is gathered; what makes no sense any more is dropped."""
    for one in _gathered(session, message, now):
        one.daily_id = message.id
        try:
            yield write_here(session, one, sender, now)
            one.state = "kept"
        except NotSent as reason:
            one.state, one.problem = reason.state, reason.problem


def write_here(session: Session, message: Message, sender: Sender, now: datetime) -> Item:
    """Write a message as it is read on the site, without secrets, and keep it so. Raises NotSent."""
    audience, person = audience_of(message), message.person
    known = told(session, message.event, person, audience, now)
    assert person is not None  # noqa: S101 - `told` has raised where there is nobody
    reader = Reader(person, audience, message.event, "", known.facts.ids)
    address_of = partial(_page, sender=sender, reader=reader)
    written = letter_of(known.sketch, known.facts, reader, sender, address_of, own=known.own)
    message.subject, message.body = written.subject, to_page(written)
    message.language, message.path = written.language.code, path_of(known.sketch, known.facts)
    action = written.action if message.path else None
    return Item(written.subject, written.paragraphs, written.quote, action)


def path_of(sketch: Sketch, facts: Facts) -> str:
    """Give the page that a letter leads to, for who is signed in."""
    link = link_of(sketch, facts)
    return page_of(link, facts.ids) if link else ""


def _page(link: Link, *, sender: Sender, reader: Reader) -> str:
    return sender.base_url + page_of(link, reader.ids)


def _gathered(session: Session, message: Message, now: datetime) -> list[Message]:
    """Give what stands in this daily mail: what did before, when it is sent again, else all that is gathered now."""
    his = select(Message).where(Message.person_id == message.person_id).order_by(Message.id).with_for_update()
    before = his.where(Message.daily_id == message.id, Message.state == "kept")
    waiting = his.where(Message.state == "gathered", Message.due_at <= now, Message.daily_id.is_(None))
    return list(session.scalars(before)) or list(session.scalars(waiting))
