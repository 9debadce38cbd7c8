"""Everything that has a date rules count from, as rows of one shape, in one statement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from workflow.models import (
    Absence,
    Application,
    Assignment,
    Call,
    Clarification,
    Membership,
    Person,
    ReviewRound,
    Submission,
    SubmissionVersion,
    Task,
    UtcDateTime,
)
from workflow.policy import Actor, Permission, permits
from workflow.policy.scope import coordinated, screened
from workflow.rules import dates

DRAFTS_KEPT = timedelta(days=90)
"""How long a draft that nobody goes on with is kept."""

LONG_AGO = timedelta(days=120)
TEXTS = ("call", "item", "submission", "reference", "title", "person", "name", "handler")
UNDER_REVIEW = ("submitted", "assigned")
NOWHERE = literal(None, UtcDateTime())
Handler = aliased(Person)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One date, what it is about, and whom it concerns first; ids with a `public` name may leave the database."""

    about: str
    number: int
    """The id of the row the date stands in: of the seat, question, submission, application, member, absence or task."""
    due_at: datetime
    since: datetime
    zone: str
    call_id: int | None
    call: str
    """The public id of the call; empty for the roster."""
    submission_id: int | None
    item_kind: str
    """submission, application or membership"""
    item: str
    """Its public id."""
    submission: str
    """The public id of the submission it is about or belongs to; empty where there is none."""
    reference: str
    title: str
    person_id: int | None
    person: str
    """The public id of whom the date concerns first."""
    name: str
    handler: str
    """The name of the handling coordinator, or of the task's owner; empty where it is whoever coordinates."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which of them are asked for: those an actor may plan for, one row, or all."""

    actor: Actor | None = None
    about: str = ""
    number: int = 0


def rows(session: Session, wanted: Wanted, until: datetime) -> list[Subject]:
    """Give what is still waited for and due until then, in the order of its dates."""
    parts = [source(wanted, until) for about, source in SOURCES.items() if wanted.about in {"", about}]
    found = [_subject(row) for row in session.execute(union_all(*parts) if len(parts) > 1 else parts[0])]
    return sorted(found, key=lambda subject: (subject.due_at, subject.about, subject.number))


def _columns(about: str, number: Any, **named: Any) -> list[ColumnElement[Any]]:
    usual: dict[str, Any] = {
        "due_at": NOWHERE, "day": cast(null(), Date), "since": NOWHERE, "zone": literal("UTC"), "call_id": null(),
        "call": literal(""), "submission_id": null(), "item_kind": literal("submission"), "item": literal(""),
        "submission": literal(""), "reference": literal(""), "title": literal(""), "person_id": Person.id,
        "person": Person.public_id, "name": Person.name, "handler": Handler.name,
    }  # fmt: skip
    values = {**usual, **named}
    return [literal(about).label("about"), number.label("number"), *(values[name].label(name) for name in usual)]


def _of_submission(about: str, number: Any, **named: Any) -> Select[Any]:
    """Begin a source of dates in a call; what it selects is joined to its submission by the caller."""
    about_it = {
        "zone": Call.time_zone, "call_id": Call.id, "call": Call.public_id, "submission_id": Submission.id,
        "item": Submission.public_id, "submission": Submission.public_id, "title": Submission.title,
        "reference": func.coalesce(Submission.reference, ""),
    }  # fmt: skip
    return select(*_columns(about, number, **{**about_it, **named}))


def _seats(about: str, state: str, due_at: Any, wanted: Wanted, until: datetime) -> Select[Any]:
    return (
        _of_submission(about, Assignment.id, due_at=due_at, since=Assignment.due_set_at)
        .select_from(Assignment)
        .join(Submission, Assignment.submission_id == Submission.id)
        .join(Call, Submission.call_id == Call.id)
        .join(ReviewRound, Assignment.round_id == ReviewRound.id)
        .join(Person, Assignment.reviewer_id == Person.id)
        .outerjoin(Handler, Submission.handling_coordinator_id == Handler.id)
        .where(
            Assignment.state == state, due_at <= until, ReviewRound.closed_at.is_(None), Person.suspended_at.is_(None),
            Submission.state.in_(UNDER_REVIEW), _seen(wanted), _is(Assignment.id, wanted),
        )
    )  # fmt: skip


