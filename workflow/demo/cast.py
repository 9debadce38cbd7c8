"""The people of the demo: staff and submitters by role, reviewers from the archetypes; nobody has an invented name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from config.demo import Archetype, archetypes
from config.demo.stories import Somebody, letters, staff, submitters
from workflow.actions import accounts, people
from workflow.kernel.ids import PublicId
from workflow.models import Person
from workflow.policy import Actor, person_actor

EXPERT, EXPERIENCED, WORKING = "3", "2", "1"
ZONES = {"africa": "Africa/Nairobi", "americas": "America/Bogota", "asia": "Asia/Bangkok", "oceania": "Pacific/Fiji"}


@dataclass
class Cast:
    """Everybody as an actor, by key; reviewers by the key of their archetype."""

    actors: dict[str, Actor] = field(default_factory=dict)
    memberships: dict[str, PublicId] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Actor:
        """Give somebody by key."""
        return self.actors[key]

    def id_of(self, key: str) -> PublicId:
        """Give the public id of somebody."""
        return PublicId(self.actors[key].public_id)


def add_office(session: Session, cast: Cast, now: datetime) -> None:
    """Make the first administrator, who gives everybody else his role, and those who send resources in."""
    for somebody in staff():
        if somebody.role == "administrator":
            person = people.make_first_administrator(session, somebody.name, somebody.email, now=now)
        else:
            person = accounts.make_person(session, somebody.name, somebody.email, verified=True, now=now)
            people.give_role(session, cast["administrator"], PublicId(person.public_id), somebody.role, now=now)
        _settle_in(session, cast, person, somebody)
    for somebody in submitters():
        person = accounts.make_person(session, somebody.name, somebody.email, verified=True, now=now)
        _settle_in(session, cast, person, somebody)


def add_reviewer(session: Session, cast: Cast, key: str, archetype: Archetype, now: datetime) -> None:
    """Make an account for a reviewer of this archetype, who is not on the roster yet."""
    email = f"{key.removeprefix('un-').removesuffix('-un')}@example.org"
    name = short_name(archetype) + (f" ({key.rpartition('-')[2]})" if key != archetype.key else "")
    person = accounts.make_person(session, name, email, verified=True, now=now, locale=_locale(archetype))
    person.time_zone = ZONES.get(archetype.regions[0], "Europe/Zurich")
    session.flush()
    cast.actors[key] = person_actor(person)


def archetype_of(key: str) -> Archetype:
    """Give the archetype with this key."""
    return next(archetype for archetype in archetypes() if archetype.key == key)


def short_name(archetype: Archetype) -> str:
    """Give the descriptor without the languages, which stand elsewhere: nobody in the demo has an invented name."""
    return archetype.descriptor.rpartition(", ")[0].removesuffix(", global")


def application_of(archetype: Archetype) -> dict[str, Any]:
    """Give the answers of an application by somebody of this archetype."""
    levels = [EXPERT, EXPERT, EXPERIENCED, EXPERIENCED]
    topics = {topic: (levels[n] if n < len(levels) else WORKING) for n, topic in enumerate(archetype.expertise)}
    return {
        "position": short_name(archetype),
        "side": archetype.side,
        "background": archetype.background,
        "experience_years": int(archetype.experience_years.partition("-")[0].rstrip("+")),
        "expertise": topics,
        "objectives": list(archetype.objectives),
        "evidence": letters()["application"]["evidence"],
        "languages": _languages(archetype),
        "regions": list(archetype.regions),
        "reviews_per_year": archetype.availability_per_year,
        "keeps_confidence": True,
        "data_use": True,
    }


def _locale(archetype: Archetype) -> str:
    """Give the language of somebody's pages: those of the demo are whole in Arabic and English."""
    return "ar" if archetype.languages[0] == "ar" else "en"


def _languages(archetype: Archetype) -> Mapping[str, str]:
    first, *others = archetype.languages
    return {first: "native", **dict.fromkeys(others, "writes")}


def _settle_in(session: Session, cast: Cast, person: Person, somebody: Somebody) -> None:
    person.locale, person.time_zone = somebody.locale, somebody.time_zone
    session.flush()
    cast.actors[somebody.key] = person_actor(person)
