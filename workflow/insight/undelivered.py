"""Messages that did not arrive, with why and with what they are about: for the pages of what they are about.

They are read from the rows of the outbox, so that nothing has to be kept beside them: what was sent again, or left,
is in no list any more, and neither is what was for a seat that is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId
from workflow.models import Application, Assignment, Event, Message, Person, Submission
from workflow.policy import Actor, Permission, permits

NOT_ARRIVED = ("failed", "bounced")
OPEN_SEATS = ("invited", "accepted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """One message that a person waits for in vain."""

    public_id: str
    kind: str
    state: str
    recipient: str
    address: str
    at: datetime
    problem: str
    subject: str
    submission: str
    """The public ids of what it is about; empty where it is not about one."""
    assignment: str
    application: str
    seat_state: str
    descriptor: str


def is_undelivered() -> ColumnElement[bool]:
    """Say, to the database, which messages need somebody: in doubt and left to a person, failed, or come back."""
    return or_(Message.state.in_(NOT_ARRIVED), Message.left_to_person)


def _query() -> Any:
    return (
        select(
            Message.public_id, Message.kind, Message.state, Message.address, Message.due_at, Message.sent_at,
            Message.bounced_at, Message.problem, Message.subject, Person.name,
            Submission.public_id.label("submission"), Assignment.public_id.label("assignment"),
            Application.public_id.label("application"), Assignment.state.label("seat_state"), Assignment.descriptor,
        )
        .join(Event, Event.id == Message.event_id)
        .outerjoin(Person, Person.id == Message.person_id)
        .outerjoin(Submission, Submission.id == Event.submission_id)
        .outerjoin(Assignment, Assignment.id == Event.assignment_id)
        .outerjoin(Application, Application.id == Event.application_id)
        .where(is_undelivered(), or_(Assignment.id.is_(None), Assignment.state.in_(OPEN_SEATS)))
        .order_by(Message.id.desc())
    )  # fmt: skip


_OF_SUBMISSION = _query().where(Event.submission_id == bindparam("number"))
_OF_APPLICATION = _query().where(Event.application_id == bindparam("number"))


LACKS_MAIL = (
    exists()
    .where(Event.submission_id == Submission.id, Message.event_id == Event.id, is_undelivered())
    .correlate(Submission)
)
"""What a query for submissions reads as `lacks_mail`, so that nothing more is asked where everything arrived."""


def of_submission(session: Session, submission: Submission) -> list[Undelivered]:
    """Give what did not arrive about a submission that the actor handles, the newest first; one statement at most."""
    if submission.lacks_mail is False:
        return []
    return [_row(row) for row in session.execute(_OF_SUBMISSION, {"number": submission.id})]


def of_application(session: Session, application: Application) -> list[Undelivered]:
    """Give what did not arrive about an application that the actor screens, the newest first; one statement."""
    return [_row(row) for row in session.execute(_OF_APPLICATION, {"number": application.id})]


def one(session: Session, actor: Actor, message_id: PublicId) -> Undelivered:
    """Give one message that did not arrive. Raises NotFound, also where it is not for this actor or no longer so."""
    row = session.execute(_query().where(Message.public_id == message_id)).one_or_none()
    if row is None:
        raise NotFound
    if row.submission is not None:
        query = select(Submission).where(Submission.public_id == row.submission)
        allowed = permits(actor, Permission.SUBMISSION_HANDLE, session.scalars(query).one())
    else:
        application = session.scalars(select(Application).where(Application.public_id == row.application)).one_or_none()
        allowed = application is not None and permits(actor, Permission.APPLICATION_SCREEN, application)
    if not allowed:
        raise NotFound
    return _row(row)


def _row(row: Row[Any]) -> Undelivered:
    return Undelivered(
        public_id=row.public_id, kind=row.kind, state=row.state, recipient=row.name or "", address=row.address,
        at=row.bounced_at or row.sent_at or row.due_at, problem=row.problem, subject=row.subject,
        submission=row.submission or "", assignment=row.assignment or "", application=row.application or "",
        seat_state=row.seat_state or "", descriptor=row.descriptor or "",
    )  # fmt: skip
