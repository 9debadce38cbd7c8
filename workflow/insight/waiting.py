"""What one person has before him: the reviewer's "waiting for me", and the submitter's own submissions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Integer, Row, and_, bindparam, case, func, select
from sqlalchemy.orm import Session

from workflow.insight import stages
from workflow.kernel.errors import InvalidInput
from workflow.kernel.messages import Reason, say
from workflow.kernel.paging import Order, Page, Query, mark, page_of
from workflow.models import (
    Assignment,
    Call,
    ConflictDeclaration,
    Review,
    ReviewRound,
    Submission,
    SubmissionVersion,
    UtcDateTime,
)
from workflow.policy import Actor, Permission, require
from workflow.rules import dates

OPEN, DONE = "open", "done"

_due = case(
    (Assignment.state == "invited", Assignment.answer_due_at),
    else_=func.coalesce(Assignment.review_due_at, Assignment.answer_due_at, type_=UtcDateTime()),
)
LISTS: dict[str, tuple[tuple[str, ...], Order]] = {
    OPEN: (("invited", "accepted"), Order(_due, Assignment.public_id, holds=datetime)),
    DONE: (
        ("handed_in",),
        Order(
            func.coalesce(Assignment.handed_in_at, Assignment.invited_at, type_=UtcDateTime()),
            Assignment.public_id,
            descending=True,
            holds=datetime,
        ),
    ),
}
"""The reviewer's two lists: what waits for him, the most urgent first, and what he has handed in, the newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentRow:
    """One assignment as its reviewer's list shows it; the title is that of the version he was given."""

    public_id: str
    reference: str
    title: str
    title_is_working: bool
    kind: str
    language: str
    call_title: str
    state: str
    invited_at: datetime
    due_at: datetime
    """For an invitation the day to answer, else the day to hand in."""
    lateness: Reason | None
    """"Due in 3 days", "9 days overdue"; None once it is in."""
    proposed_due_at: datetime | None
    is_declared_free: bool
    draft_saved_at: datetime | None
    """When the review was last saved without being handed in; None where nothing is saved."""
    handed_in_at: datetime | None
    is_late: bool
    call_time_zone: str


def assignments(
    session: Session, actor: Actor, which: str = OPEN, *, now: datetime, after: str | None = None
) -> Page[AssignmentRow]:
    """Give a page of the actor's own assignments. Raises NotAllowed or InvalidInput (which, after)."""
    require(actor, Permission.ACCOUNT_USE)
    if which not in LISTS:
        raise InvalidInput({"which": say("There is no such list.")})
    query = _FIRST_PAGES[which] if after is None else _own_assignments(which, after)
    found = session.execute(query, {"reader": actor.person_id}).all()
    rows = [_assignment_row(row, now) for row in found]
    return page_of(rows, lambda n: mark(found[n].place, found[n].public_id))


def count(session: Session, actor: Actor) -> int:
    """Give how many assignments wait for the actor. Raises NotAllowed."""
    require(actor, Permission.ACCOUNT_USE)
    return session.scalar(_COUNTING, {"reader": actor.person_id}) or 0


def _his() -> ColumnElement[bool]:
    """What he has declared a conflict with is no longer his to read."""
    reader = bindparam("reader", type_=Integer())
    conflicts = select(ConflictDeclaration.submission_id).where(ConflictDeclaration.person_id == reader)
    return and_(Assignment.reviewer_id == reader, Assignment.submission_id.not_in(conflicts))


def _own_assignments(which: str, after: str | None = None) -> Query:
    """Give the query for a page of one of the reader's lists."""
    states, order = LISTS[which]
    query = (
        select(
            Assignment.public_id, Assignment.state, Assignment.invited_at, Assignment.proposed_due_at,
            Assignment.declared_free_at, Assignment.handed_in_at, Assignment.is_late, _due.label("due_at"),
            Submission.reference, SubmissionVersion.title, SubmissionVersion.title_is_working,
            SubmissionVersion.kind, SubmissionVersion.language, Call.title.label("call_title"), Call.time_zone,
            Review.saved_at, order.column.label("place"),
        )
        .join(Submission, Submission.id == Assignment.submission_id)
        .join(Call, Call.id == Submission.call_id)
        .join(ReviewRound, ReviewRound.id == Assignment.round_id)
        .join(SubmissionVersion, SubmissionVersion.id == ReviewRound.version_id)
        .outerjoin(Review, Review.assignment_id == Assignment.id)
        .where(_his(), Assignment.state.in_(states))
    )  # fmt: skip
    return order.page(query, after)


