"""Dates, times and zones as a language writes them, for pages and mails.

Digits are 0 to 9 in every language, Arabic too: dates and references can then be compared across languages, read
aloud and typed back. Arabic full dates name the month twice, as the United Nations writes it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

from babel import Locale, dates

from workflow.kernel.messages import Reason, say

# English is written with British dates, as the United Nations does.
FORMAT_LOCALES = {"en": "en_GB"}


def cldr(language: str) -> str:
    """Give the locale whose formats a language uses."""
    return FORMAT_LOCALES.get(language, language)


def local_day(at: date, zone: tzinfo) -> date:
    """Give the calendar day of a moment in a zone; a date is its own day."""
    return at.astimezone(zone).date() if isinstance(at, datetime) else at


def full_date(at: date, language: str, zone: tzinfo) -> str:
    """Give day, month and year: "23 November 2026"."""
    day = local_day(at, zone)
    return _arabic_date(day) if language == "ar" else dates.format_date(day, "long", cldr(language))


def weekday_date(at: date, language: str, zone: tzinfo) -> str:
    """Give weekday and full date: "Monday 23 November 2026"."""
    day = local_day(at, zone)
    if language == "ar":
        return f"{Locale('ar').days['format']['wide'][day.weekday()]} {_arabic_date(day)}"
    text = dates.format_date(day, "full", cldr(language))
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
    """Give the zone in words with its distance from UTC at that moment: "Sofia time, UTC+2"."""
    city = dates.get_timezone_location(zone, cldr(language), return_city=True)
    if city == "UTC":
        return say("UTC")
    # Isolated, so that the sign stays on its side in a right-to-left sentence.
    return say("{city} time, {offset}", city=city, offset=f"\u2066{_offset(at, zone)}\u2069")


def _offset(at: datetime, zone: tzinfo) -> str:
    """Give the distance of a zone from UTC at a moment: "UTC+2", "UTC-3:30"."""
    minutes = int((at.astimezone(zone).utcoffset() or timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    return "UTC" + (f"{'-' if minutes < 0 else '+'}{hours}" if minutes else "") + (f":{rest:02}" if rest else "")
