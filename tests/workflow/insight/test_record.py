"""The record of a reviewer: open invitations and reviews count as longer than so far."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import NOW, a_review, a_submission, a_world, seats_of
from workflow.insight import record
from workflow.kernel.errors import NotFound
from workflow.models import Membership
from workflow.roster.asked import AskedRow, rows


def a_seat(
    state: str, invited: int, answered: int | None = None, handed_in: int | None = None, due: int | None = None, *,
    since: int = 0,
) -> AskedRow:  # fmt: skip
    """Give an invitation, its times in days before now."""

    def day(ago: int | None) -> datetime | None:
        return None if ago is None else NOW - timedelta(days=ago)

    return AskedRow(
        submission="", assignment="", reference="", title="", language="", state=state, is_late=False,
        state_since=NOW - timedelta(days=since), invited_at=NOW - timedelta(days=invited), answered_at=day(answered),
        handed_in_at=day(handed_in), review_due_at=day(due),
    )  # fmt: skip


QUICK = [a_seat("handed_in", 50 + n, 49 + n, 40 + n, 30 + n) for n in range(3)]


@behaviour("C15")
@pytest.mark.parametrize(("seats", "answer", "review"), [
    ([], None, None),
    (QUICK[:2], None, None),
    (QUICK, 1, 9),
    ([*QUICK, *[a_seat("invited", 30, since=30)] * 4], None, 9),
    ([*QUICK, a_seat("accepted", 100, 99, since=99)], 1, 9),
    ([*QUICK, *[a_seat("accepted", 100, 99, since=99)] * 4], 1, None),
    ([*QUICK, *[a_seat("ended", 100, 99, since=98)] * 4], 1, 9),
])  # fmt: skip
def test_medians_count_what_is_open(seats: list[AskedRow], answer: int | None, review: int | None) -> None:
    found = record.record_of(seats, NOW)
    assert (found.answer_days, found.review_days) == (answer, review)


@behaviour("C15")
def test_the_record_says_what_came_of_it_and_what_was_in_time() -> None:
    seats = [
        *QUICK,
        a_seat("handed_in", 50, 49, 20, 30),
        a_seat("declined", 9, 8),
        a_seat("lapsed", 90),
        a_seat("accepted", 5, 4),
    ]
    found = record.record_of(seats, NOW)
    assert (found.asked, found.accepted, found.declined, found.unanswered) == (7, 5, 1, 1)
    assert (found.handed_in, found.in_time) == (4, 3)


@behaviour("C15")
def test_a_coordinator_reads_it_of_the_items_he_coordinates(session: Session) -> None:
    world = a_world(session)
    item = a_submission(session, "accepted", world=world)
    a_review(session, world, seats_of(item)[0])
    member = session.scalars(select(Membership).where(Membership.public_id == world.membership_ids[0])).one()
    asked = [
        record.record_of(rows(session, who, member), NOW).asked for who in (world.coordinator, world.other_coordinator)
    ]
    assert asked == [1, 0]
    with pytest.raises(NotFound):
        rows(session, world.submitter, member)
