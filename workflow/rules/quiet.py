"""When a mail may leave: not in somebody's quiet hours, and a daily one in the morning; hours are those of his zone."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = 7
"""The hour of the daily mail."""

Quiet = tuple[int, int] | None
"""From which hour until which; over midnight where the first is the later one."""


def is_quiet(hour: int, quiet: Quiet) -> bool:
    """Say whether an hour of the day is one in which nothing is sent."""
    if quiet is None or quiet[0] == quiet[1]:
        return False
    first, end = quiet
    return first <= hour < end if first < end else hour >= first or hour < end


def after_quiet(now: datetime, zone: ZoneInfo, quiet: Quiet) -> datetime:
    """Give the first moment from now on that is not in the quiet hours."""
    if quiet is None or not is_quiet(now.astimezone(zone).hour, quiet):
        return now
    return _next(now, zone, quiet[1])


def next_daily(now: datetime, zone: ZoneInfo, quiet: Quiet) -> datetime:
    """Give the moment of the next daily mail: in the morning, or when the quiet hours that cover it are over."""
    return after_quiet(_next(now, zone, MORNING), zone, quiet)


def _next(now: datetime, zone: ZoneInfo, hour: int) -> datetime:
    """Give the next time a clock there shows this hour; one that the clock skips is the next."""
    day = now.astimezone(zone).date()
    moments = (datetime.combine(day + timedelta(n), time(hour), zone).astimezone(UTC) for n in (0, 1))
    return next(moment for moment in moments if moment > now)