def _answers(wanted: Wanted, until: datetime) -> Select[Any]:
    return _seats("answer", "invited", Assignment.answer_due_at, wanted, until)


def _reviews(wanted: Wanted, until: datetime) -> Select[Any]:
    return _seats("review", "accepted", Assignment.review_due_at, wanted, until)


def _joined(query: Select[Any]) -> Select[Any]:
    """Join a submission's call, submitter and handling coordinator."""
    return (
        query
        .join(Call, Submission.call_id == Call.id)
        .join(Person, Submission.submitter_id == Person.id)
        .outerjoin(Handler, Submission.handling_coordinator_id == Handler.id)
    )


def _questions(wanted: Wanted, until: datetime) -> Select[Any]:
    query = _of_submission("clarification", Clarification.id, due_at=Clarification.due_at, since=Clarification.asked_at)
    joined = query.select_from(Clarification).join(Submission, Clarification.submission_id == Submission.id)
    return _joined(joined).where(
        Clarification.answered_at.is_(None), Clarification.closed_at.is_(None), Clarification.due_at <= until,
        Submission.is_open, Person.suspended_at.is_(None), _seen(wanted), _is(Clarification.id, wanted),
    )  # fmt: skip


def _turns(about: str, turn: ColumnElement[bool], wanted: Wanted, until: datetime) -> Select[Any]:
    """Give the submissions where it is the coordinators' turn, by the date the standing says."""
    query = _of_submission(about, Submission.id, due_at=Submission.due_at, since=Submission.state_since)
    return _joined(query.select_from(Submission)).where(
        Submission.is_open, Submission.waits_for == "coordinator", Submission.due_at <= until, turn, _seen(wanted),
        _is(Submission.id, wanted),
    )  # fmt: skip


def _screenings(wanted: Wanted, until: datetime) -> Select[Any]:
    return _turns("screening", Submission.needs_screening.is_(True), wanted, until)


def _panels(wanted: Wanted, until: datetime) -> Select[Any]:
    short = or_(Submission.needs_reviewers, Submission.panel_incomplete)
    return _turns("panel", and_(Submission.state == "submitted", short), wanted, until)


def _decisions(wanted: Wanted, until: datetime) -> Select[Any]:
    return _turns("decision", Submission.state == "reviewed", wanted, until)


def _drafts(wanted: Wanted, until: datetime) -> Select[Any]:
    """Give drafts by when they were last saved; a draft is nobody's but its owner's, so no page lists them."""
    saved = select(func.max(SubmissionVersion.saved_at)).where(SubmissionVersion.submission_id == Submission.id)
    saved_at = saved.correlate(Submission).scalar_subquery()
    query = _of_submission("draft", Submission.id, due_at=saved_at, since=saved_at)
    return _joined(query.select_from(Submission)).where(
        Submission.state == "draft", Submission.removed_at.is_(None), Person.suspended_at.is_(None),
        saved_at <= until - DRAFTS_KEPT, _seen(wanted), _is(Submission.id, wanted),
    )  # fmt: skip


def _applications(wanted: Wanted, until: datetime) -> Select[Any]:
    seen = true() if wanted.actor is None else screened(wanted.actor)
    columns = _columns(
        "application", Application.id, due_at=Application.state_since, since=Application.created_at,
        item_kind=literal("application"), item=Application.public_id, title=Person.name, handler=literal(""),
    )  # fmt: skip
    return (
        select(*columns)
        .join(Person, Application.person_id == Person.id)
        .where(
            Application.state.in_(("submitted", "screened")), Application.state_since <= until, seen,
            _is(Application.id, wanted),
        )
    )  # fmt: skip


def _members(about: str, number: Any, day: Any, wanted: Wanted) -> Select[Any]:
    columns = _columns(
        about, number, day=day, since=Membership.joined_at, zone=Person.time_zone, item_kind=literal("membership"),
        item=Membership.public_id, title=Person.name, handler=literal(""),
    )  # fmt: skip
    return select(*columns).where(Person.suspended_at.is_(None), _roster_seen(wanted), _is(number, wanted))


