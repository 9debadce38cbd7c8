"""Who follows a reviewer that declined or did not answer, and what declining does to one's own turn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications.tick import tick
from tests.behaviours import behaviour, case
from tests.builders import NOW, World, a_member, a_panel, a_submission, a_world, seats_of, the_call, the_submission
from tests.proposed import solved
from tests.racing import race
from workflow.actions import answers, invariants, panels, proposals, succession
from workflow.insight import dossier
from workflow.kernel.clock import FixedClock
from workflow.kernel.db import Database
from workflow.models import Assignment, Capacity, Event, Membership, Submission
from workflow.roster.candidates import NEXT_IN_LINE, candidates
from workflow.roster.succession import line_of

LATER = NOW + timedelta(days=1)


def inviting(session: Session) -> World:
    """Give the usual cast with a call that invites the next in line."""
    return a_world(session, next_in_line="invite")


def planned(session: Session, world: World) -> tuple[Submission, list[str]]:
    """Give a submission whose panel came of a plan, and who comes next by it."""
    for n in range(3):
        a_member(session, f"Spare {n}", side="external", topics={"objectives": ["gcm-07"]})
    item = a_submission(session, "screened", world=world, objectives=["gcm-07"])
    proposal = solved(session, proposals.propose(session, world.coordinator, world.call_id, now=NOW))
    proposals.apply_proposal(session, world.coordinator, proposal.public_id, now=NOW)
    return item, (proposal.plan or {})["next"][item.public_id]


def left(session: Session, world: World, item: Submission, *, side: str = "external", code: str = "busy") -> Assignment:
    """Have somebody of the panel decline."""
    seat = next(seat for seat in seats_of(item, "invited") if seat.side == side)
    return answers.decline(session, world.coordinator, seat.public_id, code=code, now=LATER)


@contextmanager
def trial(session: Session) -> Iterator[None]:
    """Try one way on the rows that are there, and take it back."""
    with session.begin_nested() as tried:
        yield
        tried.rollback()
    session.expire_all()


@behaviour("C7", "R4")
@case("D-CC-08")
def test_the_next_in_line_by_the_plan_is_invited_when_somebody_declines(session: Session) -> None:
    world = inviting(session)
    item, line = planned(session, world)
    left(session, world, item)
    for change in (_close, _cancel_instead):
        with trial(session):
            change(session, world, item)
            session.expire_all()
            assert succession.invite_next(session, item.id, now=LATER) is False
            assert by_itself(item) == []
    with trial(session):
        first = next(person for person in line if person in externals(session))
        _fill(session, first)
        assert succession.invite_next(session, item.id, now=LATER) is True
        assert str(by_itself(item)[0].reviewer.public_id) != first

    assert succession.free_seats(session) == [item.id]
    assert succession.invite_next(session, item.id, now=LATER) is True
    (seat,) = by_itself(item)
    outside = [person for person in line if person in externals(session)]
    assert (str(seat.reviewer.public_id), seat.side) == (outside[0], "external")
    assert seat.evidence["points"][0]["words"] == NEXT_IN_LINE.words.as_data()
    assert (succession.free_seats(session), succession.invite_next(session, item.id, now=LATER)) == ([], False)
    told = select(Event.tells).where(Event.name == "assignment.invite_next")
    assert session.scalars(told).all() == [["coordinator"]]
    assert invariants.check(session, LATER) == []


def by_itself(item: Submission) -> list[Assignment]:
    """Give whom nobody invited by hand."""
    return [seat for seat in seats_of(item, "invited") if seat.invited_by_id is None]


def _close(session: Session, world: World, item: Submission) -> None:
    """Nobody follows by himself where a coordinator has closed the round."""
    del world
    item.rounds[-1].closed_at = LATER
    session.flush()


def _cancel_instead(session: Session, world: World, item: Submission) -> None:
    """Nor where he has cancelled the place."""
    gone = next(seat for seat in seats_of(item) if seat.state == "declined")
    panels.invite_again(session, world.coordinator, gone.public_id, now=LATER)
    panels.cancel(session, world.coordinator, gone.public_id, now=LATER)


def _fill(session: Session, person: str) -> None:
    """Leave somebody no room this year."""
    member = session.scalars(select(Membership).where(Membership.person.has(public_id=person))).one()
    member.yearly_cap = 0
    session.flush()
    for row in session.scalars(select(Capacity).where(Capacity.membership_id == member.id)):
        row.cap = row.taken
    session.flush()


def externals(session: Session) -> set[str]:
    members = session.scalars(select(Membership).where(Membership.side == "external"))
    return {str(member.person.public_id) for member in members}


@behaviour("C7")
def test_without_a_plan_the_best_candidate_for_the_place_is_invited(session: Session) -> None:
    world = inviting(session)
    item = a_submission(session, "screened", world=world)
    a_panel(session, world, item)
    left(session, world, item, side="internal")
    best = candidates(session, world.coordinator, item, now=LATER, only_missing=True).best[0]
    assert succession.invite_next(session, item.id, now=LATER) is True
    (seat,) = by_itself(item)
    assert (seat.reviewer.public_id, seat.side) == (best.public_id, "internal")


@behaviour("C7")
def test_where_the_call_only_suggests_nobody_is_invited_and_the_desk_says_who_is_next(session: Session) -> None:
    world = a_world(session)
    assert the_call(session).next_in_line == "suggest"
    item, line = planned(session, world)
    left(session, world, item)
    assert (succession.free_seats(session), succession.invite_next(session, item.id, now=LATER)) == ([], False)
    found = dossier.handled(session, world.coordinator, item.public_id)
    first = candidates(session, world.coordinator, found, now=LATER).best[0]
    assert (str(first.public_id) in line, first.points[0]) == (True, NEXT_IN_LINE)


@behaviour("C7")
def test_silence_is_followed_too_and_twice_is_once(database: Database) -> None:
    def build(session: Session) -> int:
        world = inviting(session)
        item = a_submission(session, "screened", world=world)
        for n in range(4):
            a_member(session, f"Spare {n}", side=("internal", "external")[n % 2])
        a_panel(session, world, item)
        return item.id

    database.in_transaction(build)
    clock = FixedClock(NOW + timedelta(days=20))
    assert (tick(database, clock).lapsed, tick(database, clock).followed) == (3, 1)
    with database.reading() as session:
        followed = [seat for seat in the_submission(session).assignments if seat.invited_by_id is None]
        assert [seat.state for seat in followed] == ["invited"]
        assert invariants.check(session, clock.now()) == []


def test_two_clocks_invite_one(database: Database) -> None:
    def build(session: Session) -> int:
        world = inviting(session)
        item, _ = planned(session, world)
        left(session, world, item)
        return item.id

    number = database.in_transaction(build)
    works = [lambda session: succession.invite_next(session, number, now=LATER)] * 2
    assert race(database, works) == ["done", "done"]
    with database.reading() as session:
        assert len([seat for seat in the_submission(session).assignments if seat.invited_by_id is None]) == 1


TURNS = {"busy": True, "": True, "other": True, "no_longer": True, "absent": False, "not_my_field": False,
         "language": False, "conflict": False}  # fmt: skip
"""Reason for declining → whether the member counts as asked."""


@behaviour("R4")
def test_being_busy_takes_ones_turn_and_what_is_nobodys_fault_does_not(session: Session) -> None:
    world = a_world(session)
    item, other = (a_submission(session, "screened", world=world) for _ in range(2))
    a_panel(session, world, other, [world.members[0]], now=NOW - timedelta(days=30))
    (seat,) = a_panel(session, world, item, [world.members[0]])
    last = select(Membership.last_asked_at).where(Membership.person_id == seat.reviewer_id)
    found = {}
    for code in TURNS:
        with trial(session):
            answers.decline(session, world.coordinator, seat.public_id, code=code, now=LATER)
            found[code] = session.scalars(last).one()
    assert found == {code: NOW if over else NOW - timedelta(days=30) for code, over in TURNS.items()}


@behaviour("R4")
def test_nobody_gets_ahead_by_declining(session: Session) -> None:
    """Of two who are alike, who has declined never comes before who was not asked."""
    world = a_world(session)
    item, other = (a_submission(session, "screened", world=world) for _ in range(2))
    before = order(session, world, other)
    (seat,) = a_panel(session, world, item, [world.members[0]])
    me = str(world.members[0].public_id)
    for code, over in TURNS.items():
        with trial(session):
            answers.decline(session, world.coordinator, seat.public_id, code=code, now=NOW)
            after = order(session, world, other)
        assert after.index(me) >= before.index(me), code
        assert over or after == before, code


def order(session: Session, world: World, item: Submission) -> list[str]:
    session.expire_all()
    return [str(person.public_id) for person in candidates(session, world.coordinator, item, now=NOW).best]


@behaviour("R4")
def test_a_declared_conflict_takes_nobodys_turn_and_being_asked_again_does(session: Session) -> None:
    world = a_world(session)
    item = a_submission(session, "screened", world=world)
    first, second = a_panel(session, world, item, world.members[:2])
    answers.declare_conflict(session, world.coordinator, first.public_id, kind="rival", now=LATER)
    answers.decline(session, world.coordinator, second.public_id, code="not_my_field", now=LATER)
    people = [first.reviewer_id, second.reviewer_id]
    query = select(Membership.last_asked_at).where(Membership.person_id.in_(people))
    assert session.scalars(query).all() == [None, None]
    panels.invite_again(session, world.coordinator, second.public_id, now=LATER)
    assert set(session.scalars(query)) == {None, LATER}


def test_the_line_of_a_panel_that_came_of_no_plan_is_empty(session: Session) -> None:
    world = a_world(session)
    item = a_submission(session, "screened", world=world)
    a_panel(session, world, item)
    left(session, world, item)
    assert line_of(session, item) == ()
