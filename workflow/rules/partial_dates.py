"""Reads dates as people write them: kept as written, plus what is known of year, month, day and time."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from workflow.kernel.messages import Reason, say
from workflow.rules.text import tidy_line, unstorable

LONGEST = 200
YEARS = range(1800, 2201)
LEAP_YEAR = 2000
HOURS_OF_HALF_A_DAY = 12
TOO_LITTLE = say("Give at least a year or a month, for example 14 May 2018, May 2018 or 2018.")

_MONTHS_BY_LANGUAGE = (
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
)
MONTHS = {word: n for words in _MONTHS_BY_LANGUAGE for n, word in enumerate(words.split(), start=1)} | {"sept": 9}

_TIME = re.compile(r"(?<!\d)(\d{1,2})(?:[:h](\d{2})(?!\d)\s*([ap]\.?m\.?)?|\s*([ap]\.?m\.?))(?!\w)", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_NO_YEAR = re.compile(r"--(\d{1,2})(?:-(\d{1,2}))?")
_CHINESE = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?(?:(\d{1,2})[日号])?")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_NUMBER = re.compile(r"(\d+)(?:st|nd|rd|th|er|º|°)?")

Known = tuple[int | None, int | None, int | None, int | None, int | None]
"""Year, month, day, last month, last day."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as written and what is known of it; `last_month` and `last_day` end a range that begins with `day`.

    Times are as written ("1:15"); `meridiem` is am or pm where the source says it, else unknown.
    """

    as_written: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    last_month: int | None = None
    last_day: int | None = None
    start: str | None = None
    end: str | None = None
    meridiem: str | None = None

    @classmethod
    def parse(cls, text: str) -> PartialDate | Reason:
        """Give the date, or say what is wrong with it."""
        written = tidy_line(text)
        if problem := _unusable(text, written):
            return problem
        times, rest = _take_times(written)
        if isinstance(times, Reason):
            return times
        known = _read(rest)
        if isinstance(known, Reason):
            return known
        return _no_such_day(known) or cls(written, *known, *times)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> PartialDate:
        """Give back the date that `as_data` wrote."""
        return cls(**data)

    def as_data(self) -> dict[str, str | int | None]:
        """Give the parts as plain values, to be stored."""
        return asdict(self)

    @property
    def known(self) -> str:
        """What is known, as ISO 8601 writes it: 2019-12-31, 2019-12, 2019, --05-14 without a year."""
        parts = [f"{n:02}" for n in (self.month, self.day) if n is not None]
        return "-".join([f"{self.year:04}" if self.year is not None else "-", *parts])

    @property
    def sort_number(self) -> int | None:
        """The date as one number, 20191231, with 00 for what is not known; None without a year."""
        return None if self.year is None else self.year * 10_000 + (self.month or 0) * 100 + (self.day or 0)

    @property
    def first_day(self) -> date | None:
        """The day, when year, month and day are known."""
        return date(self.year, self.month, self.day) if self.year and self.month and self.day else None


def _unusable(text: str, written: str) -> Reason | None:
    if problem := unstorable(text):
        return problem
    if not written:
        return say("Give a date, as exact as it is known.")
    return say("This is too long for a date.") if len(written) > LONGEST else None


def _take_times(written: str) -> tuple[tuple[str | None, str | None, str | None] | Reason, str]:
    """Give start, end and meridiem, and the text without them."""
    found = list(_TIME.finditer(written))
    texts = [f"{int(match[1])}:{match[2] or '00'}" for match in found]
    halves = [(match[3] or match[4] or "").lower().replace(".", "") for match in found]
    if len(found) > 2:  # noqa: PLR2004 - a beginning and an end
        return say("Give one time, or a beginning and an end."), ""
    if any(not _is_time(match, half) for match, half in zip(found, halves, strict=True)):
        return say("There is no such time of day."), ""
    start, end = [*texts, None, None][:2]
    return (start, end, next((half for half in reversed(halves) if half), None)), _TIME.sub(" ", written)


def _is_time(match: re.Match[str], half: str) -> bool:
    hour, minute = int(match[1]), int(match[2] or 0)
    hours = range(1, HOURS_OF_HALF_A_DAY + 1) if half else range(25)
    return hour in hours and minute in range(60) and (hour, minute) <= (24, 0)


def _read(text: str) -> Known | Reason:
    """Give what is known of the date in a text without times."""
    bare = text.strip(" ,;–-") if not text.startswith("--") else text.strip(" ,;–")
    if match := _ISO.fullmatch(bare) or _CHINESE.fullmatch(bare.replace(" ", "")):
        year, month, day = (int(part) if part else None for part in match.groups())
        return (year, month, day, None, None) if year or month else TOO_LITTLE
    if match := _NO_YEAR.fullmatch(bare):
        return None, int(match[1]), int(match[2]) if match[2] else None, None, None
    if match := _NUMBERS.fullmatch(bare):
        return _read_numbers(int(match[1]), int(match[3]), int(match[4]), sure=match[2] == ".")
    return _read_words(bare)


def _read_numbers(first: int, second: int, year: int, *, sure: bool) -> Known | Reason:
    """Read 31/12/2019 and 12/31/2019; refuse what may be either. With dots the day comes first."""
    if sure or first > 12 or first == second:  # noqa: PLR2004 - months of a year
        return year, second, first, None, None
    if second > 12:  # noqa: PLR2004
        return year, first, second, None, None
    return say("Day and month cannot be told apart; write the month as a word, for example 1 February 2019.")


def _read_words(text: str) -> Known | Reason:
    words = re.findall(r"[^\W_]+[º°]?", text.lower())
    numbers = [int(match[1]) for word in words if (match := _NUMBER.fullmatch(word))]
    years = [n for n in numbers if n > 31]  # noqa: PLR2004 - days of a month
    days = [n for n in numbers if n not in years]
    months = [MONTHS[word] for word in words if word in MONTHS]
    if problem := _unclear(years, months, days):
        return problem
    day, last_day = [*days, None, None][:2]
    month, last_month = [*months, None, None][:2]
    return (years[0] if years else None), month, day, last_month if last_day else None, last_day


def _unclear(years: list[int], months: list[int], days: list[int]) -> Reason | None:
    if not years and not months:
        return TOO_LITTLE
    if days and not months:
        return say("The month is not understood; write it as a word, for example 14 May 2018.")
    if len(days) > 2 or len(months) > 2:  # noqa: PLR2004 - a beginning and an end
        return say("Give one date, or the first and the last day.")
    return None


def _no_such_day(known: Known) -> Reason | None:
    year, month, day, last_month, last_day = known
    if year is not None and year not in YEARS:
        return say("Give a year between {first} and {last}.", first=YEARS.start, last=YEARS.stop - 1)
    if not (_exists(year, month, day) and _exists(year, last_month or month, last_day)):
        return say("There is no such day.")
    if day and last_day and last_month in {None, month} and last_day < day:
        return say("The last day comes before the first.")
    return None


def _exists(year: int | None, month: int | None, day: int | None) -> bool:
    if month is not None and month not in range(1, 13):
        return False
    return day is None or (month is not None and day in range(1, calendar.monthrange(year or LEAP_YEAR, month)[1] + 1))
