from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.behaviours import behaviour
from workflow.rules.dates import days_late, due_at, end_of_day, extension_problem, is_overdue, is_zone, lateness


@pytest.mark.parametrize(
    ("start", "days", "zone", "due"),
    [
        (datetime(2026, 11, 23, 9, tzinfo=UTC), 21, "UTC", datetime(2026, 12, 14, 23, 59, 59, tzinfo=UTC)),
        (datetime(2026, 11, 23, 9, tzinfo=UTC), 21, "Europe/Sofia", datetime(2026, 12, 14, 21, 59, 59, tzinfo=UTC)),
        (datetime(2026, 11, 23, 23, tzinfo=UTC), 1, "Europe/Sofia", datetime(2026, 11, 25, 21, 59, 59, tzinfo=UTC)),
        (datetime(2026, 3, 28, 12, tzinfo=UTC), 1, "Europe/Sofia", datetime(2026, 3, 29, 20, 59, 59, tzinfo=UTC)),
        (datetime(2026, 10, 24, 12, tzinfo=UTC), 1, "Europe/Sofia", datetime(2026, 10, 25, 21, 59, 59, tzinfo=UTC)),
        (datetime(2024, 2, 28, 12, tzinfo=UTC), 1, "UTC", datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC)),
        (datetime(2026, 1, 1, 12, tzinfo=UTC), 0, "Pacific/Kiritimati", datetime(2026, 1, 2, 9, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_due_date_ends_with_the_day_in_its_zone(start: datetime, days: int, zone: str, due: datetime) -> None:
    assert due_at(start, days, zone) == due


@behaviour("R10")
@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (-72, "due in 3 days"),
        (-25, "due in 1 day"),
        (-1, "due today"),
        (0, "due today"),
        (1, "1 day overdue"),
        (9 * 24, "9 days overdue"),
    ],
)
def test_lateness_is_said_in_days(hours: int, words: str) -> None:
    due = end_of_day(date(2026, 12, 14), "Europe/Sofia")
    assert str(lateness(due, due + timedelta(hours=hours), "Europe/Sofia")) == words


def test_late_on_the_very_day_is_said_without_a_number() -> None:
    due = datetime(2026, 12, 14, 12, tzinfo=UTC)
    assert str(lateness(due, due + timedelta(minutes=1), "UTC")) == "overdue since today"


def test_days_are_those_of_the_zone() -> None:
    due = end_of_day(date(2026, 12, 14), "Asia/Tokyo")
    assert days_late(due, due + timedelta(hours=1), "Asia/Tokyo") == 1
    assert days_late(due, due + timedelta(hours=1), "UTC") == 0


def test_grace_moves_only_what_counts_as_overdue() -> None:
    due = datetime(2026, 12, 14, tzinfo=UTC)
    now = due + timedelta(days=3)
    assert is_overdue(due, now)
    assert not is_overdue(due, now, timedelta(days=3))


@pytest.mark.parametrize(
    ("proposed", "problem"),
    [
        (date(2026, 12, 14), "Propose a day after the due date."),
        (date(2026, 12, 15), None),
        (date(2026, 12, 28), None),
        (date(2026, 12, 29), "More than 14 days later is for the coordinator to decide."),
    ],
)
def test_a_reviewer_may_move_the_date_within_limits(proposed: date, problem: str | None) -> None:
    reason = extension_problem(end_of_day(date(2026, 12, 14), "UTC"), proposed, 14, "UTC")
    assert (str(reason) if reason else None) == problem


@pytest.mark.parametrize(
    ("name", "known"), [("Europe/Sofia", True), ("UTC", True), ("Mars/Base", False), ("", False), ("../etc", False)]
)
def test_a_zone_is_known_or_not(name: str, known: bool) -> None:
    assert is_zone(name) == known
