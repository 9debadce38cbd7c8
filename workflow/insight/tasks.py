"""Tasks as coordinators read them: their own, everybody's, and what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from workflow.insight.worklists import KEPT
from workflow.kernel.errors import InvalidInput
from workflow.kernel.messages import Reason, say
from workflow.models import Person, Role, Submission, Task
from workflow.policy import Actor, Permission, permits, require
from workflow.policy.scope import coordinated
from workflow.rules import tasks

MOST = 200
LISTS = ("mine", "open", "done")
Owner = aliased(Person)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """One task."""

    public_id: str
    asked: Reason | str
    by_rule: bool
    due_at: datetime
    done_at: datetime | None
    owner: str
    """Empty where it is whoever coordinates."""
    is_mine: bool
    title: str
    reference: str
    submission: str


def counts(session: Session, actor: Actor) -> dict[str, int]:
    """Give how many tasks each list holds, in one statement. Raises NotAllowed."""
    require(actor, Permission.DESK_SEE)
    columns = [func.count().filter(_is_in(name, actor)).label(name) for name in LISTS]
    row = session.execute(_joined(select(*columns)).where(_seen(actor))).one()
    return {name: getattr(row, name) for name in LISTS}


def own(session: Session, actor: Actor) -> int:
    """Give how many open tasks are his: what the list of them holds. Raises NotAllowed."""
    require(actor, Permission.DESK_SEE)
    return session.scalar(_own(actor)) or 0


@lru_cache(maxsize=KEPT)
def _own(actor: Actor) -> Select[Any]:
    query: Select[Any] = _joined(select(func.count(Task.id)))
    return query.where(_seen(actor), _is_in("mine", actor))


def rows(session: Session, actor: Actor, which: str) -> list[TaskRow]:
    """Give the tasks of a list, the most urgent first; of those done the latest. Raises NotAllowed or InvalidInput."""
    require(actor, Permission.DESK_SEE)
    if which not in LISTS:
        raise InvalidInput({"which": say("There is no such list.")})
    order = [Task.done_at.desc()] if which == "done" else [Task.due_at]
    query = _joined(
        select(
            Task.public_id, Task.kind, Task.what, Task.facts, Task.due_at, Task.done_at, Task.owner_id, Owner.name,
            Submission.title, Submission.reference, Submission.public_id.label("submission"),
        )
    ).where(_seen(actor), _is_in(which, actor))  # fmt: skip
    return [_row(row, actor) for row in session.execute(query.order_by(*order, Task.id).limit(MOST))]


def owners(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Give who can be given a task: whoever coordinates somewhere; the verb asks again, with the task."""
    require(actor, Permission.DESK_SEE)
    query = (
        select(Person.public_id, Person.name)
        .join(Role, Role.person_id == Person.id)
        .where(Role.name.in_(("coordinator", "chief")), Person.suspended_at.is_(None))
        .distinct()
        .order_by(Person.name, Person.public_id)
    )
    return [(row.public_id, row.name) for row in session.execute(query)]


def _joined(query: Any) -> Any:
    return (
        query
        .select_from(Task)
        .outerjoin(Submission, Submission.id == Task.submission_id)
        .outerjoin(Owner, Owner.id == Task.owner_id)
    )


def _seen(actor: Actor) -> ColumnElement[bool]:
    """Give the tasks he may do: of submissions he coordinates, and of the roster those that are not about him."""
    others = or_(Task.person_id.is_(None), Task.person_id != (actor.person_id or 0))
    office = literal(permits(actor, Permission.DESK_SEE))
    return or_(
        and_(Task.submission_id.is_not(None), coordinated(actor)), and_(Task.submission_id.is_(None), others, office)
    )


def _is_in(which: str, actor: Actor) -> ColumnElement[bool]:
    if which == "done":
        return Task.done_at.is_not(None)
    return (
        and_(Task.done_at.is_(None), Task.owner_id == (actor.person_id or 0))
        if which == "mine"
        else Task.done_at.is_(None)
    )


def _row(row: Row[Any], actor: Actor) -> TaskRow:
    return TaskRow(
        public_id=row.public_id, asked=tasks.asked(row.kind, row.what, row.facts), by_rule=row.kind != "by_hand",
        due_at=row.due_at, done_at=row.done_at, owner=row.name or "", is_mine=row.owner_id == actor.person_id,
        title=row.title or "", reference=row.reference or "", submission=row.submission or "",
    )  # fmt: skip
