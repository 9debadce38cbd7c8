"""Who may what, at which point of an item's life: one table, and no rule can be bent without a row of it failing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.behaviours import case
from tests.builders import NOW, a_submission, an_application, seats_of
from tests.cast import World, a_member, a_world
from tests.workflow.policy.permission_table import MAY_AT
from workflow.actions import tasks
from workflow.models import Assignment, Call, ConflictDeclaration, Membership, Person, Submission, Task
from workflow.policy import SYSTEM, Actor, Permission, facts_of, link_actor
from workflow.policy.bidding import Bidding
from workflow.policy.permissions import MAY
from workflow.policy.rule import Facts, Rule

pytestmark = pytest.mark.sqlite_first

WITH = {
    "submission": ("draft", "submitted", "assigned", "accepted", "reviewed", "published"),
    "decision": ("draft", "submitted", "assigned", "accepted", "reviewed", "published"),
    "conflict": ("draft", "submitted", "assigned", "accepted", "reviewed", "published"),
    "assignment": ("seat invited", "seat accepted", "seat in conflict", "seat handed in"),
    "review": ("seat invited", "seat accepted", "seat in conflict", "seat handed in"),
    "application": ("application draft", "application submitted", "application of the coordinator"),
    "membership": ("member", "member who coordinates"),
    "roster": ("member", "member who coordinates"),
    "call": ("call",),
    "task": ("task about a submission", "task about a person"),
    "reminder": ("call",),
    "letter": ("call",),
    "bid": ("waits, for a member", "is reviewed, for a member"),
}
"""The items each family of permissions is asked with; the others, and those that begin something, with none."""
WITHOUT = {Permission.SUBMISSION_BEGIN, Permission.APPLICATION_BEGIN, Permission.ROSTER_SEE}

Known = dict[tuple[str, str], Facts]
"""item, identity → facts"""


@pytest.fixture
def known(session: Session) -> Known:
    """Give how everybody stands to everything."""
    world = a_world(session)
    items: dict[str, Any] = {"nothing": None}
    for point in WITH["submission"]:
        items[point] = a_submission(session, point, world=world)
    for point, state in (("assigned", "invited"), ("accepted", "accepted"), ("reviewed", "handed in")):
        items[f"seat {state}"] = _first_seat(items[point])
    items["seat in conflict"] = _in_conflict(session, world)
    items["application draft"] = an_application(session, "draft", world=world)
    items["application submitted"] = an_application(session, "submitted", world=world, applicant=world.submitter2)
    items["application of the coordinator"] = an_application(
        session, "submitted", world=world, applicant=world.coordinator
    )
    items["member"] = session.scalars(select(Membership).where(Membership.public_id == world.membership_ids[0])).one()
    items["member who coordinates"] = a_member(
        session, person=session.get_one(Person, world.coordinator.person_id), side="internal"
    )
    items["call"] = session.scalars(select(Call).where(Call.public_id == world.call_id)).one()
    items["task about a submission"] = _task(session, items["submitted"])
    items["task about a person"] = _task(session, session.get_one(Person, world.coordinator2.person_id))
    items["call"].bidding = True
    bidder = session.scalars(select(Membership).where(Membership.public_id == world.membership_ids[4])).one()
    items["waits, for a member"] = Bidding(a_submission(session, "screened", world=world), bidder)
    items["is reviewed, for a member"] = Bidding(items["reviewed"], bidder)
    session.flush()
    people = {**world.identities(), "system": SYSTEM}
    return {
        (name, who): facts_of(item, actor)
        for name, item in items.items()
        for who, actor in {**people, **_holders(item)}.items()
    }


def _task(session: Session, subject: object) -> Task:
    assert isinstance(subject, Submission | Person)
    return tasks.open_task(session, subject, kind="fix_address", key=f"task-{subject.public_id}", now=NOW)


def _first_seat(item: object) -> Assignment:
    assert isinstance(item, Submission)
    return seats_of(item)[0]


def _in_conflict(session: Session, world: World) -> object:
    """Give an accepted seat whose reviewer turned out to have a conflict, with a coordinator who has one too."""
    item = a_submission(session, "accepted", world=world)
    for actor in (world.panel[0], world.coordinator2):
        session.add(
            ConflictDeclaration(
                submission_id=item.id, person_id=actor.person_id or 0, kind="rival", declared_at=NOW,
                declared_by_id=actor.person_id or 0,
            )
        )  # fmt: skip
    session.flush()
    session.expire_all()
    return seats_of(item)[0]


def _holders(item: object) -> dict[str, Actor]:
    """Give the holders of links to the item: of its status, and of the invitation to its first seat."""
    seats = seats_of(item) if isinstance(item, Submission) else [item] if isinstance(item, Assignment) else []
    seat_id, reader_id = (seats[0].id, seats[0].reviewer_id) if seats else (0, None)
    return {
        "status link": link_actor(submission_id=getattr(item, "id", 0), person_id=None),
        "invitation link": link_actor(assignment_id=seat_id, person_id=reader_id),
    }


def asked(permission: Permission) -> tuple[str, ...]:
    """Give the items a permission is asked with."""
    return ("nothing",) if permission in WITHOUT else WITH.get(permission.partition(".")[0], ("nothing",))


def answers(rule: Rule, permission: Permission, known: Known) -> dict[str, set[str]]:
    """Give who may, for each item the permission is asked with."""
    return {name: {who for at, who in known if at == name and rule(known[at, who])} for name in asked(permission)}


def wanted(permission: Permission) -> dict[str, set[str]]:
    """Give the row of the table."""
    return {name: {who.strip() for who in text.split(",") if who} for name, text in MAY_AT[permission].items()}


def bent(rule: Rule) -> Iterator[Rule]:
    """Give the rule with one thing wrong: turned round, or one of what it is made of left out, at every depth."""
    yield ~rule
    joins_all = " and " in rule.words
    for place, part in enumerate(rule.made_of):
        others = [other for n, other in enumerate(rule.made_of) if n != place]
        yield from others or [part]
        for wrong in bent(part):
            yield _joined([wrong, *others], joins_all=joins_all) if others else ~wrong


def _joined(parts: list[Rule], *, joins_all: bool) -> Rule:
    first, *rest = parts
    for part in rest:
        first = first & part if joins_all else first | part
    return first


def test_everybody_may_what_the_table_says(known: Known) -> None:
    found = {permission: answers(rule, permission, known) for permission, rule in MAY.items()}
    assert found == {permission: wanted(permission) for permission in Permission}


@case("D-AZ-07")
def test_no_rule_can_be_bent_unnoticed(known: Known) -> None:
    unnoticed = [
        f"{permission}: {wrong.words}"
        for permission, rule in MAY.items()
        for wrong in bent(rule)
        if answers(wrong, permission, known) == wanted(permission)
    ]
    assert unnoticed == []
    assert sum(1 for rule in MAY.values() for _ in bent(rule)) > 90
