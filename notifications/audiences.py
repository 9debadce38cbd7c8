"""Finds the people an event is for; asked when it is expanded and again in the moment of sending.

The policy decides: a coordinator with a conflict, or whose own work it is, hears nothing, and nobody is told of what
he has just done himself unless the message is his receipt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workflow.models import Application, Assignment, Event, Membership, Person, Role, Submission, Task
from workflow.policy import Permission, permits, person_actor

STILL_ON_THE_PANEL = frozenset({"accepted", "handed_in"})
"""Who is told of what happens to the submission; who was released gets a message of his own."""


def people(session: Session, event: Event, audience: str) -> list[Person]:
    """Give who of this audience is to be told, in the order of their accounts; suspended accounts never are."""
    found = AUDIENCES[audience](session, event) if audience in AUDIENCES else []
    unique = {person.id: person for person in found if person.suspended_at is None}
    return [unique[number] for number in sorted(unique)]


def _submitter(session: Session, event: Event) -> list[Person]:
    return [session.get_one(Submission, event.submission_id).submitter] if event.submission_id else []


def _reviewer(session: Session, event: Event) -> list[Person]:
    return [session.get_one(Assignment, event.assignment_id).reviewer] if event.assignment_id else []


def _reviewers(session: Session, event: Event) -> list[Person]:
    if event.submission_id is None:
        return []
    round_ = session.get_one(Submission, event.submission_id).current_round
    seats = round_.assignments if round_ is not None else []
    return [seat.reviewer for seat in seats if seat.state in STILL_ON_THE_PANEL]


def _person(session: Session, event: Event) -> list[Person]:
    return [session.get_one(Person, event.person_id)] if event.person_id else []


def _task_owner(session: Session, event: Event) -> list[Person]:
    """Give who has to do the task, as long as it is open and he may."""
    task = session.scalars(select(Task).where(Task.public_id == event.payload.get("task"))).one_or_none()
    if task is None or task.done_at is not None or task.owner is None:
        return []
    return [task.owner] if permits(person_actor(task.owner), Permission.TASK_MANAGE, task) else []


def _coordinators(session: Session, event: Event) -> list[Person]:
    actor_id = event.payload.get("actor_id")
    return [person for person in _those_in_charge(session, event) if person.id != actor_id]


def _chiefs(session: Session, event: Event) -> list[Person]:
    """Give the chiefs who may act on it; one who has done it himself hears nothing of it."""
    call_id, permission, item = _in_charge_of(session, event)
    return [person for person in _holders(session, "chief", call_id) if _may(person, permission, item)]


def _administrators(session: Session, event: Event) -> list[Person]:
    del event  # what they look after is the whole installation
    return list(_holders(session, "administrator", None))


def _in_charge_of(session: Session, event: Event) -> tuple[int | None, Permission, object]:
    """Give of which call somebody must be in charge, what he must be permitted, and with what."""
    if event.submission_id is not None:
        submission = session.get_one(Submission, event.submission_id)
        return submission.call_id, Permission.SUBMISSION_HANDLE, submission
    if "task" in event.payload:
        task = session.scalars(select(Task).where(Task.public_id == event.payload["task"])).one_or_none()
        return None, Permission.TASK_MANAGE, task
    return None, Permission.APPLICATION_SCREEN, _roster_item(session, event)


def _those_in_charge(session: Session, event: Event) -> list[Person]:
    """Give the handling coordinator, or everybody who may take it on."""
    call_id, permission, item = _in_charge_of(session, event)
    able = _able(session, call_id, permission, item)
    if not isinstance(item, Submission):
        return able
    return [person for person in able if person.id == item.handling_coordinator_id] or able


def _able(session: Session, call_id: int | None, permission: Permission, item: object) -> list[Person]:
    """Give the coordinators who may do this, or the chiefs where there is none."""
    for role in ("coordinator", "chief"):
        found = [one for one in _holders(session, role, call_id) if _may(one, permission, item)]
        if found:
            return found
    return []


def _may(person: Person, permission: Permission, item: object) -> bool:
    if isinstance(item, Membership):
        return item.person_id != person.id
    return person.suspended_at is None and permits(person_actor(person), permission, item)


def _holders(session: Session, role: str, call_id: int | None) -> Iterable[Person]:
    query = select(Person).join(Role, Role.person_id == Person.id).where(Role.name == role).order_by(Person.id)
    if call_id is not None:
        query = query.where(or_(Role.call_id == call_id, Role.call_id.is_(None)))
    return session.scalars(query.distinct()).all()


def _roster_item(session: Session, event: Event) -> Application | Membership | None:
    if event.application_id is not None:
        return session.get(Application, event.application_id)
    return session.scalars(select(Membership).where(Membership.person_id == event.person_id)).one_or_none()


AUDIENCES: dict[str, Callable[[Session, Event], list[Person]]] = {
    "submitter": _submitter,
    "reviewer": _reviewer,
    "reviewers": _reviewers,
    "coordinator": _coordinators,
    "chief": _chiefs,
    "applicant": _person,
    "member": _person,
    "person": _person,
    "task_owner": _task_owner,
    "administrator": _administrators,
}
