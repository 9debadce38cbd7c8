from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.builders import NOW, a_member, a_submission, a_world
from tests.many import many_members
from tests.statements import counted
from workflow.kernel.errors import NotAllowed
from workflow.models import Absence
from workflow.policy import Actor
from workflow.roster import listing
from workflow.roster.listing import Filter, RosterRow


def every_row(session: Session, actor: Actor, wanted: Filter) -> list[RosterRow]:
    page = listing.rows(session, actor, now=NOW, wanted=wanted)
    found = list(page.rows)
    while page.next:
        page = listing.rows(session, actor, now=NOW, wanted=wanted, after=page.next)
        found += page.rows
    return found


@pytest.mark.parametrize("wanted", [
    {}, {"side": "internal"}, {"state": "trial"}, {"language": "fr"}, {"topic": "gcm-07"}, {"search": "person 1"},
    {"side": "external", "state": "active", "language": "en"}, {"search": "reader %"}, {"side": "neither"},
])  # fmt: skip
def test_each_count_equals_its_list(session: Session, wanted: dict[str, Any]) -> None:
    world = a_world(session)
    many_members(session, 140)
    asked = Filter(**wanted)
    rows = every_row(session, world.coordinator, asked)
    found = listing.counts(session, world.coordinator, wanted=asked)
    assert found.total == len({row.public_id for row in rows}) == len(rows)
    names = [row.name.lower() for row in rows]
    assert names == sorted(names) or session.get_bind().dialect.name == "postgresql"
    for side, n in found.sides.items():
        assert n == len(every_row(session, world.coordinator, Filter(**{**wanted, "side": side})))
    for state, n in found.states.items():
        assert n == len(every_row(session, world.coordinator, Filter(**{**wanted, "state": state})))


def test_a_row_says_what_a_coordinator_asks_before_asking(session: Session) -> None:
    world = a_world(session)
    member = a_member(session, "Aa First", languages=("fr", "en"), topics={"objectives": ["gcm-01", "gcm-02"]})
    today = NOW.date()
    session.add(Absence(membership_id=member.id, starts_on=today, ends_on=today + timedelta(days=3)))
    session.flush()
    (row, *_) = listing.rows(session, world.coordinator, now=NOW).rows
    assert (row.name, row.topics, row.languages, row.taken, row.cap, row.last_asked_at, row.absent_until) == (
        "Aa First", 2, ("en", "fr"), 0, 12, None, today + timedelta(days=3),
    )  # fmt: skip


@pytest.mark.case("D-AN-13")
def test_the_load_on_a_coordinators_own_submission_is_not_in_the_table(session: Session) -> None:
    world = a_world(session)
    mine = a_submission(session, "assigned", world=world)
    mine.submitter_id = world.coordinator.person_id or 0
    session.flush()
    loads = {
        actor.name: {(row.taken, row.last_asked_at) for row in every_row(session, actor, Filter())}
        for actor in (world.coordinator, world.coordinator2)
    }
    assert loads == {world.coordinator.name: {(0, None)}, world.coordinator2.name: {(0, None), (1, NOW)}}


@pytest.mark.parametrize("n", [5, 45])
def test_a_page_costs_one_statement_however_long(session: Session, n: int) -> None:
    world = a_world(session)
    many_members(session, n)
    with counted(session) as sent:
        listing.rows(session, world.coordinator, now=NOW)
        listing.counts(session, world.coordinator)
    assert len(sent) == 2


@pytest.mark.parametrize("name", ["submitter", "reviewer", "administrator", "visitor", "suspended"])
def test_the_roster_is_for_coordinators(session: Session, name: str) -> None:
    world = a_world(session)
    for ask in (lambda actor: listing.rows(session, actor, now=NOW), lambda actor: listing.counts(session, actor)):
        with pytest.raises(NotAllowed):
            ask(world.identities()[name])