_FIRST_PAGES = {which: _own_assignments(which) for which in LISTS}
_COUNTING = select(func.count()).select_from(Assignment).where(_his(), Assignment.state.in_(LISTS[OPEN][0]))
"""Built once: to build a query takes longer than to ask it."""


def _assignment_row(row: Row[Any], now: datetime) -> AssignmentRow:
    is_open = row.handed_in_at is None
    return AssignmentRow(
        public_id=row.public_id, reference=row.reference, title=row.title, title_is_working=row.title_is_working,
        kind=row.kind, language=row.language, call_title=row.call_title, state=row.state,
        invited_at=row.invited_at, due_at=row.due_at,
        lateness=dates.lateness(row.due_at, now, row.time_zone) if is_open else None,
        proposed_due_at=row.proposed_due_at, is_declared_free=row.declared_free_at is not None,
        draft_saved_at=row.saved_at if is_open else None, handed_in_at=row.handed_in_at, is_late=row.is_late,
        call_time_zone=row.time_zone,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRow:
    """One of the submitter's own submissions: the public stage, and days, never times."""

    public_id: str
    reference: str | None
    title: str
    kind: str
    language: str
    stage: str
    """The name of the state whose public stage is shown; the process says its words."""
    process_name: str
    process_version: int
    days_in_stage: int
    acts_next: str
    """you, team, reviewers or nobody"""
    acts_next_words: Reason
    question_open: bool


OWN = Order(Submission.created_at.expression, Submission.public_id, descending=True, holds=datetime)


def submissions(session: Session, actor: Actor, *, now: datetime, after: str | None = None) -> Page[OwnRow]:
    """Give a page of what the actor has begun or sent in, the newest first.

    Raises NotAllowed or InvalidInput (after).
    """
    require(actor, Permission.ACCOUNT_USE)
    begun = select(func.max(ReviewRound.opened_at)).where(ReviewRound.submission_id == Submission.id)
    query = (
        select(
            Submission.public_id, Submission.reference, Submission.title, Submission.kind, Submission.language,
            Submission.state, Submission.state_since, Submission.result_opened_at, Submission.clarification_open,
            Submission.process_name, Submission.process_version, Call.time_zone, OWN.column.label("place"),
            begun.correlate(Submission).scalar_subquery().label("begun_at"),
        )
        .join(Call, Call.id == Submission.call_id)
        .where(Submission.submitter_id == actor.person_id, Submission.removed_at.is_(None))
    )  # fmt: skip
    found = session.execute(OWN.page(query, after)).all()
    return page_of([_own_row(row, now) for row in found], lambda n: mark(found[n].place, found[n].public_id))


def _own_row(row: Row[Any], now: datetime) -> OwnRow:
    stage, since = public_stage(row)
    asked = row.clarification_open
    return OwnRow(
        public_id=row.public_id, reference=row.reference, title=row.title, kind=row.kind, language=row.language,
        stage=stage, process_name=row.process_name, process_version=row.process_version,
        days_in_stage=days(since, now, row.time_zone), question_open=asked,
        acts_next=stages.acts_next(stage, clarification_open=asked),
        acts_next_words=stages.acts_next_words(stage, clarification_open=asked),
    )  # fmt: skip


def public_stage(row: Any) -> tuple[str, datetime]:
    """Give the public stage of a row and since when; a closed round does not show until its result is opened."""
    if row.state == "reviewed" and row.result_opened_at is not None:
        return "reviewed", row.result_opened_at
    if row.state in {"assigned", "reviewed"}:
        return "assigned", row.begun_at or row.state_since
    return row.state, row.state_since


def days(since: datetime, now: datetime, zone: str) -> int:
    """Give how many calendar days of a zone have begun since."""
    there = ZoneInfo(zone)
    return (now.astimezone(there).date() - since.astimezone(there).date()).days
