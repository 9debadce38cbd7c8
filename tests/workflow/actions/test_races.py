"""Two at the same moment: whatever the order, one of them wins, the other hears why, and the rows agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.behaviours import case, long
from tests.builders import (
    NOW,
    World,
    a_draft,
    a_submission,
    a_world,
    complete_answers,
    review_answers,
    seats_of,
)
from tests.racing import race
from workflow.actions import (
    answers,
    applications,
    decisions,
    invariants,
    memberships,
    panels,
    reviews,
    screening,
    submissions,
)
from workflow.kernel.db import Database
from workflow.kernel.ids import PublicId
from workflow.models import Application, Assignment, Capacity, Decision, Event, LogEntry, Membership, Review, Submission
from workflow.policy import Actor

SHORT, LONG = 8, 200
Work = Callable[[Session], object]


@dataclass(frozen=True)
class Ids:
    """What is raced for: the world, one submission and the seats of its round."""

    world: World
    submission: PublicId
    seats: tuple[PublicId, ...]


def staged(database: Database, world: World, point: str) -> Ids:
    """Build a submission at a point in a transaction of its own."""

    def build(session: Session) -> Ids:
        item = a_submission(session, point, world=world)
        return Ids(world, item.public_id, tuple(seat.public_id for seat in seats_of(item)))

    return database.in_transaction(build)


def a_roomy_world(session: Session) -> World:
    """Give a world whose members take as many reviews as the tests ask for."""
    world = a_world(session)
    make_roomy(session)
    return world


def make_roomy(session: Session) -> None:
    """Let every member take as many reviews as the tests ask for, whatever he has said himself."""
    for member in session.scalars(select(Membership)):
        member.yearly_cap = 10_000
    for year in session.scalars(select(Capacity)):
        year.cap = 10_000


def assert_sound(database: Database) -> None:
    """Check every invariant of the database."""
    with database.reading() as session:
        assert invariants.check(session, NOW) == []


def count(session: Session, kind: type[Any], *where: Any) -> int:
    """Give how many rows of a kind there are."""
    return session.scalar(select(func.count()).select_from(kind).where(*where)) or 0


def race_accepts(database: Database, ids: Ids) -> None:
    reviewer, seat = ids.world.panel[0], ids.seats[0]
    found = race(database, [partial(answers.accept, actor=reviewer, assignment_id=seat, now=NOW)] * 8)
    assert sorted(found) == ["Refused"] * 7 + ["done"]
    with database.reading() as session:
        row = session.scalars(select(Assignment).where(Assignment.public_id == seat)).one()
        told = count(session, Event, Event.assignment_id == row.id, Event.name == "assignment.accept")
        assert (row.state, told) == ("accepted", 1)


def race_decisions(database: Database, ids: Ids) -> None:
    def work(actor: Actor, verdict: str) -> Work:
        def decide(session: Session) -> None:
            code = "after_review" if verdict == "reject" else ""
            decisions.record_decision(session, actor, ids.submission, verdict=verdict, letter="So.", code=code, now=NOW)
            decisions.release_decision(session, actor, ids.submission, now=NOW)

        return decide

    world = ids.world
    found = race(database, [work(world.coordinator, "publish"), work(world.coordinator2, "reject")])
    assert sorted(found) == ["Refused", "done"]
    with database.reading() as session:
        item = session.scalars(select(Submission).where(Submission.public_id == ids.submission)).one()
        assert count(session, Decision, Decision.submission_id == item.id) == 1
        assert count(session, Event, Event.submission_id == item.id, Event.name == "submission.release_decision") == 1


def race_reviews(database: Database, ids: Ids) -> None:
    reviewer, seat = ids.world.panel[0], ids.seats[0]
    work = partial(reviews.hand_in, actor=reviewer, assignment_id=seat, answers=review_answers(), now=NOW)
    found = race(database, [work] * 4)
    assert sorted(found) == ["Refused"] * 3 + ["done"]
    with database.reading() as session:
        row = session.scalars(select(Assignment).where(Assignment.public_id == seat)).one()
        assert count(session, Review, Review.assignment_id == row.id) == 1


def race_last_reviews(database: Database, ids: Ids) -> None:
    """The last reviews come at once: the round closes, and closes once."""

    def work(reviewer: Actor, seat: PublicId) -> Work:
        return lambda session: reviews.hand_in(session, reviewer, seat, review_answers(), now=NOW)

    found = race(database, [work(reviewer, seat) for reviewer, seat in zip(ids.world.panel, ids.seats, strict=True)])
    assert found == ["done"] * 3
    with database.reading() as session:
        item = session.scalars(select(Submission).where(Submission.public_id == ids.submission)).one()
        closed = count(session, Event, Event.submission_id == item.id, Event.name == "submission.close")
        assert (item.state, closed, item.reviews_in) == ("reviewed", 1, 3)


WINDOWS = ("one", "another", "a telephone", "a tablet")


def race_windows_of_a_draft(database: Database, ids: Ids) -> None:
    """A draft open in several windows is saved from all at once: the first is kept, the others hear of it."""

    def save(window: str) -> Work:
        typed = {"title": f"From {window}"}
        return lambda session: submissions.save_draft(
            session, ids.world.submitter, ids.submission, typed, revision=opened_at, now=NOW
        )

    with database.reading() as session:
        opened_at = one_of(session, ids).current_version.revision
    found = race(database, [save(window) for window in WINDOWS])
    assert sorted(found) == ["Stale"] * 3 + ["done"]
    with database.reading() as session:
        version = one_of(session, ids).current_version
        winner = WINDOWS[found.index("done")]
        assert (version.answers["title"], version.revision) == (f"From {winner}", opened_at + 1)


def race_windows_of_a_review(database: Database, ids: Ids) -> None:
    """The same of a review that was begun before."""
    reviewer, seat = ids.world.panel[0], ids.seats[0]

    def save(window: str, opened_at: int) -> Work:
        typed = replace(review_answers(), revision=opened_at, texts={"comment_to_submitter": f"From {window}"})
        return lambda session: reviews.save_review(session, reviewer, seat, typed, now=NOW)

    database.in_transaction(lambda session: (save("the first", 0)(session), None)[1])
    found = race(database, [save(window, 1) for window in WINDOWS])
    assert sorted(found) == ["Stale"] * 3 + ["done"]
    with database.reading() as session:
        review = session.scalars(select(Review).join(Assignment).where(Assignment.public_id == seat)).one()
        winner = WINDOWS[found.index("done")]
        assert (review.answers["comment_to_submitter"], review.revision) == (f"From {winner}", 2)


def one_of(session: Session, ids: Ids) -> Submission:
    """Give the submission that is raced for."""
    return session.scalars(select(Submission).where(Submission.public_id == ids.submission)).one()


Race = tuple[str, Callable[[Database, Ids], None]]
RACES: dict[str, Race] = {
    "accept": ("assigned", race_accepts),
    "decide": ("reviewed", race_decisions),
    "hand_in": ("accepted", race_reviews),
    "last_reviews": ("accepted", race_last_reviews),
    "save_draft": ("draft", race_windows_of_a_draft),
    "save_review": ("accepted", race_windows_of_a_review),
}


def run(database: Database, name: str, times: int) -> None:
    """Run a race as often as said, each on a submission of its own, and check the database at the end."""
    point, racing = RACES[name]
    world = database.in_transaction(a_roomy_world)
    for _ in range(times):
        racing(database, staged(database, world, point))
    assert_sound(database)


@case("D-CC-01", "D-CC-03", "D-CC-04", "D-CC-05")
@pytest.mark.parametrize("name", RACES)
def test_one_of_two_wins(database: Database, name: str) -> None:
    run(database, name, SHORT // 4)


@long("races", short="test_one_of_two_wins")
@pytest.mark.parametrize("name", RACES)
def test_one_of_two_wins_every_time(database: Database, name: str) -> None:
    run(database, name, LONG)


def race_invitations(database: Database, world: World) -> None:
    """Ten coordinators invite the same member at once, for three submissions; he takes three a year."""
    spare = PublicId(world.members[4].public_id)

    def cap(session: Session) -> None:
        memberships.change_availability(
            session, world.members[4], world.membership_ids[4],
            yearly_cap=3, minimum_interval_days=0, skip_until=None, ask_next=False, now=NOW,
        )  # fmt: skip

    database.in_transaction(cap)
    items = [staged(database, world, "screened").submission for _ in range(4)]

    def work(item: PublicId) -> Work:
        return lambda session: panels.invite(session, world.coordinator, item, spare, now=NOW)

    found = race(database, [work(items[n % 4]) for n in range(10)])
    assert sorted(found) == ["Refused"] * 7 + ["done"] * 3
    with database.reading() as session:
        assert count(session, Assignment, Assignment.reviewer_id == world.members[4].person_id) == 3
        assert max(session.scalars(select(Capacity.taken))) == 3
    assert_sound(database)


@case("D-CC-02")
def test_nobody_is_asked_beyond_his_cap(database: Database) -> None:
    race_invitations(database, database.in_transaction(a_world))


def pairs(ids: Ids) -> dict[str, Work]:
    """Give what different people may do to an item under review at the same moment."""
    world, item, seat = ids.world, ids.submission, ids.seats[0]
    spare = PublicId(world.members[4].public_id)
    coordinator = world.coordinator
    return {
        "withdraw": lambda s: submissions.withdraw(s, world.submitter, item, now=NOW),
        "close_early": lambda s: decisions.close_early(s, coordinator, item, "Urgent.", now=NOW),
        "hand_in": lambda s: reviews.hand_in(s, world.panel[0], seat, review_answers(), now=NOW),
        "decline": lambda s: answers.decline(s, world.panel[0], seat, now=NOW),
        "conflict": lambda s: answers.declare_conflict(s, world.panel[0], seat, kind="rival", now=NOW),
        "cancel": lambda s: panels.cancel(s, coordinator, seat, now=NOW),
        "invite": lambda s: panels.invite(s, coordinator, item, spare, now=NOW),
        "ask": lambda s: screening.ask_submitter(s, coordinator, item, "Who?", now=NOW),
        "availability": lambda s: memberships.change_availability(
            s, world.panel[0], world.membership_ids[0],
            yearly_cap=12, minimum_interval_days=0, skip_until=None, ask_next=False, now=NOW,
        ),
    }  # fmt: skip


def run_pairs(database: Database, chosen: Sequence[tuple[str, str]]) -> None:
    """Race each pair on an item of its own: both get an answer that people understand, and the rows agree."""
    world = database.in_transaction(a_roomy_world)
    for one, other in chosen:
        works = pairs(staged(database, world, "accepted"))
        found = race(database, [works[one], works[other]])
        assert set(found) <= {"done", "Refused", "Stale", "NotFound", "NotAllowed"}, (one, other, found)
        assert "done" in found, (one, other, found)
        database.in_transaction(make_roomy)
    assert_sound(database)


@case("D-CC-06")
def test_whatever_two_do_at_once_has_some_order(database: Database) -> None:
    run_pairs(database, [("withdraw", "hand_in"), ("cancel", "hand_in"), ("invite", "close_early")])


@long("races", short="test_whatever_two_do_at_once_has_some_order")
def test_every_pair_of_verbs_has_some_order(database: Database) -> None:
    names = ["withdraw", "close_early", "hand_in", "decline", "conflict", "cancel", "invite", "ask", "availability"]
    run_pairs(database, list(combinations(names, 2)) * 3)


@case("D-CC-06")
def test_submit_and_withdraw_at_once_end_in_one_of_their_orders(database: Database) -> None:
    world = database.in_transaction(a_world)
    for _ in range(3):
        item = database.in_transaction(lambda s: a_draft(s, world, complete_answers()).public_id)
        found = race(database, [
            partial(submissions.submit, actor=world.submitter, submission_id=item, now=NOW),
            partial(submissions.withdraw, actor=world.submitter, submission_id=item, now=NOW),
        ])  # fmt: skip
        with database.reading() as session:
            state = session.scalars(select(Submission.state).where(Submission.public_id == item)).one()
        assert (found, state) in [(["done", "Refused"], "submitted"), (["done", "done"], "withdrawn")]
    assert_sound(database)


def test_two_who_publish_at_once_both_enter_the_hub(database: Database) -> None:
    world = database.in_transaction(a_world)
    items = [staged(database, world, "released").submission for _ in range(2)]
    works = [partial(decisions.publish, actor=world.coordinator, submission_id=item, now=NOW) for item in items]
    assert race(database, works) == ["done", "done"]
    assert_sound(database)


def test_an_application_begun_twice_at_once_is_one(database: Database) -> None:
    world = database.in_transaction(a_world)
    begin = partial(applications.begin_application, actor=world.outsider, now=NOW)
    assert race(database, [begin] * 4) == ["done"] * 4
    with database.reading() as session:
        assert count(session, Application) == 1


class Broken(RuntimeError):
    """An effect that does not succeed."""


@case("D-CC-07")
@pytest.mark.parametrize("slot", ["publishing.show", "publishing.touch", "journal.note"])
def test_an_effect_that_fails_leaves_everything_as_it_was(
    database: Database, slot: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = database.in_transaction(a_world)
    item = staged(database, world, "released").submission

    def rows() -> tuple[str | None, ...]:
        with database.reading() as session:
            state = session.scalars(select(Submission.state).where(Submission.public_id == item)).one()
            return (state, str(count(session, LogEntry)), str(count(session, Event)))

    def fail(*_values: object, **_named: object) -> None:
        raise Broken(slot)

    before = rows()
    with monkeypatch.context() as patch:
        patch.setattr(f"workflow.actions.{slot}", fail)
        with pytest.raises(Broken):
            database.in_transaction(lambda s: (decisions.publish(s, world.coordinator, item, now=NOW), None)[1])
    assert rows() == before
    database.in_transaction(lambda s: (decisions.publish(s, world.coordinator, item, now=NOW), None)[1])
    assert rows()[0] == "published"
    assert_sound(database)
