"""Dates, times, numbers and sizes as a language writes them.

Digits are 0 to 9 in every language, Arabic too: dates, references and counts can then be compared across
languages, read aloud and typed back. Arabic full dates name the month twice, as the United Nations writes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import lru_cache

from babel import dates, numbers

from workflow.kernel.calendar import cldr, clock_time, full_date, local_day, weekday_date, zone_name
from workflow.kernel.messages import Reason, plural, say

__all__ = [
    "DaysLeft", "clock_time", "day_month", "days_left", "filesize", "full_date", "local_day", "number", "weekday_date",
    "zone_name",
]  # fmt: skip

NEAR = 1
KILO = 1000
KEPT = 4096
"""So many days and numbers are kept as they are written: a list writes the same ones many times."""


@dataclass(frozen=True, slots=True)
class DaysLeft:
    """How long until a date: the sentence, and the class that colours it ("late", "soon" or "")."""

    sentence: Reason
    css: str


def day_month(at: date, language: str, zone: tzinfo) -> str:
    """Give day and short month, for tables: "23 Nov"."""
    return _day_month(local_day(at, zone), language)


@lru_cache(maxsize=KEPT)
def _day_month(day: date, language: str) -> str:
    return dates.format_skeleton("MMMd", day, locale=cldr(language))


def days_left(due: date, now: datetime, zone: tzinfo) -> DaysLeft:
    """Say how many calendar days of the reader's zone are left until `due`, or how many have passed."""
    left = (local_day(due, zone) - local_day(now, zone)).days
    if left < 0:
        return DaysLeft(plural("{n} day overdue", "{n} days overdue", -left), "late")
    if left == 0:
        over = isinstance(due, datetime) and due < now
        return DaysLeft(say("Was due today"), "late") if over else DaysLeft(say("Due today"), "soon")
    if left <= NEAR:
        return DaysLeft(say("Due tomorrow"), "soon")
    return DaysLeft(plural("Due in {n} day", "Due in {n} days", left), "")


@lru_cache(maxsize=KEPT)
def number(value: float, language: str) -> str:
    """Give a number with the separators of the language."""
    return numbers.format_decimal(value, locale=cldr(language), numbering_system="latn")


def filesize(count: int, language: str) -> Reason:
    """Give a size in bytes, kilobytes or megabytes, as decimal units."""
    if count < KILO:
        return plural("{n} byte", "{n} bytes", count)
    if count < KILO * KILO:
        return say("{size} kB", size=number(round(count / KILO), language))
    return say("{size} MB", size=number(round(count / KILO / KILO, 1), language))
