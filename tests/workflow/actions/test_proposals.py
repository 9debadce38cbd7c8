"""Proposals as verbs: applied as one unit, undone as one unit, refused with what has changed since."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifications.solving import solve_one, solve_waiting
from notifications.tick import tick
from tests.behaviours import behaviour, case, long
from tests.builders import NOW, World, a_member, a_panel, a_submission, a_world, accepted, an_address, seats_of
from tests.databases import Store
from tests.proposed import a_proposal, solved
from tests.racing import race
from workflow.actions import invariants, memberships, panels, proposals, submissions
from workflow.kernel.clock import FixedClock
from workflow.kernel.db import Database
from workflow.kernel.errors import InvalidInput, NotFound, Refused
from workflow.kernel.ids import PublicId
from workflow.models import Assignment, Capacity, ConflictDeclaration, Membership, Proposal, Submission
from workflow.policy import see
from workflow.roster.written import MOST, Line

LONG = 200


def pair_of(proposal: Proposal, n: int = 0) -> tuple[PublicId, PublicId]:
    """Give a pair of the plan."""
    item, person, _ = (proposal.plan or {})["pairs"][n]
    return PublicId(item), PublicId(person)


@behaviour("C5")
def test_a_plan_is_applied_as_one_unit_with_the_reasons_kept(session: Session) -> None:
    world = a_world(session)
    waiting = [a_submission(session, "screened", world=world) for _ in range(2)]
    proposal = a_proposal(session, world, "applied")
    seats = [(seat.submission.public_id, seat.reviewer.public_id) for item in waiting for seat in seats_of(item)]
    assert sorted(seats) == sorted((item, person) for item, person, _ in (proposal.plan or {})["pairs"])
    assert {item.state for item in waiting} == {"assigned"}
    assert all(seat.evidence["score"] > 0 and seat.evidence["points"] for item in waiting for seat in seats_of(item))
    assert {made.assignment_id for made in proposal.seats} == {s.id for item in waiting for s in seats_of(item)}


def written(session: Session, world: World, *lines: Line) -> Proposal:
    return solved(session, proposals.propose_written(session, world.coordinator, world.call_id, lines, now=NOW))


@behaviour("C6")
def test_a_written_plan_is_kept_and_what_it_leaves_open_is_proposed(session: Session) -> None:
    world = a_world(session)
    item, other = (a_submission(session, "screened", world=world) for _ in range(2))
    chosen = str(world.members[2].public_id)
    proposal = written(session, world, Line(2, item.reference or "", "mem ber2"), Line(3, item.reference or "", chosen))
    pairs = [(submission, person) for submission, person, _ in (proposal.plan or {})["pairs"]]
    assert {person for _, person in pairs} >= {str(world.members[1].public_id), chosen}
    assert ({submission for submission, _ in pairs}, len(pairs)) == ({item.public_id}, 3)
    assert proposals.apply_proposal(session, world.coordinator, proposal.public_id, now=NOW).state == "applied"
    assert (len(seats_of(item)), seats_of(other)) == (3, [])


@behaviour("C6")
def test_a_written_plan_is_taken_whole_or_refused_line_by_line(session: Session) -> None:
    world = a_world(session)
    item = a_submission(session, "screened", world=world)
    _conflict_of(session, world, item, 2)
    a_member(session, "Twin")
    a_member(session, "Twin")
    name = item.reference or ""
    lines = [
        Line(2, name, "Mem Ber2"), Line(3, "HUB-1999-0001", "Mem Ber2"), Line(4, name, "Nobody"),
        Line(5, name, "Mem Ber3"), Line(6, name, "twin"),
    ]  # fmt: skip
    with pytest.raises(InvalidInput) as caught:
        written(session, world, *lines)
    assert [str(reason) for reason in caught.value.reasons] == [
        "Line 3: no submission of this reference waits for reviewers in this call",
        "Line 4: nobody on the roster is called so",
        "Line 5: conflict of interest, declared",
        "Line 6: several on the roster are called so; give the number of the person",
    ]
    for none in ([], [Line(n, name, "Mem Ber2") for n in range(MOST + 1)]):
        with pytest.raises(InvalidInput):
            written(session, world, *none)
    assert session.scalars(select(Proposal)).all() == []


@behaviour("C6")
def test_who_sits_there_already_may_stand_in_a_written_plan(session: Session) -> None:
    world = a_world(session)
    item = a_submission(session, "screened", world=world)
    a_panel(session, world, item, [world.members[1]])
    proposal = written(session, world, Line(2, item.reference or "", "Mem Ber2"))
    assert (proposal.wishes["locked"], len((proposal.plan or {})["pairs"])) == ([], 3)


def _withdraw(session: Session, world: World, item: Submission) -> None:
    submissions.withdraw(session, world.submitter, item.public_id, now=NOW)


def _invite_somebody(session: Session, world: World, item: Submission) -> None:
    a_panel(session, world, item, [world.members[4]])


def _go_away(session: Session, world: World, item: Submission) -> None:
    del item
    for number in (0, 3):
        day = NOW.date()
        memberships.announce_absence(session, world.members[number], world.membership_ids[number], day, day, now=NOW)


def _conflict(session: Session, world: World, item: Submission) -> None:
    for member in world.members:
        person = member.person_id or 0
        session.add(ConflictDeclaration(submission_id=item.id, person_id=person, kind="rival", declared_at=NOW,
                                        declared_by_id=person))  # fmt: skip


def _same_office(session: Session, world: World, item: Submission) -> None:
    del item
    for actor in (world.submitter, *world.members):
        an_address(session, actor, "agency.int")


def _fill_up(session: Session, world: World, item: Submission) -> None:
    del world, item
    for member in session.scalars(select(Membership)):
        member.yearly_cap = 1


def _stricter_rule(session: Session, world: World, item: Submission) -> None:
    del session, world
    item.call.panel_rule = {"minimum": {"internal": 2, "external": 2}}


CHANGES: list[tuple[Callable[[Session, World, Submission], None], str]] = [
    (_withdraw, "A panel is made after the screening and before the round closes."),
    (_invite_somebody, "its panel has changed since the plan was made"),
    (_go_away, "absent until 2026-11-23"),
    (_conflict, "conflict of interest, declared"),
    (_same_office, "has the e-mail domain of the submitter: agency.int"),
    (_fill_up, "can be asked for 1 more submission, not for 2"),
    (_stricter_rule, "1 internal reviewer is missing"),
]


@behaviour("C5")
@case("D-CC-08")
@pytest.mark.parametrize(("change", "words"), CHANGES, ids=[change.__name__ for change, _ in CHANGES])
def test_what_has_changed_since_refuses_the_whole_plan(
    session: Session, change: Callable[[Session, World, Submission], None], words: str
) -> None:
    world = a_world(session)
    item, other = (a_submission(session, "screened", world=world) for _ in range(2))
    proposal = a_proposal(session, world)
    change(session, world, item)
    session.flush()
    session.expire_all()
    before = session.scalar(select(func.count()).select_from(Assignment))
    with pytest.raises(Refused) as caught:
        proposals.apply_proposal(session, world.coordinator, proposal.public_id, now=NOW)
    assert any(str(reason).endswith(words) for reason in caught.value.reasons), [*map(str, caught.value.reasons)]
    assert session.scalar(select(func.count()).select_from(Assignment)) == before
    assert (proposal.state, seats_of(other)) == ("ready", [])


@behaviour("C5")
def test_undoing_cancels_what_nobody_answered_and_keeps_the_rest(session: Session) -> None:
    world = a_world(session)
    a_submission(session, "screened", world=world)
    proposal = a_proposal(session, world, "applied")
    first, *others = [made.assignment for made in proposal.seats]
    accepted(session, world, first)
    undone = proposals.undo_proposal(session, world.coordinator, proposal.public_id, reason="Too early.", now=NOW)
    assert undone.kept == (first,)
    assert [seat.state for seat in undone.taken_back] == ["cancelled"] * len(others)
    assert session.scalars(select(Capacity.taken).order_by(Capacity.taken.desc())).first() == 1
    assert invariants.check(session, NOW) == []


def test_undoing_needs_a_reason(session: Session) -> None:
    world = a_world(session)
    proposal = a_proposal(session, world, "applied")
    with pytest.raises(InvalidInput):
        proposals.undo_proposal(session, world.coordinator, proposal.public_id, reason=" ", now=NOW)


@behaviour("C5")
def test_wishes_are_kept_by_the_next_plan_and_the_first_stays_as_it_was(session: Session) -> None:
    world = a_world(session)
    proposal = a_proposal(session, world)
    unwanted = pair_of(proposal)
    before = proposal.plan
    proposals.forbid_pair(session, world.coordinator, proposal.public_id, *unwanted, now=NOW)
    with pytest.raises(Refused, match="Solve again first"):
        proposals.apply_proposal(session, world.coordinator, proposal.public_id, now=NOW)
    again = solved(session, proposals.solve_again(session, world.coordinator, proposal.public_id, now=NOW))
    assert list(unwanted) not in [pair[:2] for pair in (again.plan or {})["pairs"]]
    assert (again.follows_id, proposal.plan, proposal.state) == (proposal.id, before, "ready")
    with pytest.raises(Refused, match="Nothing was changed"):
        proposals.solve_again(session, world.coordinator, again.public_id, now=NOW)
    proposals.lock_pair(session, world.coordinator, again.public_id, *unwanted, now=NOW)
    back = solved(session, proposals.solve_again(session, world.coordinator, again.public_id, now=NOW))
    assert list(unwanted) in [pair[:2] for pair in (back.plan or {})["pairs"]]
    assert back.wishes == {"locked": [list(unwanted)], "forbidden": []}


def test_a_wish_taken_back_leaves_nothing_to_solve(session: Session) -> None:
    world = a_world(session)
    proposal = a_proposal(session, world, "changed")
    proposals.release_pair(session, world.coordinator, proposal.public_id, *pair_of(proposal), now=NOW)
    assert proposals.apply_proposal(session, world.coordinator, proposal.public_id, now=NOW).state == "applied"


def test_who_cannot_be_asked_is_not_wished_for_and_who_sits_there_not_away(session: Session) -> None:
    world = a_world(session)
    item = a_submission(session, "screened", world=world)
    a_panel(session, world, item, [world.members[1]])
    _conflict_of(session, world, item, 2)
    proposal = a_proposal(session, world)
    seated, barred = (PublicId(world.members[n].public_id) for n in (1, 2))
    with pytest.raises(Refused, match="on the panel already"):
        proposals.forbid_pair(session, world.coordinator, proposal.public_id, item.public_id, seated, now=NOW)
    with pytest.raises(Refused, match="cannot be asked"):
        proposals.lock_pair(session, world.coordinator, proposal.public_id, item.public_id, barred, now=NOW)
    stranger = PublicId(world.outsider.public_id)
    with pytest.raises(NotFound):
        proposals.lock_pair(session, world.coordinator, proposal.public_id, item.public_id, stranger, now=NOW)


def _conflict_of(session: Session, world: World, item: Submission, n: int) -> None:
    person = world.members[n].person_id or 0
    session.add(ConflictDeclaration(submission_id=item.id, person_id=person, kind="rival", declared_at=NOW,
                                    declared_by_id=person))  # fmt: skip
    session.flush()


@case("D-AN-13", "D-AZ-08")
def test_a_proposal_with_a_submission_that_is_not_for_him_does_not_exist_for_a_coordinator(session: Session) -> None:
    world = a_world(session)
    proposal = a_proposal(session, world)
    assert see(world.coordinator2, proposal).state == "ready"
    item = proposal.items[0].submission
    person = world.coordinator2.person_id or 0
    session.add(ConflictDeclaration(submission_id=item.id, person_id=person, kind="rival", declared_at=NOW,
                                    declared_by_id=person))  # fmt: skip
    session.flush()
    for who in (world.coordinator2, world.other_coordinator, world.administrator):
        with pytest.raises(NotFound):
            see(who, proposal)
        with pytest.raises(NotFound):
            proposals.apply_proposal(session, who, proposal.public_id, now=NOW)


def test_what_waits_is_solved_once_however_many_ask(database: Database) -> None:
    world = database.in_transaction(a_world)
    number = database.in_transaction(lambda s: a_proposal(s, world, "waiting").id)
    clock = FixedClock(NOW)
    assert tick(database, clock).solved == 1
    assert (solve_one(database, clock, number), solve_waiting(database, clock)) == (False, 0)
    assert database.in_transaction(lambda s: proposals.keep(s, number, None, {"reasons": []}, NOW)) is False
    with database.reading() as session:
        assert session.get_one(Proposal, number).state == "ready"


def two_proposals(database: Database) -> tuple[World, list[Callable[[Session], object]]]:
    """Give two proposals of two calls that want the same people, who take one review each."""
    world = database.in_transaction(a_world)
    elsewhere = replace(world, call_id=world.other_call_id, coordinator=world.other_coordinator)

    def build(session: Session) -> list[PublicId]:
        for member in session.scalars(select(Membership)):
            member.yearly_cap = 1
        for each in (world, elsewhere):
            a_submission(session, "screened", world=each)
        found = [proposals.propose(session, w.coordinator, w.call_id, now=NOW) for w in (world, elsewhere)]
        return [solved(session, proposal).public_id for proposal in found]

    ids = database.in_transaction(build)
    actors = (world.coordinator, world.other_coordinator)
    return world, [
        partial(proposals.apply_proposal, actor=actor, proposal_id=proposal, now=NOW)
        for actor, proposal in zip(actors, ids, strict=True)
    ]


def race_two(database: Database) -> None:
    """Apply proposals of two calls at once: who comes second is told whose year is full."""
    _, works = two_proposals(database)
    told = race_telling(database, works, seats=3)
    assert any("has 1 of 1 review this year" in words for words in told)


def race_same(database: Database) -> None:
    """Two coordinators apply proposals for the same submissions at once: who comes second is told of the panels."""
    world = database.in_transaction(a_world)

    def build(session: Session) -> list[PublicId]:
        for _ in range(2):
            a_submission(session, "screened", world=world)
        found = [proposals.propose(session, who, world.call_id, now=NOW) for who in (world.coordinator, world.chief)]
        return [solved(session, proposal).public_id for proposal in found]

    ids = database.in_transaction(build)
    actors = (world.coordinator, world.chief)
    works = [
        partial(proposals.apply_proposal, actor=a, proposal_id=i, now=NOW) for a, i in zip(actors, ids, strict=True)
    ]
    told = race_telling(database, works, seats=6)
    assert all(words.endswith("its panel has changed since the plan was made") for words in told)


def race_telling(database: Database, works: Sequence[Callable[[Session], object]], *, seats: int) -> list[str]:
    """Apply both at once: one is done, nobody is over his cap or asked twice; give what the other one is told."""
    told: list[str] = []

    def telling(work: Callable[[Session], object]) -> Callable[[Session], object]:
        def run(session: Session) -> object:
            try:
                return work(session)
            except Refused as refused:
                told.extend(map(str, refused.reasons))
                raise

        return run

    assert sorted(race(database, [telling(work) for work in works])) == ["Refused", "done"]
    assert told != []
    with database.reading() as session:
        pairs = session.execute(select(Assignment.round_id, Assignment.reviewer_id)).all()
        assert len(pairs) == len(set(pairs)) == seats
        assert all(capacity.taken <= capacity.cap for capacity in session.scalars(select(Capacity)))
        assert invariants.check(session, NOW) == []
    return told


RACES = {"of two calls": race_two, "of the same submissions": race_same}


@behaviour("C5")
@pytest.mark.parametrize("name", RACES)
def test_of_two_proposals_applied_at_once_one_is_told_what_changed(database: Database, name: str) -> None:
    RACES[name](database)


@long("races", short="test_of_two_proposals_applied_at_once_one_is_told_what_changed")
@pytest.mark.parametrize("name", RACES)
def test_of_two_proposals_applied_at_once_one_is_told_every_time(
    stores: Callable[[str], Store], database_kind: str, name: str
) -> None:
    store = stores(database_kind)
    for _ in range(LONG):
        database = store.fresh()
        try:
            RACES[name](database)
        finally:
            store.discard(database)


def test_applying_while_somebody_is_invited_ends_in_one_of_their_orders(database: Database) -> None:
    world = database.in_transaction(a_world)
    proposal, item, person = database.in_transaction(lambda s: _one(s, world))
    found = race(database, [
        partial(proposals.apply_proposal, actor=world.coordinator, proposal_id=proposal, now=NOW),
        partial(panels.invite, actor=world.coordinator2, submission_id=item, reviewer_id=person, now=NOW),
    ])  # fmt: skip
    assert sorted(found) == ["Refused", "done"]
    with database.reading() as session:
        assert invariants.check(session, NOW) == []


def _one(session: Session, world: World) -> tuple[PublicId, PublicId, PublicId]:
    proposal = a_proposal(session, world)
    return proposal.public_id, *pair_of(proposal)
