"""The outbox as coordinators read it: what is to be told or was told about the items they coordinate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select, true
from sqlalchemy.orm import Session

from workflow.insight.undelivered import OPEN_SEATS, is_undelivered
from workflow.kernel.errors import InvalidInput, NotFound
from workflow.kernel.messages import N_, say
from workflow.kernel.paging import Order, Page, mark, page_of
from workflow.models import Application, Assignment, Event, Message, Person, Submission
from workflow.policy import Actor, Permission, require
from workflow.policy.scope import coordinated, screened

STATES = {
    "all": (),
    "due": ("due", "held", "gathered", "sending"),
    "sent": ("sent", "kept"),
    "failed": ("failed", "bounced"),
    "in_doubt": ("in_doubt",),
    "dropped": ("dropped",),
}
"""The lists of the outbox, by the states of delivery they hold."""

BY_HAND = N_("A coordinator holds it back.")
"""Why a single message is held; after a restore all are, for another reason."""

ORDER = Order(Message.due_at.expression, Message.public_id.expression, descending=True, holds=datetime)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """One mail to one person."""

    public_id: str
    kind: str
    state: str
    recipient: str
    address: str
    due_at: datetime
    sent_at: datetime | None
    attempts: int
    problem: str
    language: str
    subject: str
    body: str
    reference: str
    submission: str
    """The public id of the item it is about; empty where it is about none."""
    needs_care: bool
    """Whether somebody has to say what becomes of it; the page of the message offers what can be done."""
    waits: bool
    """Whether it can be held back."""
    is_held: bool
    """Whether a coordinator holds it back, and can let it go."""


@dataclass(frozen=True)
class Of:
    """Whose outbox is asked for: what an actor coordinates, or one item of it."""

    actor: Actor
    item: Submission | None = None
    everything: bool = False
    """Whether all messages are shown, as in the demo, where no mail leaves the machine."""


def item_of(session: Session, actor: Actor, submission_id: str) -> Submission:
    """Give an item that the actor coordinates. Raises NotFound."""
    query = select(Submission).where(Submission.public_id == submission_id, coordinated(actor))
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def counts(session: Session, of: Of) -> dict[str, int]:
    """Give how many messages each list holds, in one statement. Raises NotAllowed."""
    require(of.actor, Permission.OUTBOX_SEE)
    query = _joined(select(Message.state, func.count().label("n"))).where(_among(of))
    found = {row.state: row.n for row in session.execute(query.group_by(Message.state))}
    return {name: sum(n for state, n in found.items() if not held or state in held) for name, held in STATES.items()}


def rows(session: Session, of: Of, which: str = "all", *, after: str | None = None) -> Page[MessageRow]:
    """Give a page of messages, the newest first. Raises NotAllowed or InvalidInput (which, after)."""
    require(of.actor, Permission.OUTBOX_SEE)
    if which not in STATES:
        raise InvalidInput({"which": say("There is no such list.")})
    query = _joined(
        select(
            Message.public_id, Message.kind, Message.state, Message.address, Message.due_at, Message.sent_at,
            Message.attempts, Message.problem, Message.language, Message.subject, Message.body, Person.name,
            Submission.public_id.label("submission"), Submission.reference, Assignment.state.label("seat_state"),
            is_undelivered().label("is_undelivered"), ORDER.column.label("place"),
        )
    ).where(_among(of), _is_in(which))  # fmt: skip
    found = session.execute(ORDER.page(query, after)).all()
    return page_of([_row(row) for row in found], lambda n: mark(found[n].place, found[n].public_id))


def _joined(query: Any) -> Any:
    return (
        query
        .join(Event, Event.id == Message.event_id)
        .outerjoin(Submission, Submission.id == Event.submission_id)
        .outerjoin(Assignment, Assignment.id == Event.assignment_id)
        .outerjoin(Application, Application.id == Event.application_id)
        .outerjoin(Person, Person.id == Message.person_id)
    )


def _among(of: Of) -> ColumnElement[bool]:
    if of.item is not None:
        return Event.submission_id == of.item.id
    if of.everything:
        return true()
    about_item = and_(Event.submission_id.is_not(None), coordinated(of.actor))
    return or_(about_item, and_(Event.application_id.is_not(None), screened(of.actor)))


def _is_in(which: str) -> ColumnElement[bool]:
    return Message.state.in_(STATES[which]) if STATES[which] else true()


def _row(row: Row[Any]) -> MessageRow:
    return MessageRow(
        public_id=row.public_id, kind=row.kind, state=row.state, recipient=row.name or "", address=row.address,
        due_at=row.due_at, sent_at=row.sent_at, attempts=row.attempts, problem=row.problem, language=row.language,
        subject=row.subject, body=row.body, reference=row.reference or "", submission=row.submission or "",
        needs_care=bool(row.is_undelivered) and row.seat_state in {None, *OPEN_SEATS},
        waits=row.state == "due" and bool(row.submission),
        is_held=row.state == "held" and row.problem == BY_HAND and bool(row.submission),
    )  # fmt: skip