def _renewals(wanted: Wanted, until: datetime) -> Select[Any]:
    """Give the ends of trial periods, and those of terms, when the member is asked whether to stay."""
    ends_on = case((Membership.state == "trial", Membership.trial_until), else_=Membership.renewal_on)
    return (
        _members("renewal", Membership.id, ends_on, wanted)
        .join(Person, Membership.person_id == Person.id)
        .where(Membership.state.in_(("trial", "active")), ends_on <= until.date())
    )


def _absences(wanted: Wanted, until: datetime) -> Select[Any]:
    """Give absences that end; those that ended long ago are of no interest."""
    return (
        _members("absence", Absence.id, Absence.ends_on, wanted)
        .join(Membership, Absence.membership_id == Membership.id)
        .join(Person, Membership.person_id == Person.id)
        .where(
            Membership.state.in_(("trial", "active")),
            Absence.ends_on <= until.date(),
            Absence.ends_on >= (until - LONG_AGO).date(),
            ~Membership.do_not_contact,
        )
    )


def _tasks(wanted: Wanted, until: datetime) -> Select[Any]:
    owner = aliased(Person)
    columns = _columns(
        "task", Task.id, due_at=Task.due_at, since=Task.due_set_at, zone=func.coalesce(Call.time_zone, "UTC"),
        call_id=Call.id, call=func.coalesce(Call.public_id, ""), submission_id=Task.submission_id,
        item_kind=literal("task"), item=Task.public_id, submission=func.coalesce(Submission.public_id, ""),
        reference=func.coalesce(Submission.reference, ""),
        title=func.coalesce(Submission.title, Task.what, type_=String()), person_id=owner.id,
        person=owner.public_id, name=owner.name, handler=Handler.name,
    )  # fmt: skip
    roster = and_(Task.submission_id.is_(None), _task_seen(wanted))
    return (
        select(*columns)
        .select_from(Task)
        .outerjoin(Submission, Task.submission_id == Submission.id)
        .outerjoin(Call, Submission.call_id == Call.id)
        .outerjoin(owner, Task.owner_id == owner.id)
        .outerjoin(Handler, Submission.handling_coordinator_id == Handler.id)
        .where(
            Task.done_at.is_(None), Task.due_at <= until, _is(Task.id, wanted),
            or_(roster, and_(Task.submission_id.is_not(None), _seen(wanted))),
        )
    )  # fmt: skip


SOURCES = {
    "answer": _answers, "review": _reviews, "clarification": _questions, "screening": _screenings, "panel": _panels,
    "decision": _decisions, "draft": _drafts, "application": _applications, "renewal": _renewals, "absence": _absences,
    "task": _tasks,
}  # fmt: skip
"""One query for each date of rules.reminder_rules.ABOUT."""


def _is(number: Any, wanted: Wanted) -> ColumnElement[bool]:
    one: ColumnElement[bool] = number == wanted.number
    return one if wanted.number else true()


def _seen(wanted: Wanted) -> ColumnElement[bool]:
    return true() if wanted.actor is None else coordinated(wanted.actor)


def _roster_seen(wanted: Wanted) -> ColumnElement[bool]:
    if wanted.actor is None:
        return true()
    others = Membership.person_id != (wanted.actor.person_id or 0)
    return and_(literal(permits(wanted.actor, Permission.ROSTER_SEE)), others)


def _task_seen(wanted: Wanted) -> ColumnElement[bool]:
    if wanted.actor is None:
        return true()
    others = or_(Task.person_id.is_(None), Task.person_id != (wanted.actor.person_id or 0))
    return and_(literal(permits(wanted.actor, Permission.DESK_SEE)), others)


def _subject(row: Any) -> Subject:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    day: date | None = values.pop("day")
    due_at = values["due_at"] if day is None else dates.end_of_day(day, row.zone if dates.is_zone(row.zone) else "UTC")
    if row.about == "draft":
        due_at += DRAFTS_KEPT
    texts = {name: values[name] or "" for name in TEXTS}
    return Subject(**{**values, **texts, "due_at": due_at})


def kinds() -> Iterator[str]:
    """Give the dates there are."""
    yield from SOURCES
