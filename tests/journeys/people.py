"""Who stands ready when a story begins: coordinators and members of the roster, each with a password."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import a_submission
from tests.cast import NOW, World, a_member, a_person, a_world, an_actor, the_call
from tests.journeys.keyboard import Hands
from tests.journeys.stations import station
from workflow.actions import accounts
from workflow.models import Address, Person, Submission

TITLE = "Who pays for a job abroad"
SUMMARY = "Shows in ten steps how recruiters, employers and states keep migrant workers from paying for a job."
PASSWORD = "nine bees over the quiet river"

CORA = "cora@example.org"
CARL = "carl@example.org"
INES = "ines@example.org"
EZRA = "ezra@example.org"
EKUA = "ekua@example.org"

COORDINATORS = {CORA: "Cora Coordinator", CARL: "Carl Coordinator"}
MEMBERS = {
    INES: ("Ines Internal", "internal", "Recruitment officer of a UN agency"),
    EZRA: ("Ezra External", "external", "Labour inspector"),
    EKUA: ("Ekua External", "external", "Researcher on recruitment fees"),
    "otto@example.org": ("Otto External", "external", "Union lawyer"),
}


def an_office(session: Session) -> None:
    """Make the coordinators of the call and the roster."""
    for email, name in COORDINATORS.items():
        _with_password(session, a_person(session, name, roles=["coordinator"], call=the_call(session)), email)
    for email, (name, side, descriptor) in MEMBERS.items():
        person = _with_password(session, a_person(session, name), email)
        a_member(session, side=side, person=person, descriptor=descriptor, topics={"objectives": ["gcm-06"]})
    session.flush()


def a_resource(session: Session, *, state: str) -> tuple[World, Submission]:
    """Give a resource that Cora handles, at a point of tests.builders; Ines, Ezra and Ekua are its panel."""
    cora, *panel = (an_actor(person_at(session, email)) for email in (CORA, INES, EZRA, EKUA))
    world = replace(a_world(session), coordinator=cora, members=tuple(panel))
    return world, a_submission(session, state, world=world, title=TITLE, summary=SUMMARY)


def person_at(session: Session, email: str) -> Person:
    """Give whose address this is."""
    return session.scalars(select(Person).join(Address).where(Address.email == email)).one()


def signs_in(arrives: Callable[[str], Hands], address: str) -> Hands:
    """Give a new browser in which this person has signed in by password."""
    somebody = arrives("/")
    somebody.go("Sign in", "link")
    assert somebody.heading == "Sign in"
    station(somebody.page, "sign-in")
    somebody.write("E-mail address", address)
    somebody.write("Password", PASSWORD)
    somebody.press_enter()
    return somebody


def _with_password(session: Session, person: Person, email: str) -> Person:
    """Give the person a short address and the password of everybody here."""
    person.addresses[0].email = person.addresses[0].normal_form = email
    accounts.set_password(session, an_actor(person), PASSWORD, now=NOW)
    return person
