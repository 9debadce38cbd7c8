"""Announces an automatic mail, or opens the task a rule asks for, once (DESIGN §2.8)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from workflow.actions import journal, tasks
from workflow.actions.finding import find_locked, lock
from workflow.insight.timetable import planned, subjects
from workflow.insight.timetable.planned import Step
from workflow.insight.timetable.subjects import Subject, Wanted
from workflow.kernel.ids import PublicId
from workflow.models import Absence, Application, Assignment, Membership, Person, Submission, Task
from workflow.policy import SYSTEM, Actor

SEATS = frozenset({"answer", "review"})
WARNED_BEFORE = timedelta(days=7)
"""A draft is never removed sooner after its owner was told."""


def remind(session: Session, *, step: Step, now: datetime) -> bool:
    """Announce what has fallen due; False where it was announced, is held, or is no longer wanted. Raises NotFound."""
    lock_subject(session, step.subject)
    still = planned.due(session, now, Wanted(about=step.subject.about, number=step.subject.number))
    if step.key not in {each.key for each in still}:
        return False
    announce(session, step, SYSTEM, now)
    return True


def announce(session: Session, step: Step, actor: Actor, now: datetime) -> None:
    """Put one step into the outbox, under its key; what it is about has been locked."""
    item = item_of(session, step.subject)
    mails = step.rule.channel == "mail"
    trigger = f"{'escalate' if step.line.escalates else 'remind'}_{step.subject.about}"
    fact = journal.Fact(
        trigger=trigger, actor=actor, now=now, tells=(step.line.tells,) if mails else (),
        payload=_payload(session, step, now),
    )  # fmt: skip
    journal.announce(session, item, fact, key=step.key)
    if not mails:
        tasks.open_task(
            session, item, kind=step.subject.about, key=step.key, facts={"person": step.subject.name}, now=now
        )


def is_wanted(session: Session, payload: dict[str, Any], tells: str, now: datetime) -> bool:
    """Say whether what was announced is still waited for by that date; asked again in the moment of sending."""
    due_at = datetime.fromisoformat(payload["of"])
    wanted = Wanted(about=payload["about"], number=payload["number"])
    found = subjects.rows(session, wanted, due_at + timedelta(days=1))
    subject = next((each for each in found if each.due_at == due_at), None)
    if subject is None:
        return False
    return tells not in planned.OF_PERSONS or not planned.is_away(session, subject.person_id, now)


def lock_subject(session: Session, subject: Subject) -> None:
    """Lock the row that everything about this date is locked through. Raises NotFound."""
    if subject.submission_id is not None:
        lock(session, subject.submission_id)
        return
    kinds: dict[str, type[Application | Membership | Task]] = {
        "application": Application, "membership": Membership, "task": Task,
    }  # fmt: skip
    find_locked(session, kinds[subject.item_kind], PublicId(subject.item))


def item_of(session: Session, subject: Subject) -> Submission | Assignment | Application | Membership | Person:
    """Give what a date is about, as the log and the outbox know it."""
    if subject.about in SEATS:
        return session.get_one(Assignment, subject.number)
    if subject.about == "application":
        return session.get_one(Application, subject.number)
    if subject.about == "renewal":
        return session.get_one(Membership, subject.number)
    if subject.about == "absence":
        return session.get_one(Membership, session.get_one(Absence, subject.number).membership_id)
    if subject.about == "task":
        return tasks.item_of(session, session.get_one(Task, subject.number))
    return session.get_one(Submission, subject.submission_id)


def _payload(session: Session, step: Step, now: datetime) -> dict[str, Any]:
    subject = step.subject
    shown = max(subject.due_at, now + WARNED_BEFORE) if subject.about == "draft" else subject.due_at
    found = {
        "rule": step.rule.key, "about": subject.about, "number": subject.number, "of": subject.due_at.isoformat(),
        "due_at": shown.isoformat(), "offset": step.offset,
    }  # fmt: skip
    if subject.about == "task":
        found["task"] = session.get_one(Task, subject.number).public_id
    return found
