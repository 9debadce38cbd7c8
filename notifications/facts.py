"""Gathers what a letter may say: view records of the policy for this one reader, and nothing besides."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications.letters.submissions import VERDICTS
from workflow.insight.due_dates import DueDate, dates_of_seat
from workflow.kernel.errors import NotFound
from workflow.kernel.messages import from_data, say
from workflow.models import Application, Assignment, Call, Clarification, Event, Membership, Person, Submission, Task
from workflow.policy import Actor, person_actor, see
from workflow.rules import dates, tasks


@dataclass
class Facts:
    """The values for a letter's places, what may be quoted, and the ids its link is made of."""

    values: dict[str, Any] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    """Values that people typed: made inert before they stand in a sentence."""
    quotes: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    seat_state: str = ""
    dates: list[DueDate] = field(default_factory=list)
    """What the reader's calendar is told with the letter."""


def gather(session: Session, event: Event, person: Person, audience: str, now: datetime) -> Facts:
    """Give the facts of an event as this person may know them. Raises NotFound where it is no longer for him."""
    actor, facts = person_actor(person), Facts()
    facts.typed["name"] = person.name
    facts.quotes["reason"] = str(event.payload.get("reason") or "")
    if event.assignment_id is not None:
        _about_assignment(session.get_one(Assignment, event.assignment_id), actor, event, now, facts)
    elif event.submission_id is not None:
        submission = session.get_one(Submission, event.submission_id)
        about = _about_own_seat if audience == "reviewers" else _about_submission
        about(submission, actor, facts)
        facts.values["due"] = _told(event) or facts.values.get("due")
    elif event.application_id is not None:
        _about_application(session.get_one(Application, event.application_id), actor, facts)
    elif event.name.startswith("membership."):
        _about_membership(session, event, actor, facts)
    if "rule" in event.payload:
        _about_date(session, event, now, facts)
    if "task" in event.payload:
        _about_task(session, event, facts)
    if "trouble" in event.payload:
        facts.values["trouble"] = from_data(event.payload["trouble"])
    return facts


def _about_assignment(seat: Assignment, actor: Actor, event: Event, now: datetime, facts: Facts) -> None:
    view = see(actor, seat)
    facts.seat_state = view.state or ""
    if actor.person_id == seat.reviewer_id and "remind" not in event.name:
        facts.dates = dates_of_seat(view, changed_at=now)
    facts.ids |= {"assignment": view.public_id or "", "submission": seat.submission.public_id}
    facts.typed |= {"title": view.title or "", "call": view.call_title or "", "reviewer": view.reviewer_name or ""}
    facts.values |= {"reference": view.reference or "", "proposed": view.proposed_due_at or _told(event)}
    due = view.answer_due_at if view.state == "invited" or view.review_due_at is None else view.review_due_at
    facts.values["due"] = due
    if due is not None:
        facts.values["lateness"] = dates.lateness(due, now, seat.submission.call.time_zone)


def _told(event: Event) -> datetime | None:
    written = event.payload.get("due_at")
    return datetime.fromisoformat(written) if isinstance(written, str) else None


def _about_own_seat(submission: Submission, actor: Actor, facts: Facts) -> None:
    """Tell a reviewer of what he was asked to read, not of what the submission has become."""
    seat = next((seat for seat in reversed(submission.assignments) if seat.reviewer_id == actor.person_id), None)
    if seat is None:
        raise NotFound
    view = see(actor, seat)
    facts.ids["assignment"] = view.public_id or ""
    facts.typed |= {"title": view.title or "", "call": view.call_title or ""}
    facts.values["reference"] = view.reference or ""


def _about_submission(submission: Submission, actor: Actor, facts: Facts) -> None:
    view = see(actor, submission)
    facts.ids["submission"] = view.public_id or ""
    facts.typed |= {"title": view.title or "…", "call": view.call_title or ""}
    facts.values["reference"] = view.reference or ""
    if view.shows("clarification_open"):
        _add_question(submission, facts)
    _add_decision(submission, actor, facts)


def _add_question(submission: Submission, facts: Facts) -> None:
    asked: Clarification | None = next(
        (c for c in reversed(submission.clarifications) if c.answered_at is None and c.closed_at is None), None
    )
    facts.quotes["question"] = asked.question if asked else ""
    facts.values["due"] = asked.due_at if asked else None


def _add_decision(submission: Submission, actor: Actor, facts: Facts) -> None:
    if submission.decision is None:
        return
    try:
        view = see(actor, submission.decision)
    except NotFound:
        return
    facts.quotes["letter"] = view.letter or ""
    facts.values["verdict"] = say(VERDICTS[view.verdict]) if view.verdict in VERDICTS else ""


def _about_application(application: Application, actor: Actor, facts: Facts) -> None:
    view = see(actor, application)
    facts.ids["application"] = view.public_id or ""
    facts.typed["person"] = view.name or ""
    facts.quotes |= {"question": view.question or facts.quotes["reason"], "letter": view.letter or ""}


def _about_date(session: Session, event: Event, now: datetime, facts: Facts) -> None:
    """Tell the date a rule counts from, and how late it is where it belongs."""
    due = _told(event)
    if due is None:
        return
    call = session.get(Call, event.call_id) if event.call_id else None
    facts.values |= {"due": due, "lateness": dates.lateness(due, now, call.time_zone if call else "UTC")}


def _about_task(session: Session, event: Event, facts: Facts) -> None:
    task = session.scalars(select(Task).where(Task.public_id == event.payload["task"])).one()
    asked = tasks.asked(task.kind, task.what, task.facts)
    facts.values["due"] = task.due_at
    if isinstance(asked, str):
        facts.typed["task"] = asked
    else:
        facts.values["task"] = asked


def _about_membership(session: Session, event: Event, actor: Actor, facts: Facts) -> None:
    membership = session.scalars(select(Membership).where(Membership.person_id == event.person_id)).one_or_none()
    if membership is None:
        raise NotFound
    see(actor, membership)
    facts.typed["person"] = membership.person.name
