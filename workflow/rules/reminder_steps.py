"""Says when the steps of a rule fall due, and which of them leave when: for the clock and for the timetable alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from workflow.rules.dates import is_zone

MORNING = time(8)
"""When a reminder leaves on its day, in the zone the due date is in."""

MISSED_AFTER = timedelta(hours=1)
"""Where a rule catches nothing up, a step that could not leave within this time is left out."""

SATURDAY, DAYS_OF_A_WEEK = 5, 7
Stretch = tuple[datetime, datetime]
"""From when on somebody is away, and when he is back."""


@dataclass(frozen=True)
class Planned:
    """One step: how many days after the date, when it falls due, and when it leaves as things stand."""

    offset: int
    moment: datetime
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Track:
    """One date and what one audience is told of it."""

    offsets: Sequence[int]
    due: datetime
    zone: str
    since: datetime
    """When the date was set: what fell due before was never meant for it."""
    working: bool = False
    catch_up: str = "latest"
    began: Mapping[int, datetime] = field(default_factory=lambda: MappingProxyType({}))
    """Since when a step exists that the rule got later."""
    away: Sequence[Stretch] = ()
    last: int | None = None
    """The latest step that was announced: no earlier one leaves after it, whatever the clock says."""


def moment(due: datetime, offset: int, zone: str, *, working: bool = False) -> datetime:
    """Give when the step `offset` days after the due date falls due (negative: before), in UTC."""
    there = ZoneInfo(zone if is_zone(zone) else "UTC")
    day = due.astimezone(there).date()
    day = working_day(day, offset) if working else day + timedelta(days=offset)
    return datetime.combine(day, MORNING, there).astimezone(UTC)


def working_day(day: date, offset: int) -> date:
    """Give the day so many working days after a day, or before it; with 0 the day itself, or the Monday after it."""
    step = timedelta(days=1 if offset >= 0 else -1)
    if offset == 0:
        return _next_working(day)
    for _ in range(abs(offset)):
        day += step
        while day.weekday() >= SATURDAY:
            day += step
    return day


def plan(track: Track, now: datetime, until: datetime) -> list[Planned]:
    """Give the steps that leave from now until then, in order, as they would if nothing changes.

    With `until` = now these are the ones to announce now. Of several that would leave in the same moment, after a stop
    or an absence, only the latest does, or all, or none, as the rule says.
    """
    pending = [
        Planned(offset, at, present(max(at, now), track.away))
        for offset in track.offsets
        if track.last is None or offset > track.last
        for at in (moment(track.due, offset, track.zone, working=track.working),)
        if at > max(track.since, track.began.get(offset, track.since))
    ]
    if track.catch_up == "none":
        pending = [step for step in pending if step.at - step.moment <= MISSED_AFTER]
    if track.catch_up != "all":
        pending = list({step.at: step for step in sorted(pending, key=lambda step: step.offset)}.values())
    return sorted((step for step in pending if step.at <= until), key=lambda step: (step.at, step.offset))


def present(at: datetime, away: Sequence[Stretch]) -> datetime:
    """Give the first moment from `at` on when somebody is there."""
    for begins, ends in sorted(away):
        if begins <= at < ends:
            at = ends
    return at


def stretch(first: date, last: date, zone: str) -> Stretch:
    """Give from when until when an absence lasts, both days included, where the person is."""
    there = ZoneInfo(zone if is_zone(zone) else "UTC")
    begins, ends = (datetime.combine(day, time(), there) for day in (first, last + timedelta(days=1)))
    return begins.astimezone(UTC), ends.astimezone(UTC)


def longest_lead(offsets: Sequence[int]) -> timedelta:
    """Give how long before a due date its first step can fall due, with days for the zones and the week's ends."""
    before = max((-offset for offset in offsets), default=0)
    return timedelta(days=max(before, 0) * 7 // 5 + 4)


def _next_working(day: date) -> date:
    late = day.weekday() - SATURDAY
    return day if late < 0 else day + timedelta(days=DAYS_OF_A_WEEK - day.weekday())
