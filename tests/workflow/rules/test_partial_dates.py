from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.behaviours import behaviour
from workflow.kernel.messages import Reason
from workflow.rules.partial_dates import PartialDate


def parsed(text: str) -> PartialDate:
    found = PartialDate.parse(text)
    assert isinstance(found, PartialDate), found
    return found


@behaviour("S3")
def test_the_seeds_date_is_kept_as_written_plus_what_is_known() -> None:
    assert parsed("14 May, 1:15 – 2:45").as_data() == {
        "as_written": "14 May, 1:15 – 2:45",
        "year": None,
        "month": 5,
        "day": 14,
        "last_month": None,
        "last_day": None,
        "start": "1:15",
        "end": "2:45",
        "meridiem": None,
    }


@behaviour("S3")
@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("2019", "2019"),
        ("2019-12", "2019-12"),
        ("2019-12-31", "2019-12-31"),
        ("2019/2/1", "2019-02-01"),
        ("--05-14", "--05-14"),
        ("31 December 2019", "2019-12-31"),
        ("December 31st, 2019", "2019-12-31"),
        ("Sept 2018", "2018-09"),
        ("May", "--05"),
        ("31/12/2019", "2019-12-31"),
        ("12/31/2019", "2019-12-31"),
        ("1.2.2019", "2019-02-01"),
        ("2/2/2019", "2019-02-02"),
        ("14 de mayo de 2018", "2018-05-14"),
        ("1er août 2018", "2018-08-01"),
        ("14 мая 2018 г.", "2018-05-14"),
        ("١٤ مايو ٢٠١٨", "2018-05-14"),
        ("2018年5月14日", "2018-05-14"),
        ("5月14日", "--05-14"),
        ("2018年", "2018"),
        ("spring 2019", "2019"),
        ("29 February", "--02-29"),
        ("29 February 2020", "2020-02-29"),
        ("14–16 May 2018", "2018-05-14"),
        ("30 May – 2 June 2018", "2018-05-30"),
        ("  14   May  ", "--05-14"),
    ],
)
def test_what_is_known_is_read(text: str, known: str) -> None:
    assert parsed(text).known == known


@behaviour("S3")
@pytest.mark.parametrize(
    ("text", "start", "end", "meridiem"),
    [
        ("14 May, 13:15", "13:15", None, None),
        ("14 May 2018, 1:15 pm – 2:45 pm", "1:15", "2:45", "pm"),
        ("14 May 2018, 9 a.m.", "9:00", None, "am"),
        ("14 May 2018, 10h30", "10:30", None, None),
        ("2018-05-14 09:00-10:00", "9:00", "10:00", None),
    ],
)
def test_times_are_read_beside_the_date(text: str, start: str, end: str | None, meridiem: str | None) -> None:
    found = parsed(text)
    assert (found.start, found.end, found.meridiem, found.month, found.day) == (start, end, meridiem, 5, 14)


def test_a_range_keeps_its_last_day() -> None:
    assert (parsed("14–16 May 2018").last_month, parsed("14–16 May 2018").last_day) == (None, 16)
    across = parsed("30 May – 2 June 2018")
    assert (across.month, across.day, across.last_month, across.last_day) == (5, 30, 6, 2)


@behaviour("S3")
@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "Give a date, as exact as it is known."),
        (" \u202e ", "Give a date, as exact as it is known."),
        (", -", "Give at least a year or a month, for example 14 May 2018, May 2018 or 2018."),
        ("soon", "Give at least a year or a month, for example 14 May 2018, May 2018 or 2018."),
        ("14", "Give at least a year or a month, for example 14 May 2018, May 2018 or 2018."),
        ("14 Mya 2018", "The month is not understood; write it as a word, for example 14 May 2018."),
        ("1/2/2019", "Day and month cannot be told apart; write the month as a word, for example 1 February 2019."),
        ("30 February", "There is no such day."),
        ("29 February 2019", "There is no such day."),
        ("2019-13-01", "There is no such day."),
        ("2019-02-00", "There is no such day."),
        ("31 April – 2 May", "There is no such day."),
        ("16–14 May 2018", "The last day comes before the first."),
        ("14 May 20188", "Give a year between 1800 and 2200."),
        ("May 0099", "Give a year between 1800 and 2200."),
        ("1, 2 and 3 May", "Give one date, or the first and the last day."),
        ("14 May 25:00", "There is no such time of day."),
        ("14 May 12:60", "There is no such time of day."),
        ("14 May 13:00 pm", "There is no such time of day."),
        ("14 May 9:00, 10:00 and 11:00", "Give one time, or a beginning and an end."),
        ("May " * 60, "This is too long for a date."),
        (
            "14 May\x00 2018",
            "The text holds 1 character that cannot be kept. It is invisible; write the text anew or delete it.",
        ),
    ],
)
def test_what_cannot_be_read_is_said(text: str, problem: str) -> None:
    assert str(PartialDate.parse(text)) == problem


@pytest.mark.parametrize(
    ("text", "number", "day"),
    [
        ("2019", 20190000, None),
        ("May 2019", 20190500, None),
        ("14 May 2019", 20190514, date(2019, 5, 14)),
        ("14 May", None, None),
    ],
)
def test_dates_sort_by_what_is_known(text: str, number: int | None, day: date | None) -> None:
    assert (parsed(text).sort_number, parsed(text).first_day) == (number, day)


def test_a_stored_date_comes_back() -> None:
    found = parsed("14–16 May, 1:15 pm")
    assert PartialDate.from_data(found.as_data()) == found


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    assert isinstance(PartialDate.parse(text), PartialDate | Reason)


@given(st.dates(min_value=date(1800, 1, 1), max_value=date(2200, 12, 31)))
def test_whole_dates_are_read_exactly(day: date) -> None:
    assert parsed(day.isoformat()).first_day == day
    assert parsed(f"{day.day} {day:%B} {day.year}").first_day == day
