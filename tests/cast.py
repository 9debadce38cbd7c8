"""The people and calls that tests are about: one of each who comes to Collegium, and members of both sides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config.calls import call_data
from tests.remembered import remembered
from workflow.actions import membership_founding, seeding
from workflow.actions.engine import machine
from workflow.kernel.ids import PublicId
from workflow.models import Address, Call, Membership, Person, Role
from workflow.policy import SYSTEM, VISITOR, Actor, person_actor

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""When everything happens in a test that does not say otherwise; the `clock` fixture begins here."""

SIDES = ("internal", "external", "external", "internal", "external")
"""The sides of the members of the usual cast; the first three make a panel."""


def a_person(
    session: Session, name: str = "Pat Person", *,
    roles: Iterable[str] = (), call: Call | None = None, locale: str = "en", suspended: bool = False,
) -> Person:  # fmt: skip
    """Give a person with a verified address and these roles, in one call or in all."""
    number = session.scalar(select(func.count()).select_from(Person)) or 0
    suspended_at = NOW if suspended else None
    person = Person(name=name, created_at=NOW, locale=locale, suspended_at=suspended_at)
    email = f"{'.'.join(name.lower().split())}.{number}@example.org"
    person.addresses.append(Address(email=email, normal_form=email, is_primary=True, verified_at=NOW))
    call_id = call.id if call else None
    person.roles.extend(Role(name=role, call_id=call_id, given_at=NOW) for role in roles)
    session.add(person)
    session.flush()
    return person


def an_address(session: Session, actor: Actor, domain: str, *, name: str = "") -> Address:
    """Give somebody another, verified address at a domain."""
    email = f"{name or 'p' + str(actor.person_id)}@{domain}"
    address = Address(person_id=actor.person_id, email=email, normal_form=email, is_primary=False, verified_at=NOW)
    session.add(address)
    session.flush()
    person = session.get_one(Person, actor.person_id)
    session.expire(person, ["addresses"])
    return address


def an_actor(person: Person) -> Actor:
    """Give the person as somebody who is signed in."""
    return person_actor(person)


def the_call(session: Session) -> Call:
    """Give the call that comes with the product."""
    return session.scalars(select(Call).where(Call.slug == "hub")).one()


def a_call(session: Session, slug: str = "other", **changes: Any) -> Call:
    """Give another call like the one that comes with the product, with these columns changed."""
    call = seeding.seed_call(session, replace(call_data("hub"), key=slug, title=f"The {slug} call"))
    for name, value in {"prefix": slug.upper()[:12], **changes}.items():
        setattr(call, name, value)
    session.flush()
    return call


def a_member(
    session: Session, name: str = "Mo Member", *,
    side: str = "external", languages: Sequence[str] = ("en",), topics: Mapping[str, Any] | None = None,
    state: str = "active", person: Person | None = None, **columns: Any,
) -> Membership:  # fmt: skip
    """Give a member of the roster; `topics` as in an application, `columns` of the membership."""
    person = person or a_person(session, name)
    defaults = {"descriptor": f"{side} reader", "yearly_cap": 12, "joined_at": NOW}
    member = Membership(person_id=person.id, side=side, **{**defaults, **columns})
    machine.begin(session, member, "membership", actor=SYSTEM, now=NOW)
    session.flush()
    membership_founding.write_expertise(session, member, topics or {"objectives": ["gcm-07"]})
    membership_founding.write_languages(session, member, [{"key": key, "level": "writes"} for key in languages])
    for trigger in {"approved": (), "trial": ("start",), "active": ("start", "activate")}[state]:
        machine.fire(session, member, trigger, actor=KEEPER, now=NOW)
    session.flush()
    return member


KEEPER = Actor("person", name="keeper", roles=frozenset({("coordinator", None)}))
"""Moves memberships while a cast is made; is nobody in the database."""


@dataclass(frozen=True)
class World:
    """The usual cast as actors, which outlive their session, and the ids of the two calls."""

    call_id: PublicId
    other_call_id: PublicId
    submitter: Actor
    submitter2: Actor
    coordinator: Actor
    coordinator2: Actor
    other_coordinator: Actor
    """Coordinates the other call only."""
    chief: Actor
    administrator: Actor
    members: tuple[Actor, ...]
    """Their sides are SIDES."""
    membership_ids: tuple[PublicId, ...]
    outsider: Actor
    suspended: Actor
    """Was a coordinator; has no more rights than a visitor."""

    @property
    def panel(self) -> tuple[Actor, ...]:
        """Those a panel is made of when a test does not say otherwise: one internal, two external."""
        return self.members[:3]

    def identities(self) -> dict[str, Actor]:
        """Give everybody by name; `reviewer` sits on the panel, `member` is on the roster and does not."""
        names = (
            "submitter", "submitter2", "coordinator", "coordinator2", "other_coordinator", "chief", "administrator",
            "outsider", "suspended",
        )  # fmt: skip
        found: dict[str, Actor] = {name: getattr(self, name) for name in names}
        return {**found, "reviewer": self.members[0], "member": self.members[4], "visitor": VISITOR}


def a_world(session: Session, **changes: Any) -> World:
    """Give the usual cast; `changes` are columns of the product's call (anonymity, counting …)."""
    world = remembered(session, "the usual cast", _a_world)
    call = the_call(session)
    for name, value in changes.items():
        setattr(call, name, value)
    return world


def _a_world(session: Session) -> World:
    call, other = the_call(session), a_call(session, "other")
    members = [a_member(session, f"Mem Ber{n}", side=side) for n, side in enumerate(SIDES, 1)]

    def acts(name: str, *roles: str, call: Call | None = None, suspended: bool = False) -> Actor:
        return an_actor(a_person(session, name, roles=roles, call=call, suspended=suspended))

    return World(
        call_id=call.public_id,
        other_call_id=other.public_id,
        submitter=acts("Sue Submitter"),
        submitter2=acts("Sam Submitter"),
        coordinator=acts("Cora Coordinator", "coordinator", call=call),
        coordinator2=acts("Carl Coordinator", "coordinator", call=call),
        other_coordinator=acts("Otto Coordinator", "coordinator", call=other),
        chief=acts("Chidi Chief", "chief"),
        administrator=acts("Ada Administrator", "administrator"),
        members=tuple(an_actor(member.person) for member in members),
        membership_ids=tuple(member.public_id for member in members),
        outsider=acts("Olga Outsider"),
        suspended=acts("Sid Suspended", "coordinator", suspended=True),
    )
