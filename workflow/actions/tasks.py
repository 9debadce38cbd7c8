"""Tasks: opened by hand or by a rule, given to somebody else, done, opened again (C20).

A rule opens a task by a key, so that asking twice opens one; where that one was done, it stays done. Due tasks are
nudged, and brought to the coordinators and the chiefs, by the rules for reminders.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actions import journal
from workflow.actions.finding import find, find_locked
from workflow.kernel.errors import InvalidInput, Refused
from workflow.kernel.ids import PublicId, new_public_id
from workflow.kernel.messages import say
from workflow.models import Application, Assignment, Membership, Person, Submission, Task
from workflow.policy import SYSTEM, Actor, Permission, permits, person_actor, require
from workflow.rules import dates
from workflow.rules.text import tidy

BY_HAND = "by_hand"
FIX_ADDRESS = "fix_address"
RULE_DAYS = 3
"""So long has who is asked by a rule, unless the rule says otherwise."""

LONGEST = 2000
LATEST = timedelta(days=730)

Subject = Submission | Assignment | Application | Membership | Person


def open_task(
    session: Session, subject: Subject, *,
    kind: str, key: str, now: datetime, person_id: int | None = None, what: str = "",
    facts: Mapping[str, Any] | None = None, owner_id: int | None = None, due_at: datetime | None = None,
) -> Task:  # fmt: skip
    """Open a task as a rule does, or give the one that was opened under this key; `person_id` says whom it is about.

    Nobody in particular owns it where no owner is named: whoever coordinates the subject. The caller has locked it.
    """
    found = session.scalars(select(Task).where(Task.key == key)).one_or_none()
    if found is not None:
        return found
    task = Task(
        key=key, kind=kind, what=tidy(what)[:LONGEST], facts=dict(facts or {}), owner_id=owner_id or _handling(subject),
        due_at=due_at or dates.due_at(now, RULE_DAYS, "UTC"), due_set_at=now, opened_at=now,
        **{**_about(subject), **({} if person_id is None else {"person_id": person_id})},
    )  # fmt: skip
    session.add(task)
    session.flush()
    _note(session, task, "open_task", SYSTEM, now)
    return task


def make_task(
    session: Session, actor: Actor, submission_id: PublicId, what: str, due_on: date, *,
    owner_id: PublicId | None = None, now: datetime,
) -> Task:  # fmt: skip
    """Open a task about a submission by hand, for oneself or for another coordinator of it.

    Raises NotFound, NotAllowed, or InvalidInput (what, due_on, owner).
    """
    submission = find_locked(session, Submission, submission_id)
    require(actor, Permission.SUBMISSION_HANDLE, submission)
    owner = find(session, Person, owner_id) if owner_id else session.get_one(Person, actor.person_id)
    due_at = dates.end_of_day(due_on, submission.call.time_zone)
    problems = {} if tidy(what) else {"what": say("Say what is to be done.")}
    if not now < due_at <= now + LATEST:
        problems["due_on"] = say("Choose a day that is still to come, within two years.")
    if not permits(person_actor(owner), Permission.SUBMISSION_HANDLE, submission):
        problems["owner"] = say("Choose a coordinator of this call who has no conflict with it.")
    if problems:
        raise InvalidInput(problems)
    task = Task(
        key=f"by-hand-{new_public_id()}", kind=BY_HAND, what=tidy(what)[:LONGEST], submission=submission, owner=owner,
        due_at=due_at, due_set_at=now, opened_at=now, opened_by_id=actor.person_id,
    )  # fmt: skip
    session.add(task)
    session.flush()
    _note(session, task, "make_task", actor, now)
    return task


def finish_task(session: Session, actor: Actor, task_id: PublicId, *, now: datetime) -> Task:
    """Say that a task has been done. Raises NotFound, NotAllowed, or Refused where it was done already."""
    task = _managed(session, actor, task_id)
    if task.done_at is not None:
        raise Refused(say("This task was done already."))
    task.done_at, task.done_by_id = now, actor.person_id
    _note(session, task, "finish_task", actor, now)
    return task


def reopen_task(session: Session, actor: Actor, task_id: PublicId, *, now: datetime) -> Task:
    """Open a task again that was not done after all. Raises NotFound, NotAllowed, or Refused where it is open."""
    task = _managed(session, actor, task_id)
    if task.done_at is None:
        raise Refused(say("This task is still open."))
    task.done_at = task.done_by_id = None
    if task.due_at <= now:
        task.due_at = dates.due_at(now, RULE_DAYS, "UTC")
    task.due_set_at = now
    _note(session, task, "reopen_task", actor, now)
    return task


def reassign_task(session: Session, actor: Actor, task_id: PublicId, owner_id: PublicId, *, now: datetime) -> Task:
    """Give an open task to somebody else who may do it.

    Raises NotFound, NotAllowed, Refused where it was done, or InvalidInput (owner).
    """
    task = _managed(session, actor, task_id)
    if task.done_at is not None:
        raise Refused(say("This task was done already."))
    owner = find(session, Person, owner_id)
    if not permits(person_actor(owner), Permission.TASK_MANAGE, task):
        raise InvalidInput({"owner": say("Choose somebody who coordinates what the task is about.")})
    task.owner = owner
    _note(session, task, "reassign_task", actor, now)
    return task


def _managed(session: Session, actor: Actor, task_id: PublicId) -> Task:
    """Give the task, after the submission it is about has been locked."""
    task = find(session, Task, task_id)
    if task.submission_id is not None:
        find_locked(session, Submission, session.get_one(Submission, task.submission_id).public_id)
    task = find_locked(session, Task, task_id)
    require(actor, Permission.TASK_MANAGE, task)
    return task


def _note(session: Session, task: Task, trigger: str, actor: Actor, now: datetime) -> None:
    """Write it into the history of what the task is about; who was given it hears of it, unless he took it himself."""
    session.flush()
    given = trigger != "finish_task" and task.owner_id is not None and task.owner_id != actor.person_id
    payload = {"task": task.public_id, "kind": task.kind, "note": task.what, "due_at": task.due_at.isoformat()}
    fact = journal.Fact(trigger=trigger, actor=actor, now=now, payload=payload, tells=("task_owner",) if given else ())
    journal.note(session, _item_of(session, task), fact)


def _item_of(session: Session, task: Task) -> Submission | Application | Person:
    if task.submission is not None:
        return task.submission
    if task.application_id is not None:
        return session.get_one(Application, task.application_id)
    return session.get_one(Person, task.person_id)


def _handling(subject: Subject) -> int | None:
    if isinstance(subject, Assignment):
        return subject.submission.handling_coordinator_id
    return subject.handling_coordinator_id if isinstance(subject, Submission) else None


def _about(subject: Subject) -> dict[str, int]:
    if isinstance(subject, Assignment):
        return {
            "submission_id": subject.submission_id, "assignment_id": subject.id, "person_id": subject.reviewer_id,
        }  # fmt: skip
    if isinstance(subject, Submission):
        return {"submission_id": subject.id}
    if isinstance(subject, Application):
        return {"application_id": subject.id, "person_id": subject.person_id}
    return {"person_id": subject.person_id if isinstance(subject, Membership) else subject.id}
