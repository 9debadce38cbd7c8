"""Steps of a rule fall due at eight in the morning of their day and leave once; one function says which and when."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.behaviours import behaviour, case
from workflow.rules import dates
from workflow.rules.reminder_steps import Track, longest_lead, moment, plan, present, stretch, working_day

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
DUE = datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC)
ANYWHERE_ON_EARTH = "Etc/GMT+12"


def at(text: str) -> datetime:
    """Give a time in UTC: of November 2026 ("27 08:00"), or with a whole date."""
    return datetime.fromisoformat(text if len(text) > 8 else f"2026-11-{text}").replace(tzinfo=UTC)


@case("D-TM-01", "D-TM-02")
@pytest.mark.parametrize(
    ("due", "offset", "zone", "leaves"),
    [
        (DUE, -3, "UTC", at("27 08:00")),
        (DUE, 0, "Africa/Cairo", at("2026-12-01 06:00")),  # the day has turned there
        (at("2026-03-30 21:59:59"), -1, "Europe/Berlin", at("2026-03-29 06:00")),  # an hour is missing that night
        (at("2026-03-30 21:59:59"), -2, "Europe/Berlin", at("2026-03-28 07:00")),
        (at("2026-10-25 22:59:59"), 0, "Europe/Berlin", at("2026-10-25 07:00")),  # an hour comes twice that night
        (at("2026-10-25 22:59:59"), -1, "Europe/Berlin", at("2026-10-24 06:00")),
        (at("2026-03-29 00:30"), 0, "Europe/Berlin", at("2026-03-29 06:00")),  # due beside the missing hour
        (at("2026-04-04 15:15"), 0, "Australia/Lord_Howe", at("2026-04-04 21:30")),  # half an hour comes twice
        (at("2028-03-01 12:00"), -1, "UTC", at("2028-02-29 08:00")),
        (at("2028-02-29 12:00"), 366, "UTC", at("2029-03-01 08:00")),
        (dates.end_of_day(date(2026, 11, 30), ANYWHERE_ON_EARTH), 0, ANYWHERE_ON_EARTH, at("30 20:00")),
        (dates.end_of_day(date(2026, 11, 30), "Pacific/Kiritimati"), 0, "Pacific/Kiritimati", at("29 18:00")),
        (DUE, -1, "Not/Known", at("29 08:00")),
    ],
)
def test_a_step_has_its_moment(due: datetime, offset: int, zone: str, leaves: datetime) -> None:
    assert moment(due, offset, zone) == leaves


@case("D-TM-01")
def test_a_day_anywhere_on_earth_ends_when_it_has_ended_everywhere() -> None:
    assert dates.end_of_day(date(2026, 11, 30), ANYWHERE_ON_EARTH) == at("2026-12-01 11:59:59")


@pytest.mark.parametrize(
    ("day", "offset", "then"),
    [
        ("2026-11-27", 1, "2026-11-30"),  # Friday to Monday
        ("2026-11-30", -1, "2026-11-27"),
        ("2026-11-30", -6, "2026-11-20"),
        ("2026-11-28", 0, "2026-11-30"),  # Saturday
        ("2026-11-29", 0, "2026-11-30"),
        ("2026-11-28", 1, "2026-11-30"),
        ("2026-11-29", -1, "2026-11-27"),
        ("2026-11-25", 0, "2026-11-25"),
        ("2028-02-28", 1, "2028-02-29"),
    ],
)
def test_working_days_leave_the_ends_of_the_week_out(day: str, offset: int, then: str) -> None:
    assert working_day(date.fromisoformat(day), offset) == date.fromisoformat(then)


def offsets(now: str, until: str = "", **changes: Any) -> list[int]:
    """Give which of the steps -3, 0 and 3 of the 30th leave from now until then."""
    track = Track(**{"offsets": (-3, 0, 3), "due": DUE, "zone": "UTC", "since": LONG_AGO, **changes})
    return [step.offset for step in plan(track, at(now), at(until or now))]


AWAY: dict[str, Any] = {"away": [(at("26 00:00"), at("28 00:00"))]}
LONG_AWAY: dict[str, Any] = {"away": [(at("28 00:00"), at("2026-12-02 00:00")), (at("26 00:00"), at("28 00:00"))]}


@behaviour("C8", "R10")
@case("D-TM-04", "D-TM-08", "D-TM-09")
@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (offsets("27 07:59"), []),
        (offsets("27 08:00"), [-3]),
        (offsets("2026-12-10 00:00"), [3]),  # of three missed the latest
        (offsets("2026-12-10 00:00", catch_up="all"), [-3, 0, 3]),
        (offsets("2026-12-10 00:00", catch_up="none"), []),
        (offsets("27 08:59", catch_up="none"), [-3]),
        (offsets("29 00:00", since=at("28 00:00")), []),  # fell due before the date was set
        (offsets("30 09:00", since=at("28 00:00")), [0]),
        (offsets("27 08:00", began={-3: at("27 09:00")}), []),  # the step came into the rule later
        (offsets("30 09:00", last=0), []),
        (offsets("28 09:00", last=0), []),  # the clock went back: nothing is told after what was told
        (offsets("2026-12-03 09:00", last=0), [3]),
        (offsets("20 00:00", "2026-12-05 00:00"), [-3, 0, 3]),  # the days to come
        (offsets("20 00:00", "30 07:00"), [-3]),
        (offsets("27 09:00", **AWAY), []),
        (offsets("28 00:00", **AWAY), [-3]),  # on the return
        (offsets("2026-12-01 00:00", **LONG_AWAY), []),
        (offsets("2026-12-02 00:00", **LONG_AWAY), [0]),  # once, the latest
        (offsets("20 00:00", "2026-12-05 00:00", **LONG_AWAY), [0, 3]),
        (offsets("2026-12-02 00:00", catch_up="all", **LONG_AWAY), [-3, 0]),
        (offsets("2026-12-02 00:00", catch_up="none", **LONG_AWAY), []),
    ],
)
def test_which_steps_leave(found: list[int], wanted: list[int]) -> None:
    assert found == wanted


def test_an_absence_lasts_its_days_where_the_person_is() -> None:
    cairo = stretch(date(2026, 11, 26), date(2026, 11, 27), "Africa/Cairo")
    assert cairo == (at("25 22:00"), at("27 22:00"))
    assert present(at("26 12:00"), [cairo]) == at("27 22:00")
    gap = stretch(date(2026, 4, 24), date(2026, 4, 24), "Africa/Cairo")  # there that day begins at one
    assert gap == (at("2026-04-23 22:00"), at("2026-04-24 21:00"))


def test_the_longest_lead_covers_the_first_step_in_every_zone_and_over_weekends() -> None:
    for days in range(60):
        first = moment(DUE, -days, "Pacific/Kiritimati", working=True)
        assert DUE - first < longest_lead([-days, 1])
