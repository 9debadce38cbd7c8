"""What the clock asks for: everything that has fallen due until now, computed from dates in rows (DESIGN §2.8).

Nothing is remembered between two questions, so a stop of three days, a second clock or a moved due date need no care.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, selectinload

from workflow.actions.guards.submission import quorum_reached
from workflow.kernel.ids import PublicId
from workflow.models import (
    Absence,
    Assignment,
    Call,
    Event,
    LogChain,
    LogEntry,
    Membership,
    Person,
    ReviewRound,
    Submission,
)
from workflow.rules import dates, reminder_steps

ANSWER, REVIEW = "answer", "review"
"""The two due dates of an assignment, as `call.reminders` names them."""

MOVES_THE_DUE_DATE = ("extend_due_date", "propose_due_date", "reopen_review")
CHUNK = 500


@dataclass(frozen=True)
class ReminderStep:
    """One reminder that has fallen due: whose, of which date, and how many days after it (negative: before)."""

    assignment_id: PublicId
    kind: str
    due_at: datetime
    offset: int
    key: str
    """The key of its event: the same step is announced once."""


def reminders(session: Session, now: datetime) -> list[ReminderStep]:
    """Give the reminders to announce now, the newest step of each assignment, in the order of their due dates."""
    seats = _waited_for(session, now)
    steps = _not_announced(session, [step for seat in seats for step in _step(seat, seat.asked_at, now)])
    wanted = {step.assignment_id for step in steps}
    seats = [seat for seat in seats if seat.public_id in wanted]
    away = _away(session, seats, now)
    moved = _due_dates_set(session, seats)
    return [
        step
        for seat in seats
        if seat.reviewer_id not in away
        for step in _step(seat, max(seat.asked_at, moved.get(seat.id, seat.asked_at)), now)
    ]


def is_away(session: Session, person_id: int, now: datetime) -> bool:
    """Say whether somebody is not to be chased now: absent, not to be contacted, or suspended."""
    person = session.get_one(Person, person_id)
    query = select(Membership.do_not_contact).where(Membership.person_id == person_id)
    if person.suspended_at is not None or session.scalar(query):
        return True
    absences = _absences(session, [person_id], now)
    return any(_covers(row, now) for row in absences)


def reminder_key(assignment_id: int, kind: str, due_at: datetime, offset: int) -> str:
    """Give the key of the event of one step: per assignment, kind, due date and step."""
    return f"remind-{assignment_id}-{kind}-{due_at:%Y%m%dT%H%M%SZ}-{offset:+d}"


def overdue_invitations(session: Session, now: datetime) -> list[PublicId]:
    """Give the invitations whose answer is missing though due date and grace are past."""
    query = (
        select(Assignment.public_id, Assignment.answer_due_at, Call.grace_days)
        .join(Submission, Assignment.submission_id == Submission.id)
        .join(Call)
        .where(Assignment.state == "invited", Assignment.answer_due_at < now)
        .order_by(Assignment.answer_due_at, Assignment.id)
    )
    return [
        row.public_id
        for row in session.execute(query)
        if dates.is_overdue(row.answer_due_at, now, timedelta(days=row.grace_days))
    ]


def ripe_rounds(session: Session, now: datetime) -> list[int]:
    """Give the submissions whose round may close now: nobody is waited for any longer."""
    seats = selectinload(Submission.rounds).selectinload(ReviewRound.assignments)
    query = (
        select(Submission)
        .where(Submission.state == "assigned", (Submission.review_due_at.is_(None)) | (Submission.review_due_at < now))
        .options(selectinload(Submission.call), seats)
        .order_by(Submission.id)
    )
    return [submission.id for submission in session.scalars(query) if quorum_reached(submission, now) is None]


def _waited_for(session: Session, now: datetime) -> list[Row[Any]]:
    """Give the seats whose answer or review is waited for, with what their reminders depend on."""
    calls = session.scalars(select(Call)).all()
    lead = max((reminder_steps.longest_lead(days) for call in calls for days in _offsets(call)), default=timedelta(1))
    asked = _seats("invited", Assignment.answer_due_at, Assignment.invited_at, now + lead)
    reading = _seats("accepted", Assignment.review_due_at, Assignment.answered_at, now + lead)
    found = [*session.execute(asked), *session.execute(reading)]
    return sorted(found, key=lambda seat: (seat.due_at, seat.id))


def _offsets(call: Call) -> list[list[int]]:
    return [call.reminders.get(ANSWER, []), call.reminders.get(REVIEW, [])]


def _seats(state: str, due_at: Any, asked_at: Any, until: datetime) -> Select[Any]:
    return (
        select(
            Assignment.id, Assignment.public_id, Assignment.reviewer_id, Assignment.submission_id, Assignment.state,
            due_at.label("due_at"), func.coalesce(asked_at, Assignment.invited_at).label("asked_at"),
            Call.time_zone, Call.reminders, Person.time_zone.label("own_zone"),
        )
        .join(Submission, Assignment.submission_id == Submission.id)
        .join(Call, Submission.call_id == Call.id)
        .join(ReviewRound, Assignment.round_id == ReviewRound.id)
        .join(Person, Assignment.reviewer_id == Person.id)
        .where(
            Assignment.state == state, due_at <= until, ReviewRound.closed_at.is_(None), Person.suspended_at.is_(None),
            Submission.state.in_(("submitted", "assigned")),
        )
    )  # fmt: skip


def _step(seat: Row[Any], since: datetime, now: datetime) -> list[ReminderStep]:
    kind = ANSWER if seat.state == "invited" else REVIEW
    offset = reminder_steps.latest(seat.reminders.get(kind, ()), seat.due_at, now, seat.time_zone, since=since)
    if offset is None:
        return []
    key = reminder_key(seat.id, kind, seat.due_at, offset)
    return [ReminderStep(seat.public_id, kind, seat.due_at, offset, key)]


def _not_announced(session: Session, steps: list[ReminderStep]) -> list[ReminderStep]:
    known: set[str] = set()
    for begin in range(0, len(steps), CHUNK):
        keys = [step.key for step in steps[begin : begin + CHUNK]]
        known.update(session.scalars(select(Event.key).where(Event.key.in_(keys))))
    return [step for step in steps if step.key not in known]


def _due_dates_set(session: Session, seats: Sequence[Row[Any]]) -> dict[int, datetime]:
    """Give, by assignment, when its due date was last moved, as its history tells."""
    query = (
        select(LogEntry.subject_id, func.max(LogEntry.at).label("at"))
        .join(LogChain)
        .where(
            LogChain.item_kind == "submission",
            LogChain.item_id.in_({seat.submission_id for seat in seats}),
            LogEntry.subject_kind == "assignment",
            LogEntry.trigger.in_(MOVES_THE_DUE_DATE),
        )
        .group_by(LogEntry.subject_id)
    )
    return {row.subject_id: row.at for row in session.execute(query)} if seats else {}


def _away(session: Session, seats: Sequence[Row[Any]], now: datetime) -> set[int]:
    """Give those of these reviewers who are not to be chased now."""
    people = {seat.reviewer_id for seat in seats}
    silent = select(Membership.person_id).where(Membership.person_id.in_(people), Membership.do_not_contact)
    away = {row.person_id for row in _absences(session, people, now) if _covers(row, now)}
    return away | set(session.scalars(silent)) if people else set()


def _absences(session: Session, people: Iterable[int], now: datetime) -> list[Row[Any]]:
    """Give absences about now; which day it is depends on where the member is."""
    a_day = timedelta(days=1)
    query = (
        select(Membership.person_id, Person.time_zone, Absence.starts_on, Absence.ends_on)
        .join(Membership, Absence.membership_id == Membership.id)
        .join(Person, Membership.person_id == Person.id)
        .where(
            Membership.person_id.in_(list(people)),
            Absence.starts_on <= (now + a_day).date(),
            Absence.ends_on >= (now - a_day).date(),
        )
    )
    return list(session.execute(query))


def _covers(absence: Row[Any], now: datetime) -> bool:
    return bool(absence.starts_on <= dates.day_in(absence.time_zone, now) <= absence.ends_on)
