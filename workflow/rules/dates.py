"""Gives due dates that end with the day in a zone, and how late something is, in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from workflow.kernel.messages import Reason, plural, say

END_OF_DAY = time(23, 59, 59)


def due_at(start: datetime, days: int, zone: str) -> datetime:
    """Give the end of the day `days` after `start` in this zone, in UTC."""
    there = ZoneInfo(zone)
    return end_of_day(start.astimezone(there).date() + timedelta(days=days), zone)


def end_of_day(day: date, zone: str) -> datetime:
    """Give the last second of a day in this zone, in UTC."""
    return datetime.combine(day, END_OF_DAY, ZoneInfo(zone)).astimezone(UTC)


def is_zone(name: str) -> bool:
    """Say whether there is a time zone of this name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def day_in(zone: str, at: datetime) -> date:
    """Give the calendar day it is in this zone at a moment; in UTC where the zone is unknown here."""
    return at.astimezone(ZoneInfo(zone) if is_zone(zone) else UTC).date()


def days_late(due: datetime, now: datetime, zone: str) -> int:
    """Give how many calendar days of this zone have begun since the due day; 0 on the day, negative before."""
    there = ZoneInfo(zone)
    return (now.astimezone(there).date() - due.astimezone(there).date()).days


def is_overdue(due: datetime, now: datetime, grace: timedelta = timedelta()) -> bool:
    """Say whether the due date, with its grace, is past."""
    return now > due + grace


def lateness(due: datetime, now: datetime, zone: str) -> Reason:
    """Say how late or how far off it is: "9 days overdue", "due today", "due in 3 days"."""
    late = days_late(due, now, zone)
    if late > 0:
        return plural("{n} day overdue", "{n} days overdue", late)
    if late == 0:
        return say("due today") if now <= due else say("overdue since today")
    return plural("due in {n} day", "due in {n} days", -late)


def extension_problem(due: datetime, proposed: date, longest_days: int, zone: str) -> Reason | None:
    """Say why a reviewer may not set this due date alone, or None when he may."""
    days = (proposed - due.astimezone(ZoneInfo(zone)).date()).days
    if days <= 0:
        return say("Propose a day after the due date.")
    if days > longest_days:
        return plural(
            "More than {n} day later is for the coordinator to decide.",
            "More than {n} days later is for the coordinator to decide.",
            longest_days,
        )
    return None
