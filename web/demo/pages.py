"""Who can be chosen in the demo, in groups, each with his role and what waits for him."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from workflow.kernel.messages import Reason, plural, say
from workflow.models import Application, Assignment, Membership, Person, Submission

ROLES = {
    "administrator": say("Administrator"),
    "chief": say("Chief"),
    "coordinator": say("Coordinator"),
}
SIDES = {"internal": say("Reviewer, inside the UN"), "external": say("Reviewer, outside the UN")}
SUBMITTER = say("Submitter")
APPLICANT = say("Applicant to the roster")
NOTHING: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Persona:
    """Somebody one can become."""

    public_id: str
    name: str
    role: Reason
    waits: tuple[Reason, ...]
    locale: str


@dataclass(frozen=True)
class Group:
    """People who come to Collegium for the same thing."""

    id: str
    title: Reason
    personas: tuple[Persona, ...]
    folded: bool = False


def personas(session: Session) -> dict[str, object]:
    """Give everybody in groups; reviewers for whom something waits come before the others."""
    everybody = session.scalars(select(Person).where(Person.suspended_at.is_(None)).options(selectinload(Person.roles)))
    waits, sides = _waits(session), dict(_pairs(session, select(Membership.person_id, Membership.side)))
    applied = {person_id for person_id, _ in _pairs(session, select(Application.person_id, Application.state))}
    sorted_out: dict[str, list[Persona]] = {"office": [], "busy": [], "submitters": [], "applicants": [], "others": []}
    for person in everybody:
        group, role = _place(person, sides.get(person.id), has_applied=person.id in applied)
        found = Persona(person.public_id, person.name, role, waits.get(person.id, NOTHING), person.locale)
        sorted_out["others" if group == "busy" and not found.waits else group].append(found)
    return {"groups": [_group(name, found) for name, found in sorted_out.items() if found]}


TITLES = {
    "office": say("The office"),
    "busy": say("Reviewers for whom something waits"),
    "submitters": say("People who send resources in"),
    "applicants": say("People who apply to the roster"),
    "others": say("The other reviewers"),
}


def _group(name: str, found: list[Persona]) -> Group:
    by_name = sorted(found, key=lambda one: one.name)
    return Group(name, TITLES[name], tuple(found if name == "office" else by_name), folded=name == "others")


def _place(person: Person, side: str | None, *, has_applied: bool) -> tuple[str, Reason]:
    if person.roles:
        return "office", ROLES[person.roles[0].name]
    if side is not None:
        return "busy", SIDES[side]
    return ("applicants", APPLICANT) if has_applied else ("submitters", SUBMITTER)


def _waits(session: Session) -> dict[int, tuple[Reason, ...]]:
    """Give, by person, what waits for him; five statements."""
    found: dict[int, list[Reason]] = {}
    for person_id, state, n in session.execute(_count(Assignment.reviewer_id, Assignment.state)):
        if state in SEATS:
            found.setdefault(person_id, []).append(SEATS[state](n))
    mine = _count(Submission.submitter_id, Submission.waits_for)
    desk = _count(Submission.handling_coordinator_id, Submission.waits_for)
    for query, who in ((mine, "submitter"), (desk, "coordinator")):
        for person_id, waits_for, n in session.execute(query):
            if waits_for == who and person_id is not None:
                found.setdefault(person_id, []).append(plural("{n} item waits", "{n} items wait", n))
    for person_id, state in _pairs(session, select(Application.person_id, Application.state)):
        if state in APPLICATIONS:
            found.setdefault(person_id, []).append(APPLICATIONS[state])
    return {person_id: tuple(reasons) for person_id, reasons in found.items()}


SEATS: Mapping[str, Callable[[int], Reason]] = {
    "invited": lambda n: plural("{n} invitation to answer", "{n} invitations to answer", n),
    "accepted": lambda n: plural("{n} review to write", "{n} reviews to write", n),
}
APPLICATIONS = {
    "draft": say("an application to finish"),
    "more_asked": say("a question about the application"),
}


def _count(who: Any, what: Any) -> Select[Any]:
    return select(who, what, func.count()).group_by(who, what).order_by(who, what)


def _pairs(session: Session, query: Select[int, str]) -> Iterable[tuple[int, str]]:
    return [(row[0], row[1]) for row in session.execute(query)]
