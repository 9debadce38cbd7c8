"""The dates that somebody's calendar shows: his own as a reviewer, or those of the panels he coordinates in one call.

What ended a short while ago is among them, marked as over, so that a calendar that kept the date takes it away.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, or_, select
from sqlalchemy.orm import Session

from workflow.kernel.ids import PublicId
from workflow.models import (
    Assignment,
    Call,
    ConflictDeclaration,
    Person,
    ReviewRound,
    Submission,
    SubmissionVersion,
)
from workflow.policy import Actor, Permission, require
from workflow.policy.scope import coordinated

ANSWER, REVIEW = "answer", "review"
WAITED_FOR = {ANSWER: "invited", REVIEW: "accepted"}
"""In which state of the assignment each of its dates is waited for."""

KEPT = timedelta(days=60)
"""How long a date that is over is still said to be over."""

MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDate:
    """One date of an assignment."""

    seat_id: str
    kind: str
    title: str
    reference: str
    reviewer: str
    """Who is waited for; empty where it is the reader himself."""
    due_at: datetime
    revision: int
    """Rises with every change of the assignment."""
    changed_at: datetime
    is_over: bool


def dates_of_seat(seat: Any, *, changed_at: datetime, reviewer: str = "") -> list[DueDate]:
    """Give the dates of an assignment, from its view record or a row with the same names."""
    days = {ANSWER: seat.answer_due_at, REVIEW: seat.review_due_at}
    return [
        DueDate(
            seat_id=seat.public_id, kind=kind, title=seat.title or "", reference=seat.reference or "",
            reviewer=reviewer, due_at=due_at, revision=seat.revision, changed_at=changed_at,
            is_over=seat.state != WAITED_FOR[kind],
        )
        for kind, due_at in days.items()
        if due_at is not None
    ]  # fmt: skip


def own(session: Session, actor: Actor, *, now: datetime) -> list[DueDate]:
    """Give the dates of the actor's own assignments. Raises NotAllowed."""
    require(actor, Permission.ACCOUNT_USE)
    conflicts = select(ConflictDeclaration.submission_id).where(ConflictDeclaration.person_id == actor.person_id)
    mine = (Assignment.reviewer_id == actor.person_id) & Assignment.submission_id.not_in(conflicts)
    return _found(session, mine, now, named=False)


def of_call(session: Session, actor: Actor, call_id: PublicId, *, now: datetime) -> list[DueDate]:
    """Give the dates of the panels of a call, as far as the actor coordinates them. Raises NotAllowed."""
    require(actor, Permission.DESK_SEE)
    call = select(Call.id).where(Call.public_id == call_id).scalar_subquery()
    return _found(session, coordinated(actor) & (Submission.call_id == call), now, named=True)


def _found(session: Session, whose: ColumnElement[bool], now: datetime, *, named: bool) -> list[DueDate]:
    rows = session.execute(_query(whose, now)).all()
    return [date for row in rows for date in _dates(row, named=named)]


def _dates(row: Row[Any], *, named: bool) -> list[DueDate]:
    """Give the dates of a row; an answer that was given is not said to be over again once the review is waited for."""
    dates = dates_of_seat(row, changed_at=row.state_since, reviewer=row.name if named else "")
    return [date for date in dates if not date.is_over] or dates


def _query(whose: ColumnElement[bool], now: datetime) -> Select[*tuple[Any, ...]]:
    waits = Assignment.state.in_(tuple(WAITED_FOR.values()))
    return (
        select(
            Assignment.public_id, Assignment.state, Assignment.state_since, Assignment.revision,
            Assignment.answer_due_at, Assignment.review_due_at, Submission.reference, SubmissionVersion.title,
            Person.name,
        )
        .join(Submission, Submission.id == Assignment.submission_id)
        .join(ReviewRound, ReviewRound.id == Assignment.round_id)
        .join(SubmissionVersion, SubmissionVersion.id == ReviewRound.version_id)
        .join(Person, Person.id == Assignment.reviewer_id)
        .where(whose, or_(waits, Assignment.state_since >= now - KEPT))
        .order_by(Assignment.id.desc())
        .limit(MOST)
    )  # fmt: skip
