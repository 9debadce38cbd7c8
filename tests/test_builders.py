from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from config.forms import kinds
from tests.builders import POINTS, a_seat, a_submission, a_world, an_application

pytestmark = pytest.mark.sqlite_first

STATES = {
    "screened": "submitted", "accepted": "assigned", "disputed": "reviewed", "decided": "reviewed",
    "released": "reviewed", "against": "reviewed", "against_released": "reviewed", "desk": "submitted",
    "desk_released": "submitted", "desk_rejected": "rejected", "returned_after_review": "returned",
    "withdrawn_from_review": "withdrawn",
}  # fmt: skip


@pytest.mark.parametrize("point", POINTS)
def test_a_submission_is_built_where_the_test_wants_it(session: Session, point: str) -> None:
    assert a_submission(session, point).state == STATES.get(point, point)


@pytest.mark.parametrize("kind", kinds())
def test_a_submission_of_each_kind_can_be_sent_in(session: Session, kind: str) -> None:
    assert a_submission(session, "submitted", kind=kind).state == "submitted"


@pytest.mark.parametrize("state", ["invited", "accepted", "free", "handed_in", "declined", "conflicted", "cancelled"])
def test_a_seat_is_built_where_the_test_wants_it(session: Session, state: str) -> None:
    seat = a_seat(session, a_world(session), state)
    assert (seat.state, seat.declared_free_at is not None) == (
        "accepted" if state == "free" else state, state in {"free", "handed_in"},
    )  # fmt: skip


@pytest.mark.parametrize("state", ["draft", "submitted", "more_asked", "screened", "approved", "declined", "withdrawn"])
def test_an_application_is_built_where_the_test_wants_it(session: Session, state: str) -> None:
    assert an_application(session, state, world=a_world(session)).state == state
