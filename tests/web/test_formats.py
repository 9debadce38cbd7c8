"""Dates, times and sizes as each language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from web import formats

SOFIA, NEW_YORK, KOLKATA, UTC_ZONE = (
    ZoneInfo(name) for name in ("Europe/Sofia", "America/New_York", "Asia/Kolkata", "UTC")
)
NOON = datetime(2026, 11, 23, 12, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due", "sentence", "css"),
    [
        (NOON - timedelta(days=9), "9 days overdue", "late"),
        (NOON - timedelta(days=1), "1 day overdue", "late"),
        (NOON - timedelta(minutes=1), "Was due today", "late"),
        (NOON + timedelta(hours=1), "Due today", "soon"),
        (date(2026, 11, 23), "Due today", "soon"),
        (datetime(2026, 11, 23, 21, 59, tzinfo=UTC), "Due today", "soon"),
        (datetime(2026, 11, 23, 22, 0, tzinfo=UTC), "Due tomorrow", "soon"),
        (NOON + timedelta(days=2), "Due in 2 days", ""),
        (date(2026, 12, 14), "Due in 21 days", ""),
    ],
)
def test_days_left_counts_the_days_of_the_readers_zone(due: date, sentence: str, css: str) -> None:
    left = formats.days_left(due, NOON, SOFIA)
    assert (str(left.sentence), left.css) == (sentence, css)


@pytest.mark.parametrize(
    ("language", "weekday", "full", "short"),
    [
        ("en", "Monday 23 November 2026", "23 November 2026", "23 Nov"),
        ("fr", "lundi 23 novembre 2026", "23 novembre 2026", "23 nov."),
        ("es", "lunes, 23 de noviembre de 2026", "23 de noviembre de 2026", "23 nov"),
        ("ru", "понедельник, 23 ноября 2026\u202fг.", "23 ноября 2026\u202fг.", "23 нояб."),
        ("zh", "2026年11月23日星期一", "2026年11月23日", "11月23日"),
        ("ar", "الاثنين 23 تشرين الثاني/نوفمبر 2026", "23 تشرين الثاني/نوفمبر 2026", "23 نوفمبر"),
    ],
)
def test_each_language_writes_its_dates(language: str, weekday: str, full: str, short: str) -> None:
    written = [write(NOON, language, SOFIA) for write in (formats.weekday_date, formats.full_date, formats.day_month)]
    assert written == [weekday, full, short]


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        (SOFIA, "Sofia time, \u2066UTC+2\u2069"),
        (NEW_YORK, "New York time, \u2066UTC-5\u2069"),
        (KOLKATA, "Kolkata time, \u2066UTC+5:30\u2069"),
        (UTC_ZONE, "UTC"),
    ],
)
def test_a_zone_is_named_with_its_distance(zone: ZoneInfo, name: str) -> None:
    assert str(formats.zone_name(NOON, "en", zone)) == name


def test_the_day_and_the_hour_are_those_of_the_zone() -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert (formats.day_month(late, "en", SOFIA), formats.clock_time(late, SOFIA)) == ("24 Nov", "01:30")
    assert formats.day_month(date(2026, 11, 23), "en", NEW_YORK) == "23 Nov"


@pytest.mark.parametrize(
    ("count", "text"), [(1, "1 byte"), (999, "999 bytes"), (1500, "2 kB"), (4_100_000, "4.1 MB"), (12_000_000, "12 MB")]
)
def test_sizes_are_said_in_the_unit_that_fits(count: int, text: str) -> None:
    assert str(formats.filesize(count, "en")) == text


@pytest.mark.parametrize("language", ["ar", "zh", "en", "fr", "ru", "es"])
def test_digits_are_0_to_9_everywhere(language: str) -> None:
    written = formats.number(1234567.5, language) + formats.weekday_date(NOON, language, SOFIA)
    assert all(letter in "0123456789" for letter in written if letter.isdigit())
