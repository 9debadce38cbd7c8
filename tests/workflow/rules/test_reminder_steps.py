"""Reminder steps fall due at eight in the morning of their day, in the zone of the due date, the newest only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.behaviours import case
from workflow.rules.reminder_steps import latest, longest_lead, moment

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
DUE = datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC)


@case("D-TM-02")
@pytest.mark.parametrize(
    ("due", "offset", "zone", "at"),
    [
        (DUE, -3, "UTC", datetime(2026, 11, 27, 8, tzinfo=UTC)),
        (DUE, 0, "Africa/Cairo", datetime(2026, 12, 1, 6, tzinfo=UTC)),
        (datetime(2026, 3, 30, 21, 59, 59, tzinfo=UTC), -1, "Europe/Berlin", datetime(2026, 3, 29, 6, tzinfo=UTC)),
        (datetime(2026, 3, 30, 21, 59, 59, tzinfo=UTC), -2, "Europe/Berlin", datetime(2026, 3, 28, 7, tzinfo=UTC)),
        (datetime(2028, 3, 1, 12, tzinfo=UTC), -1, "UTC", datetime(2028, 2, 29, 8, tzinfo=UTC)),
    ],
)
def test_a_step_has_its_moment(due: datetime, offset: int, zone: str, at: datetime) -> None:
    assert moment(due, offset, zone) == at


@pytest.mark.parametrize(
    ("now", "since", "step"),
    [
        (datetime(2026, 11, 27, 7, 59, tzinfo=UTC), LONG_AGO, None),
        (datetime(2026, 11, 27, 8, tzinfo=UTC), LONG_AGO, -3),
        (datetime(2026, 12, 10, tzinfo=UTC), LONG_AGO, 3),
        (datetime(2026, 11, 29, tzinfo=UTC), datetime(2026, 11, 28, tzinfo=UTC), None),
        (datetime(2026, 11, 30, 9, tzinfo=UTC), datetime(2026, 11, 28, tzinfo=UTC), 0),
    ],
)
@case("D-TM-04")
def test_only_the_newest_step_since_the_date_was_set_is_due(now: datetime, since: datetime, step: int | None) -> None:
    assert latest([-3, 0, 3], DUE, now, "UTC", since=since) == step


def test_the_longest_lead_covers_the_first_step_in_every_zone() -> None:
    assert (longest_lead([-7, 1]), longest_lead([])) == (timedelta(days=8), timedelta(days=1))
