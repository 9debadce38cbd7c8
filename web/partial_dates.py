"""Dates of which not all is known, written in a language as far as they are known."""

from __future__ import annotations

from datetime import UTC, date

from babel import dates

from web import formats
from workflow.kernel.calendar import cldr
from workflow.kernel.messages import Reason, say
from workflow.rules.partial_dates import LEAP_YEAR, PartialDate


def written(when: PartialDate, language: str) -> str | Reason:
    """Give "31 December 2017", "December 2017", "2017" or "14 May, year not given".

    A range or a time of day stands as the source wrote it.
    """
    if when.last_day or when.last_month or when.start:
        return f"\u2068{when.as_written}\u2069"  # isolated: its language and direction are not those of the page
    if when.month is None:
        return str(when.year)
    day, locale = date(when.year or LEAP_YEAR, when.month, when.day or 1), cldr(language)
    if when.year is None:
        skeleton = "MMMMd" if when.day else "MMMM"
        return say("{day}, year not given", day=dates.format_skeleton(skeleton, day, locale=locale))
    if when.day is None:
        return dates.format_skeleton("yMMMM", day, locale=locale)
    return formats.full_date(day, language, UTC)
