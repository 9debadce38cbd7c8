"""What somebody was told, as he reads it on the site: the same messages that went out as mails, or were kept here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from workflow.kernel.paging import Order, Page, mark, page_of
from workflow.models import Message
from workflow.policy import Actor, Permission, require

READABLE = ("sent", "kept", "in_doubt", "failed", "bounced")
ORDER = Order(Message.due_at.expression, Message.public_id.expression, descending=True, holds=datetime)


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRow:
    """One message to the reader."""

    public_id: str
    at: datetime
    subject: str
    body: str
    language: str
    path: str
    """The page it leads to; empty where it leads nowhere."""
    state: str
    address: str
    """Where it went as a mail; empty where it is read here only."""


def messages(session: Session, actor: Actor, *, after: str | None = None) -> Page[InboxRow]:
    """Give a page of the actor's own messages, the newest first. Raises NotAllowed or InvalidInput."""
    require(actor, Permission.ACCOUNT_USE)
    query = select(
        Message.public_id, Message.due_at, Message.sent_at, Message.subject, Message.body, Message.language,
        Message.path, Message.state, Message.address, ORDER.column.label("place"),
    ).where(_readable(actor))  # fmt: skip
    found = session.execute(ORDER.page(query, after)).all()
    rows = [
        InboxRow(
            public_id=row.public_id, at=row.sent_at or row.due_at, subject=row.subject, body=row.body,
            language=row.language, path=row.path, state=row.state, address=row.address,
        )
        for row in found
    ]  # fmt: skip
    return page_of(rows, lambda n: mark(found[n].place, found[n].public_id))


def _readable(actor: Actor) -> ColumnElement[bool]:
    """Give the actor's messages that have been written; links to sign in are for his mailbox only."""
    mine = and_(Message.person_id == actor.person_id, Message.state.in_(READABLE), Message.subject != "")
    return and_(mine, Message.kind.not_like("person.%"))
