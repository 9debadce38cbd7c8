"""Says which reminder of a due date has fallen due: steps in days around it, each at eight in the morning."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(8)
"""When a reminder leaves on its day, in the zone the due date is in."""


def moment(due: datetime, offset: int, zone: str) -> datetime:
    """Give when the step `offset` days after the due date falls due (negative: before), in UTC."""
    there = ZoneInfo(zone)
    day = due.astimezone(there).date() + timedelta(days=offset)
    return datetime.combine(day, MORNING, there).astimezone(UTC)


def latest(offsets: Sequence[int], due: datetime, now: datetime, zone: str, *, since: datetime) -> int | None:
    """Give the newest step that has fallen due after `since`, or None.

    Only the newest: who was not reminded for three days gets one mail, not three. What fell due before `since`, the
    moment the due date was set, was never meant for it.
    """
    fallen = [offset for offset in offsets if since < moment(due, offset, zone) <= now]
    return max(fallen, default=None)


def longest_lead(offsets: Sequence[int]) -> timedelta:
    """Give how long before a due date its first step can fall due, with a day for the zones."""
    return timedelta(days=max((-offset for offset in offsets), default=0) + 1)
