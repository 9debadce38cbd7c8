"""Dates, times, numbers and sizes as a language writes them.

Digits are 0 to 9 in every language, Arabic too: dates, references and counts can then be compared across
languages, read aloud and typed back. Arabic full dates name the month twice, as the United Nations writes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from babel import Locale, dates, numbers

from workflow.kernel.messages import Reason, plural, say

# English is written with British dates, as the United Nations does.
FORMAT_LOCALES = {"en": "en_GB"}
NEAR = 1
KILO = 1000


@dataclass(frozen=True, slots=True)
class DaysLeft:
    """How long until a date: the sentence, and the class that colours it ("late", "soon" or "")."""

    sentence: Reason
    css: str


def _cldr(language: str) -> str:
    """Give the locale whose formats a language uses."""
    return FORMAT_LOCALES.get(language, language)


def local_day(at: date, zone: tzinfo) -> date:
    """Give the calendar day of a moment in a zone; a date is its own day."""
    return at.astimezone(zone).date() if isinstance(at, datetime) else at


def full_date(at: date, language: str, zone: tzinfo) -> str:
    """Give day, month and year: "23 November 2026"."""
    day = local_day(at, zone)
    return _arabic_date(day) if language == "ar" else dates.format_date(day, "long", _cldr(language))


def day_month(at: date, language: str, zone: tzinfo) -> str:
    """Give day and short month, for tables: "23 Nov"."""
    return dates.format_skeleton("MMMd", local_day(at, zone), locale=_cldr(language))


def weekday_date(at: date, language: str, zone: tzinfo) -> str:
    """Give weekday and full date: "Monday 23 November 2026"."""
    day = local_day(at, zone)
    if language == "ar":
        return f"{Locale('ar').days['format']['wide'][day.weekday()]} {_arabic_date(day)}"
    text = dates.format_date(day, "full", _cldr(language))
    return text.replace(",", "", 1) if language == "en" else text


def _arabic_date(day: date) -> str:
    """Give the Arabic full date with both names of the month, once where they are the same."""
    locales = (Locale("ar", "SY"), Locale("ar"))
    names = dict.fromkeys(locale.months["format"]["wide"][day.month] for locale in locales)
    return f"{day.day} {'/'.join(names)} {day.year}"


def clock_time(at: datetime, zone: tzinfo) -> str:
    """Give hours and minutes of the day in a zone: "14:02", the same in all languages."""
    return at.astimezone(zone).strftime("%H:%M")


def zone_name(at: datetime, language: str, zone: tzinfo) -> Reason:
    """Give the zone in words with its distance from UTC at that moment: "Sofia time (UTC+2)"."""
    city = dates.get_timezone_location(zone, _cldr(language), return_city=True)
    if city == "UTC":
        return say("UTC")
    # Isolated, so that the sign stays on its side in a right-to-left sentence.
    return say("{city} time ({offset})", city=city, offset=f"\u2066{_offset(at, zone)}\u2069")


def _offset(at: datetime, zone: tzinfo) -> str:
    """Give the distance of a zone from UTC at a moment: "UTC+2", "UTC-3:30"."""
    minutes = int((at.astimezone(zone).utcoffset() or timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    return "UTC" + (f"{'-' if minutes < 0 else '+'}{hours}" if minutes else "") + (f":{rest:02}" if rest else "")


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


def number(value: float, language: str) -> str:
    """Give a number with the separators of the language."""
    return numbers.format_decimal(value, locale=_cldr(language), numbering_system="latn")


def filesize(count: int, language: str) -> Reason:
    """Give a size in bytes, kilobytes or megabytes, as decimal units."""
    if count < KILO:
        return plural("{n} byte", "{n} bytes", count)
    if count < KILO * KILO:
        return say("{size} kB", size=number(round(count / KILO), language))
    return say("{size} MB", size=number(round(count / KILO / KILO, 1), language))
