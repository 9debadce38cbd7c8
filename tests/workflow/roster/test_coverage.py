"""Coverage and forecast from the database: whose items count, whose members, and how little it costs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import NOW, World, a_member, a_submission, a_world, the_call
from tests.cast import a_person, an_actor
from tests.many import many_members, many_submissions
from tests.statements import counted
from workflow.kernel.errors import NotAllowed
from workflow.models import Absence, Capacity, ConflictDeclaration, Membership
from workflow.policy import Actor
from workflow.roster import coverage, forecast
from workflow.roster.coverage import EVERYBODY, Known
from workflow.rules.coverage import Line

LATER = NOW + timedelta(days=100)


def line(given: Known, dimension: str, key: str) -> Line:
    """Give one line."""
    (found,) = [each for each in given.lines(dimension) if each.key == key]
    return found


def items(given: Known) -> tuple[int, int]:
    """Give how many items count as open, and as recent."""
    return sum(item.is_open for item in given.items), sum(item.is_recent for item in given.items)


@behaviour("C13")
def test_demand_stands_beside_supply(session: Session) -> None:
    world = a_world(session)
    a_member(session, "Frances", topics={"objectives": ["gcm-02"], "expertise": {}}, languages=("fr",), yearly_cap=3)
    a_submission(session, "screened", world=world, objectives=["gcm-02"], languages=["fr"])
    a_submission(session, "published", world=world, objectives=["gcm-02", "gcm-09"])
    given = coverage.known(session, world.coordinator, now=NOW)
    two = line(given, "objective", "gcm-02")
    assert (two.supply.members, two.supply.external, two.supply.left) == (1, 1, 3)
    assert two.demand is not None
    assert (two.demand.open, two.demand.recent, two.demand.wanted) == (1, 2, {"internal": 1, "external": 2})
    french = line(given, "language", "fr")
    assert (french.supply.members, french.demand and french.demand.open) == (1, 1)
    assert given.panel == {"internal": 1, "external": 2}
    assert ("no_side", "gcm-02", "internal") in {(gap.kind, gap.key, gap.side) for gap in given.gaps()}


def test_a_member_who_names_no_objective_counts_in_those_of_his_topics(session: Session) -> None:
    world = a_world(session)
    a_member(session, "Stella", topics={"expertise": {"migration-statistics": "3"}})
    given = coverage.known(session, world.coordinator, now=NOW)
    one = line(given, "objective", "gcm-01").supply
    assert (one.members, one.experts) == (1, 1)


@behaviour("C13", "C22")
@pytest.mark.case("D-AN-13")
@pytest.mark.parametrize("who", ["other_coordinator", "coordinator"])
def test_of_another_call_nothing_counts(session: Session, who: str) -> None:
    world = a_world(session)
    a_submission(session, "submitted", world=world)
    mine = a_submission(session, "submitted", world=world)
    conflict = a_submission(session, "screened", world=world)
    coordinator = world.coordinator.person_id or 0
    mine.submitter_id = coordinator
    session.add(ConflictDeclaration(submission_id=conflict.id, person_id=coordinator, kind="rival", declared_at=NOW,
                                    declared_by_id=coordinator))  # fmt: skip
    session.flush()
    actor = world.identities()[who]
    expected = 1 if who == "coordinator" else 0
    assert items(coverage.known(session, actor, now=NOW)) == (expected, expected)
    assert forecast.outlook(session, actor, now=NOW).items == expected


@pytest.mark.parametrize(("point", "days", "expected"), [
    ("draft", 0, (0, 0)),
    ("submitted", 0, (1, 1)),
    ("published", 0, (0, 1)),
    ("published", 400, (0, 0)),
    ("submitted", 400, (1, 0)),
])  # fmt: skip
def test_what_is_open_or_new_counts(session: Session, point: str, days: int, expected: tuple[int, int]) -> None:
    world = a_world(session)
    a_submission(session, point, world=world)
    found = coverage.known(session, world.coordinator, now=NOW + timedelta(days=days))
    assert items(found) == expected


def test_what_was_public_before_never_needed_reviewers(session: Session) -> None:
    world = a_world(session)
    item = a_submission(session, "submitted", world=world)
    item.published_at = NOW
    session.flush()
    assert items(coverage.known(session, world.coordinator, now=NOW)) == (0, 0)


@pytest.mark.parametrize(("columns", "left"), [
    ({}, 12),
    ({"yearly_cap": 1}, 1),
    ({"skip_until": date(2027, 1, 1)}, 0),
    ({"skip_until": date(2026, 12, 1)}, 12),
])  # fmt: skip
def test_what_is_left_of_a_year(session: Session, columns: dict[str, Any], left: int) -> None:
    world = a_world(session)
    a_member(session, "Lena", topics={"objectives": ["gcm-02"]}, **columns)
    given = coverage.known(session, world.coordinator, now=NOW)
    assert line(given, "objective", "gcm-02").supply.left == left


@pytest.mark.parametrize(
    ("until", "taken", "left"), [(None, 5, 7), (date(2026, 12, 1), 0, 12), (date(2027, 1, 9), 0, 0)]
)
def test_who_is_away_until_the_year_ends_has_nothing_left(
    session: Session, until: date | None, taken: int, left: int
) -> None:
    world = a_world(session)
    member = a_member(session, "Ally", topics={"objectives": ["gcm-02"]})
    session.add(Capacity(membership_id=member.id, year=NOW.year, cap=12, taken=taken))
    if until:
        session.add(Absence(membership_id=member.id, starts_on=date(2026, 11, 1), ends_on=until))
    session.flush()
    given = coverage.known(session, world.coordinator, now=NOW)
    assert line(given, "objective", "gcm-02").supply.left == left


@pytest.mark.parametrize(("state", "columns"), [("approved", {}), ("active", {"do_not_contact": True})])
def test_who_cannot_be_asked_does_not_count(session: Session, state: str, columns: dict[str, Any]) -> None:
    world = a_world(session)
    a_member(session, "Nora", state=state, topics={"objectives": ["gcm-02"]}, **columns)
    assert line(coverage.known(session, world.coordinator, now=NOW), "objective", "gcm-02").supply.members == 0


@pytest.mark.case("D-AN-13")
def test_a_seat_on_the_coordinators_own_submission_is_not_in_what_is_left(session: Session) -> None:
    world = a_world(session)
    mine = a_submission(session, "assigned", world=world)
    mine.submitter_id = world.coordinator.person_id or 0
    session.flush()
    left = {
        actor.name: line(coverage.known(session, actor, now=NOW), "objective", "gcm-07").supply.left
        for actor in (world.coordinator, world.coordinator2)
    }
    assert left == {world.coordinator.name: 60, world.coordinator2.name: 57}


@behaviour("C13")
def test_gender_leaves_in_totals_only(session: Session) -> None:
    world = a_world(session)
    for n in range(18):
        a_member(session, f"Person {n}", gender="woman" if n % 2 else "man", topics={"objectives": ["gcm-02"]})
    found = coverage.genders(session, world.coordinator, coverage.known(session, world.coordinator, now=NOW))
    assert found[EVERYBODY] == {"woman": 9, "man": 9, "other": None, "unsaid": None}
    # with the objective's eighteen the five who said nothing would be the rest: nothing of it is shown
    assert set(found["objective", "gcm-02"].values()) == {None}
    assert set(found["side", "internal"].values()) == {None}


@pytest.mark.parametrize("n", [3, 60])
def test_the_number_of_statements_does_not_grow(session: Session, n: int) -> None:
    world = a_world(session)
    many_members(session, n)
    many_submissions(session, world, n)
    with counted(session) as sent:
        given = coverage.known(session, world.coordinator, now=NOW)
        coverage.genders(session, world.coordinator, given)
    assert len(sent) == 4
    with counted(session) as sent:
        forecast.outlook(session, world.coordinator, now=NOW)
    assert len(sent) == 5


@behaviour("C22")
def test_the_forecast_rests_on_what_came_and_on_who_is_there(session: Session) -> None:
    world = a_world(session)
    many_submissions(session, world, 30)
    early = forecast.outlook(session, world.coordinator, now=NOW)
    assert (early.forecast, early.items, early.people) == (None, 30, 5)
    assert early.days < 90
    found = forecast.outlook(session, world.coordinator, now=LATER)
    assert found.forecast is not None
    assert (found.days, [need.key for need in found.forecast.objectives]) == (early.days + 100, ["gcm-07"])
    internal = found.forecast.sides[1]
    assert (internal.key, internal.months, internal.people) == ("internal", 12, 2)
    assert internal.missing.middle > 0


@behaviour("C22")
def test_who_is_away_gives_nothing(session: Session) -> None:
    world = a_world(session)
    many_submissions(session, world, 30)
    before = _can_give(session, world)
    for member in session.query(Membership):
        session.add(Absence(membership_id=member.id, starts_on=NOW.date(), ends_on=date(2030, 1, 1)))
    session.flush()
    assert (before > 0, _can_give(session, world)) == (True, 0)


def _can_give(session: Session, world: World) -> float:
    found = forecast.outlook(session, world.coordinator, now=LATER).forecast
    assert found is not None
    return sum(need.can_give for need in found.sides)


def test_a_chief_sees_all_calls_and_an_office_without_items_nothing(session: Session) -> None:
    world = a_world(session)
    a_submission(session, "submitted", world=world)
    assert items(coverage.known(session, world.chief, now=NOW)) == (1, 1)
    nobody = an_actor(a_person(session, "Nell New", roles=["coordinator"], call=the_call(session)))
    assert forecast.outlook(session, nobody, now=NOW).forecast is None


@behaviour("C13", "C22")
@pytest.mark.parametrize("name", ["submitter", "reviewer", "administrator", "visitor", "suspended"])
def test_coverage_is_for_coordinators(session: Session, name: str) -> None:
    world = a_world(session)
    actor: Actor = world.identities()[name]
    given = coverage.known(session, world.coordinator, now=NOW)
    for ask in (
        lambda: coverage.known(session, actor, now=NOW),
        lambda: coverage.genders(session, actor, given),
        lambda: forecast.outlook(session, actor, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            ask()
