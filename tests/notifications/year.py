"""A year of review in a few minutes: seats with due dates, extensions, answers and absences, and what should be sent.

What should be sent is worked out here, moment by moment, from the plain words of the rules: a step falls due at eight
in the morning of its day where the call is; who is away is written to when he is back; of several the latest counts.
None of it uses the code that the product uses for it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import Session

from tests.builders import NOW, a_submission
from tests.cast import World, a_call, a_member
from workflow.kernel.ids import PublicId, new_public_id
from workflow.models import Absence, Assignment, Call, Membership, Person, ReviewRound, Submission, SubmissionVersion

STEPS = {"reviewer": (-7, -1, 1, 7), "coordinator": (3,), "chief": (14,)}
"""The shipped rule about reviews, as its file says it."""

MINUTE = timedelta(minutes=1)


@dataclass
class Seat:
    """One review that is waited for: from when, until which dates, and when it came."""

    number: int
    public_id: PublicId
    zone: str
    person: int
    asked_at: datetime
    dates: list[tuple[datetime, datetime]]
    """Since when which due date holds, in order."""
    ends_at: datetime
    extended_to: list[tuple[datetime, date]] = field(default_factory=list)


@dataclass
class Year:
    """Everything that happens, and when the clocks run."""

    seats: list[Seat]
    away: dict[int, list[tuple[date, date]]]
    own_zone: dict[int, str]
    ticks: list[datetime]
    stops: list[tuple[datetime, datetime]]

    def is_away(self, person: int, at: datetime) -> bool:
        """Say whether somebody is absent on the day it is where he is."""
        today = at.astimezone(ZoneInfo(self.own_zone[person])).date()
        return any(first <= today <= last for first, last in self.away.get(person, ()))

    def runs(self, at: datetime) -> bool:
        """Say whether the clocks run."""
        return not any(begins <= at < ends for begins, ends in self.stops)


def eight_there(day: date, zone: str) -> datetime:
    """Give the moment when it is eight in the morning of a day in a zone: tried, not computed."""
    there = ZoneInfo(zone)
    begin = datetime.combine(day, time(8), UTC) - timedelta(hours=15)
    tries = (begin + timedelta(minutes=15 * n) for n in range(4 * 30))
    return next(at for at in tries if at.astimezone(there).replace(tzinfo=None) == datetime.combine(day, time(8)))


def last_second(day: date, zone: str) -> datetime:
    """Give the last second of a day in a zone: a second before it is another day there."""
    there = ZoneInfo(zone)
    noon = datetime.combine(day, time(12), UTC) - timedelta(hours=15)
    tries = (noon + timedelta(minutes=15 * n) for n in range(4 * 48))
    return next(at for at in tries if at.astimezone(there).date() > day) - timedelta(seconds=1)


def a_year(session: Session, world: World, chance: random.Random, *, zones: list[str], seats: int, days: int) -> Year:
    """Make the calls, members and seats; the clocks are woken within five minutes of every moment that counts."""
    model = a_submission(session, "assigned", world=world)
    session.execute(update(Submission).values(review_due_at=NOW + timedelta(days=4000)))
    calls = [a_call(session, f"zone-{n}", time_zone=zone, grace_days=60) for n, zone in enumerate(zones)]
    people = [a_member(session, f"Rev Iewer{n}").person_id for n in range(max(seats // 8, 3))]
    own_zone = {person: chance.choice(zones) for person in people}
    for person, zone in own_zone.items():
        session.execute(update(Person).where(Person.id == person).values(time_zone=zone))
    away = {person: list(_absences(session, person, chance, days)) for person in people if chance.random() < 0.5}
    made = [_seat(session, model, calls, people, chance, days=days, number=n) for n in range(seats)]
    session.execute(update(Assignment).where(Assignment.round_id == model.rounds[0].id).values(state="cancelled"))
    return Year(made, away, own_zone, [], [])


def _absences(session: Session, person: int, chance: random.Random, days: int) -> Iterator[tuple[date, date]]:
    member = session.scalars(select(Membership.id).where(Membership.person_id == person)).one()
    for _ in range(chance.randint(1, 3)):
        first = NOW.date() + timedelta(days=chance.randint(1, days))
        last = first + timedelta(days=chance.randint(0, max(days // 9, 2)))
        session.add(Absence(membership_id=member, starts_on=first, ends_on=last))
        yield first, last


def _seat(
    session: Session, model: Submission, calls: list[Call], people: list[int], chance: random.Random, *,
    days: int, number: int,
) -> Seat:  # fmt: skip
    call, person = chance.choice(calls), chance.choice(people)
    asked_at = NOW + timedelta(days=chance.randint(0, days * 3 // 4), minutes=chance.randint(0, 1439))
    due_on = asked_at.date() + timedelta(days=chance.randint(2, 25))
    due_at = last_second(due_on, call.time_zone)
    submission = _copy(session, Submission, model.id, call_id=call.id, reference=f"YEAR-{number}")
    version = _copy(session, SubmissionVersion, model.versions[0].id, submission_id=submission)
    round_ = _copy(session, ReviewRound, model.rounds[0].id, submission_id=submission, version_id=version)
    seat = _copy(
        session, Assignment, model.assignments[0].id, submission_id=submission, round_id=round_, reviewer_id=person,
        state="accepted", invited_at=asked_at, answered_at=asked_at, review_due_at=due_at, due_set_at=asked_at,
    )  # fmt: skip
    public_id = session.scalars(select(Assignment.public_id).where(Assignment.id == seat)).one()
    ends_at = due_at + timedelta(days=chance.randint(-12, 25), minutes=chance.randint(0, 1439))
    found = Seat(
        seat, public_id, call.time_zone, person, asked_at, [(asked_at, due_at)], max(ends_at, asked_at + MINUTE)
    )
    if chance.random() < 0.4:
        _extend(found, chance)
    return found


def _extend(seat: Seat, chance: random.Random) -> None:
    """Move the due date once or twice, before it or after it."""
    for _ in range(chance.randint(1, 2)):
        since, due_at = seat.dates[-1]
        at = max(since + MINUTE, due_at + timedelta(days=chance.randint(-5, 4), minutes=chance.randint(0, 1439)))
        day = (max(at, due_at) + timedelta(days=chance.randint(2, 12))).date()
        if at >= seat.ends_at:
            return
        seat.extended_to.append((at, day))
        seat.dates.append((at, last_second(day, seat.zone)))


def _copy(session: Session, kind: type[Any], number: int, **changes: Any) -> int:
    table: Table = kind.__table__
    row = dict(session.execute(select(table).where(table.c.id == number)).one()._mapping)  # noqa: SLF001
    del row["id"]
    if "public_id" in row:
        row["public_id"] = new_public_id()
    made: int = session.execute(insert(table).values(**{**row, **changes}).returning(table.c.id)).scalar_one()
    return made


def waking(zones: list[str], days: int, chance: random.Random) -> list[datetime]:
    """Give when the clocks look: within five minutes after eight and after midnight in each zone, every day."""
    found = set()
    for zone in zones:
        for n in range(-1, days + 1):
            day = NOW.date() + timedelta(days=n)
            for moment in (eight_there(day, zone), last_second(day, zone) + timedelta(seconds=1)):
                found.add(moment + timedelta(seconds=chance.randint(0, 299)))
    return sorted(found)


Sent = tuple[int, str, datetime, int, datetime]
"""Seat, audience, due date, step, and when."""


def expected(year: Year) -> Iterator[Sent]:
    """Give what should be sent, looking at every seat in every moment that the clocks look."""
    for seat in year.seats:
        told: dict[tuple[str, datetime], int] = {}
        for at in year.ticks:
            if seat.asked_at <= at < seat.ends_at:
                since, due_at = [each for each in seat.dates if each[0] <= at][-1]
                for who, step in _fallen(year, seat, since, due_at, at):
                    if told.get((who, due_at), -1000) < step:
                        told[who, due_at] = step
                        yield seat.number, who, due_at, step, at


def _fallen(year: Year, seat: Seat, since: datetime, due_at: datetime, at: datetime) -> Iterator[tuple[str, int]]:
    """Give the latest step of each audience that has fallen due, where who is told is there."""
    day = due_at.astimezone(ZoneInfo(seat.zone)).date()
    for who, steps in STEPS.items():
        fallen = [step for step in steps if since < _eight(day, step, seat.zone) <= at]
        if fallen and not (who == "reviewer" and year.is_away(seat.person, at)):
            yield who, fallen[-1]


_known: dict[tuple[date, int, str], datetime] = {}


def _eight(day: date, step: int, zone: str) -> datetime:
    key = (day, step, zone)
    if key not in _known:
        _known[key] = eight_there(day + timedelta(days=step), zone)
    return _known[key]


def latest_moment(year: Year, sent: Sent) -> datetime:
    """Give until when it has to be sent: five minutes after it fell due, or its reader or the clocks came back."""
    number, who, due_at, step, _ = sent
    seat = next(each for each in year.seats if each.number == number)
    day = due_at.astimezone(ZoneInfo(seat.zone)).date()
    at = _eight(day, step, seat.zone)
    while not year.runs(at) or (who == "reviewer" and year.is_away(seat.person, at)):
        at = next((ends for begins, ends in year.stops if begins <= at < ends), at + timedelta(minutes=15))
    return at + timedelta(minutes=5)
