"""Says how many reviews one member can be given in a stretch of time: by his year, absences and pauses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

TAKES = 28
"""Days from being asked to handing in, as the reference call has them: 7 to answer, 21 to review."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What keeps a member from being asked."""

    yearly_cap: int
    left: int
    """Of this calendar year."""
    interval_days: int = 0
    not_before: date | None = None
    absences: tuple[tuple[date, date], ...] = ()
    """First and last day of each."""


def can_give(limits: Limits, today: date, days: int) -> float:
    """Give how many reviews the member can be given in the next `days`; a year's number is spread over the year.

    One review after the other: no sooner than his interval, or than a review takes, and never while he is away.
    """
    given = 0.0
    for begin, end in _years(today, today + timedelta(days=days)):
        january = date(begin.year + 1, 1, 1)
        if begin.year == today.year:
            share = limits.left * (end - begin) / (january - today)
        else:
            share = limits.yearly_cap * (end - begin) / (january - date(begin.year, 1, 1))
        given += min(share, _free_days(limits, begin, end) / max(limits.interval_days, TAKES))
    return given


def _years(begin: date, end: date) -> Iterator[tuple[date, date]]:
    """Give the parts of each calendar year; the last day is not in them."""
    while begin < end:
        turn = min(date(begin.year + 1, 1, 1), end)
        yield begin, turn
        begin = turn


def _free_days(limits: Limits, begin: date, end: date) -> int:
    if limits.not_before is not None:
        begin = max(begin, limits.not_before)
    days = max((end - begin).days, 0)
    if not limits.absences:
        return days
    away = {begin + timedelta(days=n) for n in range(days) if _is_away(limits, begin + timedelta(days=n))}
    return days - len(away)


def _is_away(limits: Limits, day: date) -> bool:
    return any(first <= day <= last for first, last in limits.absences)
