"""The public page of who reviews here: those who agreed, while they serve, found by what they know."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import NOW, World, a_world
from tests.many import many_members
from tests.statements import counted
from workflow.actions import memberships
from workflow.kernel.errors import InvalidInput, NotAllowed, NotFound
from workflow.kernel.ids import PublicId
from workflow.models import Membership, Person
from workflow.roster import directory
from workflow.roster.directory import Wanted


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session)


def agrees(session: Session, world: World, number: int, *, listed: bool = True) -> Membership:
    """Let a member agree."""
    return memberships.agree_to_be_listed(
        session, world.members[number], PublicId(world.membership_ids[number]), listed=listed, now=NOW
    )


def named(session: Session, **wanted: str) -> set[str]:
    """Give the names on the page; their number is what is counted."""
    found = {row.name for row in directory.page(session, Wanted(**wanted)).rows}
    assert directory.count(session, Wanted(**wanted)) == len(found)
    return found


@behaviour("H7")
def test_nobody_is_named_who_has_not_agreed(session: Session, world: World) -> None:
    assert named(session) == set()
    member = agrees(session, world, 0)
    assert named(session) == {world.members[0].name}
    agrees(session, world, 0, listed=False)
    assert (named(session), member.listed_since) == (set(), None)


@behaviour("H7")
def test_nobody_agrees_for_another(session: Session, world: World) -> None:
    for other in (world.coordinator, world.chief, world.administrator, world.members[1]):
        with pytest.raises((NotAllowed, NotFound)):
            memberships.agree_to_be_listed(session, other, PublicId(world.membership_ids[0]), listed=True, now=NOW)
    assert named(session) == set()


@pytest.mark.parametrize(
    ("triggers", "is_named"),
    [
        ((), True),
        (("pause",), False),
        (("pause", "resume"), True),
        (("leave",), False),
    ],
)
def test_who_does_not_serve_is_not_named(
    session: Session, world: World, triggers: tuple[str, ...], *, is_named: bool
) -> None:
    agrees(session, world, 0)
    for trigger in triggers:
        memberships.move_membership(session, world.members[0], PublicId(world.membership_ids[0]), trigger, now=NOW)
    assert (named(session) != set()) is is_named


def test_who_comes_back_is_asked_again(session: Session, world: World) -> None:
    member_id = PublicId(world.membership_ids[0])
    agrees(session, world, 0)
    memberships.move_membership(session, world.members[0], member_id, "leave", now=NOW)
    memberships.move_membership(session, world.coordinator, member_id, "reinstate", reason="Asked for.", now=NOW)
    assert named(session) == set()


def test_a_suspended_account_is_not_named(session: Session, world: World) -> None:
    agrees(session, world, 0)
    session.get_one(Person, world.members[0].person_id).suspended_at = NOW
    assert named(session) == set()


def test_agreeing_twice_keeps_the_first_day(session: Session, world: World) -> None:
    member = agrees(session, world, 0)
    memberships.agree_to_be_listed(
        session, world.members[0], PublicId(world.membership_ids[0]), listed=True, now=NOW + timedelta(days=9)
    )
    assert member.listed_since == NOW


@behaviour("H7")
def test_what_a_member_says_is_what_finds_him(session: Session, world: World) -> None:
    agrees(session, world, 0)
    member = agrees(session, world, 1)
    memberships.change_expertise(
        session, world.members[1], PublicId(member.public_id), topics={"objectives": ["gcm-21"]},
        languages={"zh": "native"}, regions=["asia"], now=NOW,
    )  # fmt: skip
    member.descriptor = "Registrar of 100% of returns"
    session.flush()
    name = world.members[1].name
    assert named(session, objective="gcm-21") == named(session, language="zh") == {name}
    assert named(session, search="registrar 100%") == {name}
    assert named(session, search="registrar", language="ar") == set()
    (row,) = directory.page(session, Wanted(objective="gcm-21")).rows
    assert (row.objectives, row.languages, row.regions) == (("gcm-21",), ("zh",), ("asia",))


@pytest.mark.usefixtures("world")
def test_a_long_list_has_pages_that_cost_the_same(session: Session) -> None:
    many_members(session, 120)
    for member in session.scalars(select(Membership)):
        member.listed_since = NOW
    session.flush()
    everybody, after, costs = [], None, []
    while True:
        session.expire_all()
        with counted(session) as sent:
            page = directory.page(session, Wanted(), after)
        costs.append(len(sent))
        everybody += [row.name for row in page.rows]
        if page.next is None:
            break
        after = page.next
    assert len(everybody) == directory.count(session, Wanted()) > 50
    assert max(costs) <= 4
    with pytest.raises(InvalidInput):
        directory.page(session, Wanted(), "no mark")
