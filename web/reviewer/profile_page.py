"""What a member says of himself, as the questions of the application ask it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from config.forms import Field, application_form
from web import answer_facts, works
from web.parts import Fact
from workflow.actions.engine import machine
from workflow.actions.membership_founding import PROFICIENCY
from workflow.kernel.errors import NotFound
from workflow.kernel.messages import Reason, plural, say
from workflow.models import Membership
from workflow.policy import Actor, see
from workflow.policy.roster import MembershipView
from workflow.roster import member_file

PARTS = {
    "topics": ("expertise", "objectives", "principles"),
    "languages": ("languages",),
    "regions": ("regions",),
}
"""The small forms about what a member knows, with their questions."""

LEVELS = {level: word for word, level in PROFICIENCY.items()}
STANDS: dict[str, Reason] = {
    "approved": say("Welcome to the roster"),
    "trial": say("You are on the roster, in your trial period"),
    "active": say("You are on the roster"),
    "renewal": say("You are on the roster. Will you stay?"),
    "paused": say("You are on the roster and not asked for now"),
    "retired": say("You have left the roster"),
}


@dataclass(frozen=True)
class Move:
    """Something the member may do with his membership."""

    trigger: str
    label: Reason
    warn: bool


def membership_of(session: Session, actor: Actor) -> Membership:
    """Give the actor's membership. Raises NotFound where he has none."""
    found = session.scalars(select(Membership).where(Membership.person_id == actor.person_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def fields(part: str) -> list[Field]:
    """Give the questions of one of the small forms. Raises NotFound."""
    if part not in PARTS:
        raise NotFound
    return [field for field in application_form().fields if field.name in PARTS[part]]


def known(view: MembershipView) -> dict[str, Any]:
    """Give what the member knows, reads and where, as the application asks it."""
    claims = view.expertise or []
    keys = {v: [c["key"] for c in claims if c["vocabulary"] == v] for v in ("objectives", "principles")}
    return {
        "expertise": {c["key"]: str(c["level"]) for c in claims if c["vocabulary"] == "expertise"},
        **keys,
        "languages": {skill["language"]: LEVELS[skill["proficiency"]] for skill in view.languages or []},
        "regions": list(view.regions or []),
    }


def as_topics(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the verb takes."""
    return {
        "topics": {name: values[name] for name in PARTS["topics"]},
        "languages": values["languages"],
        "regions": values["regions"],
    }


def profile(session: Session, actor: Actor, now: datetime) -> dict[str, object]:
    """Give what the page shows. Raises NotFound."""
    found = member_file.whole(session, Membership.person_id == actor.person_id)
    view = see(actor, found)
    return {
        "member": view,
        "publications": works.part(view, works.Door("reviewer")),
        "title": STANDS.get(view.state or "", STANDS["active"]),
        "parts": {part: fields(part) for part in PARTS},
        "values": known(view),
        "known": {part: answer_facts.facts(fields(part), known(view)) for part in PARTS},
        "facts": _facts(view, now),
        "verified": sorted((c["vocabulary"], c["key"]) for c in view.expertise or [] if c["verified"]),
        "asked_to_stay": view.state == "renewal",
        "moves": [
            Move(offer.trigger, say(offer.label), offer.warn)
            for offer in machine.available(session, found, actor, now=now)
            if offer.possible
        ],
    }


def _facts(view: MembershipView, now: datetime) -> list[Fact]:
    """Give the statistics that are the member's own."""
    year = next((c for c in view.capacities or [] if c["year"] == now.year), None)
    taken = year["taken"] if year else 0
    most = view.yearly_cap or 0
    return [
        Fact(name=say("This year"), value=plural("{taken} of {n} review", "{taken} of {n} reviews", most, taken=taken)),
        Fact(name=say("Handed in so far"), value=str(view.handed_in_count or 0)),
    ]
