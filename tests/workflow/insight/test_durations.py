from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import NOW, a_submission, a_world
from tests.statements import counted
from workflow.actions.carrying_over import carry_over
from workflow.insight import durations
from workflow.insight.durations import DayCount, Typical
from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId


def done(*days: int) -> list[DayCount]:
    return [DayCount(day, True, 1) for day in days]


def still(*days: int) -> list[DayCount]:
    return [DayCount(day, False, 1) for day in days]


@behaviour("S6")
@pytest.mark.parametrize(("counts", "typical"), [
    (done(*range(1, 20)), None),
    (done(*range(1, 20)) + still(*range(1, 500)), None),
    (done(*range(1, 21)), Typical(half=10, low=2, high=18, finished=20, items=20)),
    ([DayCount(30, True, 25)], Typical(half=30, low=30, high=30, finished=25, items=25)),
    (done(*range(1, 21)) + still(*[0] * 20), Typical(half=10, low=2, high=18, finished=20, items=40)),
    (done(*range(1, 21)) + still(*[99] * 20), Typical(half=20, low=4, high=None, finished=20, items=40)),
    (done(*range(1, 21)) + still(*[99] * 30), None),
    ([], None),
])  # fmt: skip
def test_the_range_counts_open_items_and_is_silent_under_twenty_finished(
    counts: list[DayCount], typical: Typical | None
) -> None:
    assert durations.range_of(counts) == typical


@behaviour("S6")
def test_the_survival_curve_is_the_textbook_one() -> None:
    counts = done(6, 6, 6, 7, 10, 13, 16, 22, 23) + still(6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
    shares = {day: round(share, 4) for day, share in durations.survival(counts)}
    assert shares == {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482}


@behaviour("S6")
def test_the_days_are_counted_to_the_first_release_or_until_now(session: Session) -> None:
    world = a_world(session)
    sent = NOW - timedelta(days=40)
    for point, ago in (("released", 10), ("published", 5), ("submitted", 0), ("withdrawn", 0)):
        item = a_submission(session, point, world=world)
        item.submitted_at = sent
        for decision in item.decisions:
            decision.recorded_at = decision.released_at = NOW - timedelta(days=ago)
        if point == "withdrawn":
            item.state_since = NOW - timedelta(days=33)
    a_submission(session, "draft", world=world)
    old = a_submission(session, "draft", world=world)
    carry_over(session, PublicId(old.public_id), now=NOW)
    session.flush()
    with counted(session) as statements:
        found = durations.day_counts(session, item.call_id, now=NOW)
    assert sorted(found, key=lambda count: count.days) == [
        DayCount(7, False, 1), DayCount(30, True, 1), DayCount(35, True, 1), DayCount(40, False, 1),
    ]  # fmt: skip
    assert len(statements) == 1


@behaviour("S6")
def test_only_who_may_see_an_item_asks_how_long_it_takes(session: Session) -> None:
    world = a_world(session)
    item = a_submission(session, "submitted", world=world)
    assert durations.typical(session, world.submitter, item, now=NOW) is None
    with pytest.raises(NotFound):
        durations.typical(session, world.outsider, item, now=NOW)
