"""Who is acting: a person with roles, the holder of a link, the system, or a visitor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from workflow.models import Person

RoleName = str
EVERYWHERE = None
"""The call of a role that holds in all calls."""


@dataclass(frozen=True)
class Actor:
    """Somebody or something that acts; never a mapped object, so it outlives its session."""

    kind: str
    """person, link, system or visitor"""
    person_id: int | None = None
    public_id: str = ""
    name: str = ""
    roles: frozenset[tuple[RoleName, int | None]] = field(default_factory=frozenset)
    assignment_id: int | None = None
    """The one assignment an invitation link speaks of."""
    submission_id: int | None = None
    """The one submission a status link speaks of."""
    on_behalf_of_id: int | None = None
    """Whose answer or review this person writes down."""
    by_id: int | None = None
    """The administrator who signed in as this person; the rights are the person's, the log names both."""
    by_name: str = ""

    def has_role(self, name: RoleName, call_id: int | None = None) -> bool:
        """Say whether the role holds in the call, or in any call where none is named."""
        if call_id is None:
            return any(role == name for role, _ in self.roles)
        return (name, call_id) in self.roles or (name, EVERYWHERE) in self.roles

    def calls_with(self, *names: RoleName) -> frozenset[int] | None:
        """Give the calls in which one of the roles holds; None stands for all calls."""
        calls = {call for role, call in self.roles if role in names}
        return None if EVERYWHERE in calls else frozenset(call for call in calls if call is not None)

    @property
    def is_signed_in(self) -> bool:
        """Say whether this is a person with a session of his own."""
        return self.kind == "person"


SYSTEM = Actor("system", name="system")
VISITOR = Actor("visitor")


def person_actor(person: Person, opened_by: Person | None = None) -> Actor:
    """Give the actor for a signed-in person; a suspended one has no more rights than a visitor.

    `opened_by` is the administrator who signed in as this person.
    """
    if person.suspended_at is not None:
        return VISITOR
    actor = Actor("person", person.id, person.public_id, person.name, _roles(person))
    return actor if opened_by is None else replace(actor, by_id=opened_by.id, by_name=opened_by.name)


def link_actor(*, assignment_id: int | None = None, submission_id: int | None = None, person_id: int | None) -> Actor:
    """Give the actor for the holder of a link: narrow rights on one thing, none besides."""
    return Actor("link", person_id, assignment_id=assignment_id, submission_id=submission_id)


def _roles(person: Person) -> frozenset[tuple[RoleName, int | None]]:
    held: Iterable[tuple[RoleName, int | None]] = ((role.name, role.call_id) for role in person.roles)
    return frozenset(held)
