"""Who coordinates a call: to whom a submission can be handed over."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from workflow.kernel.ids import PublicId
from workflow.models import Person, Role, Submission
from workflow.policy import Actor, Permission, permits, person_actor, require


@dataclass(frozen=True, slots=True)
class Coordinator:
    """Somebody who may handle a submission."""

    public_id: PublicId
    name: str


def of(session: Session, actor: Actor, submission: Submission) -> list[Coordinator]:
    """Give everybody who may handle the submission, by name. Raises NotFound or NotAllowed."""
    require(actor, Permission.SUBMISSION_HANDLE, submission)
    roles = select(Role.person_id).where(
        Role.name.in_(("coordinator", "chief")), or_(Role.call_id.is_(None), Role.call_id == submission.call_id)
    )
    query = select(Person).where(Person.id.in_(roles)).options(selectinload(Person.roles)).order_by(Person.name)
    return [
        Coordinator(person.public_id, person.name)
        for person in session.scalars(query)
        if permits(person_actor(person), Permission.SUBMISSION_HANDLE, submission)
    ]
