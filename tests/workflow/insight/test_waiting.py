from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import NOW, World, a_seat, a_submission, a_world, accepted, review_answers, seats_of
from tests.statements import counted
from workflow.actions import decisions, reviews, screening
from workflow.insight import waiting
from workflow.kernel.errors import InvalidInput, NotAllowed
from workflow.models import ConflictDeclaration
from workflow.policy import VISITOR, see


@behaviour("R10")
@pytest.mark.parametrize(("state", "which", "lateness"), [
    ("invited", "open", "due in 7 days"), ("accepted", "open", "due in 21 days"), ("free", "open", "due in 21 days"),
    ("handed_in", "done", "None"), ("declined", None, ""), ("conflicted", None, ""), ("cancelled", None, ""),
])  # fmt: skip
def test_what_waits_for_a_reviewer_and_what_he_has_handed_in(
    session: Session, state: str, which: str | None, lateness: str
) -> None:
    world = a_world(session)
    seat = a_seat(session, world, state)
    reviewer = world.panel[0]
    found = {name: waiting.assignments(session, reviewer, name, now=NOW).rows for name in ("open", "done")}
    assert {name: [row.public_id for row in rows] for name, rows in found.items()} == {
        name: [seat.public_id] if name == which else [] for name in found
    }
    if which:
        (row,) = found[which]
        assert (row.title, row.state, str(row.lateness)) == (seat.submission.title, seat.state, lateness)
    assert waiting.count(session, reviewer) == len(found["open"])


@behaviour("R10")
def test_the_most_urgent_comes_first_and_a_draft_shows(session: Session) -> None:
    world = a_world(session)
    first = accepted(session, world, seats_of(a_submission(session, "assigned", world=world))[0])
    second = seats_of(a_submission(session, "assigned", world=world))[0]
    reviews.save_review(session, world.panel[0], first.public_id, review_answers(), now=NOW)
    rows = waiting.assignments(session, world.panel[0], now=NOW + timedelta(days=8)).rows
    assert [row.public_id for row in rows] == [second.public_id, first.public_id]
    assert [row.draft_saved_at for row in rows] == [None, NOW]
    assert [str(row.lateness) for row in rows] == ["1 day overdue", "due in 13 days"]


@behaviour("R10")
@pytest.mark.case("D-AN-11")
def test_a_reviewer_reads_the_title_of_his_round_only(session: Session) -> None:
    world = a_world(session)
    seat = a_seat(session, world, "handed_in")
    seat.submission.title = "What it is called since"
    session.flush()
    (row,) = waiting.assignments(session, world.panel[0], "done", now=NOW).rows
    assert row.title == seat.round.version.title


def test_a_declared_conflict_takes_an_assignment_off_the_list(session: Session) -> None:
    world = a_world(session)
    seat = a_seat(session, world, "accepted")
    session.add(
        ConflictDeclaration(
            submission_id=seat.submission_id, person_id=seat.reviewer_id, kind="other", declared_at=NOW,
            declared_by_id=seat.reviewer_id,
        )
    )  # fmt: skip
    session.flush()
    assert waiting.assignments(session, world.panel[0], now=NOW).rows == ()


def test_a_reviewers_page_costs_the_same_statements_however_long(session: Session) -> None:
    world = a_world(session)
    seen = []
    for n in (2, 10):
        for _ in range(n):
            a_submission(session, "assigned", world=world)
        with counted(session) as sent:
            waiting.assignments(session, world.panel[0], now=NOW)
        seen.append(len(sent))
    assert seen == [1, 1]


def test_lists_of_ones_own_need_a_sign_in_and_a_known_name(session: Session) -> None:
    world = a_world(session)
    for ask in (waiting.assignments, waiting.submissions):
        with pytest.raises(NotAllowed):
            ask(session, VISITOR, now=NOW)
    with pytest.raises(InvalidInput):
        waiting.assignments(session, world.panel[0], "all", now=NOW)


@behaviour("S6")
@pytest.mark.parametrize(("point", "stage", "acts"), [
    ("draft", "draft", "you"), ("submitted", "submitted", "team"), ("assigned", "assigned", "reviewers"),
    ("reviewed", "assigned", "reviewers"), ("decided", "assigned", "reviewers"), ("published", "published", "nobody"),
    ("returned", "returned", "you"), ("withdrawn", "withdrawn", "nobody"),
])  # fmt: skip
def test_a_submitter_sees_the_public_stage_and_who_acts(session: Session, point: str, stage: str, acts: str) -> None:
    world = a_world(session)
    item = a_submission(session, point, world=world)
    (row,) = waiting.submissions(session, world.submitter, now=NOW + timedelta(days=4)).rows
    assert (row.public_id, row.stage, row.acts_next, row.days_in_stage) == (item.public_id, stage, acts, 4)
    assert see(world.submitter, item).stage == stage


@behaviour("S6")
@pytest.mark.case("D-AN-12")
def test_the_day_a_round_closed_shows_nowhere(session: Session) -> None:
    world = a_world(session)
    item = a_submission(session, "accepted", world=world)
    before = _stage(session, world)
    later = NOW + timedelta(days=9)
    decisions.close_early(session, world.coordinator, item.public_id, "enough", now=later)
    assert _stage(session, world) == before
    assert see(world.submitter, item).stage_since == NOW
    screening.open_result(session, world.coordinator, item.public_id, now=NOW + timedelta(days=12))
    assert _stage(session, world) == ("reviewed", "team", 18)


def _stage(session: Session, world: World) -> tuple[str, str, int]:
    (row,) = waiting.submissions(session, world.submitter, now=NOW + timedelta(days=30)).rows
    return row.stage, row.acts_next, row.days_in_stage


@behaviour("S6")
def test_an_open_question_is_the_submitters_turn(session: Session) -> None:
    world = a_world(session)
    item = a_submission(session, "assigned", world=world)
    screening.ask_submitter(session, world.coordinator, item.public_id, "Which year?", now=NOW)
    (row,) = waiting.submissions(session, world.submitter, now=NOW).rows
    assert (row.acts_next, row.question_open, str(row.acts_next_words)) == ("you", True, "You act next.")


def test_a_submitter_pages_through_his_own_and_nobody_elses(session: Session) -> None:
    world = a_world(session)
    for n in range(52):
        a_submission(session, "draft", world=world, ready=False, now=NOW + timedelta(minutes=n))
    first = waiting.submissions(session, world.submitter, now=NOW)
    second = waiting.submissions(session, world.submitter, now=NOW, after=first.next)
    assert (len(first.rows), len(second.rows), second.next) == (50, 2, None)
    assert len({row.public_id for row in first.rows + second.rows}) == 52
    assert waiting.submissions(session, world.submitter2, now=NOW).rows == ()
