"""A year with four time zones, both changes of the clock, extensions, absences, two schedulers and two stops."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from threading import Thread

from sqlalchemy import select

from notifications.tick import tick
from tests.behaviours import behaviour, case, long
from tests.builders import NOW
from tests.notifications import year as years
from tests.notifications.conftest import Office
from tests.notifications.year import Seat, Sent, Year
from workflow.actions import answers, panels
from workflow.models import Event, Message
from workflow.policy import Actor, link_actor

ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]
TWO_AT_ONCE = 11
"""Every so many times both schedulers look in the same moment."""

SECOND_LOOKS = 3
"""Every so many times the second looks after the first; a look that finds nothing costs as much as any other."""


def live(office: Office, year: Year) -> None:
    """Let the time pass: people extend and step back, two schedulers look one after the other or both at once."""
    doings = sorted(_doings(year), key=lambda doing: doing[0])
    for number, at in enumerate(year.ticks):
        while doings and doings[0][0] <= at:
            _do(office, *doings.pop(0))
        office.clock.set(at)
        _look(office, number)
        office.drain()


def _doings(year: Year) -> list[tuple[datetime, str, Seat]]:
    steps_back = [(seat.ends_at, "step back", seat) for seat in year.seats]
    return [*steps_back, *((at, f"extend {day}", seat) for seat in year.seats for at, day in seat.extended_to)]


def _do(office: Office, at: datetime, what: str, seat: Seat) -> None:
    if what == "step back":
        reviewer = link_actor(assignment_id=seat.number, person_id=seat.person)
        office.do(lambda s: answers.decline(s, reviewer, seat.public_id, now=at).id)
        return
    day = datetime.fromisoformat(what.removeprefix("extend ")).date()
    office.do(lambda s: panels.extend_due_date(s, _chief(office), seat.public_id, day, now=at).id)


def _chief(office: Office) -> Actor:
    return office.world.chief


def _look(office: Office, number: int) -> None:
    """Have the first scheduler look, and at some times the second: after it, or in the same moment."""
    at_once = number % TWO_AT_ONCE == 0
    clocks = [Thread(target=tick, args=(office.database, office.clock)) for _ in range(2)]
    for each in clocks if at_once or number % SECOND_LOOKS == 0 else clocks[:1]:
        each.start()
        if not at_once:
            each.join()
    for each in clocks:
        if each.ident:
            each.join()


def sent(office: Office, year: Year) -> list[Sent]:
    """Give what was announced about the seats of the year."""
    numbers = {seat.number for seat in year.seats}
    with office.database.reading() as session:
        events = session.scalars(select(Event).where(Event.key.startswith("remind-")).order_by(Event.id)).all()
        return [
            (event.assignment_id or 0, event.tells[0], datetime.fromisoformat(event.payload["of"]),
             event.payload["offset"], event.at)
            for event in events
            if event.payload["about"] == "review" and event.assignment_id in numbers
        ]  # fmt: skip


def mails(office: Office) -> Counter[str]:
    """Give how the mails to reviewers ended."""
    kind = "assignment.remind_review:reviewer"
    with office.database.reading() as session:
        return Counter(session.scalars(select(Message.state).where(Message.kind == kind)))


def check(office: Office, year: Year) -> list[Sent]:
    """Compare what was sent with what should have been, each once and in time; give it."""
    should, did = sorted(years.expected(year)), sorted(sent(office, year))
    assert did == should
    assert [each for each in did if each[4] > years.latest_moment(year, each)] == []
    to_reviewers = [each for each in did if each[1] == "reviewer"]
    assert mails(office) == {"sent": len(to_reviewers)}
    return did


@behaviour("C8", "R10")
@case("D-NT-04", "D-NT-05", "D-TM-04", "D-TM-05", "D-TM-07", "D-TM-09")
def test_a_week_of_deadlines_is_reminded_of_exactly_once(office: Office) -> None:
    chance = random.Random(7)
    zones = ["America/New_York", "Europe/Berlin"]
    year = office.do(lambda s: years.a_year(s, office.world, chance, zones=zones, seats=5, days=7))
    stop = NOW + timedelta(days=5, hours=20)
    year.stops = [(stop, stop + timedelta(hours=30))]
    year.ticks = [at for at in years.waking(zones, 7, chance) if year.runs(at)] + [year.stops[0][1]]
    year.ticks.sort()
    live(office, year)
    assert check(office, year)


@long("clock", short="test_a_week_of_deadlines_is_reminded_of_exactly_once")
@behaviour("C8", "R10")
@case("D-NT-04", "D-NT-05", "D-TM-02", "D-TM-03", "D-TM-04", "D-TM-05", "D-TM-07", "D-TM-09")
def test_a_year_of_500_deadlines_is_reminded_of_exactly_once(office: Office) -> None:
    chance = random.Random(2027)
    year = office.do(lambda s: years.a_year(s, office.world, chance, zones=ZONES, seats=500, days=360))
    night = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)  # an hour is missing in Berlin, and the clocks stand over eight
    three_days = datetime(2027, 10, 29, 11, tzinfo=UTC)  # over the change in Berlin
    year.stops = [(night, night + timedelta(hours=6, minutes=20)), (three_days, three_days + timedelta(days=3))]
    ticks = [at for at in years.waking(ZONES, 365, chance) if year.runs(at)]
    year.ticks = sorted([*ticks, *(ends for _, ends in year.stops)])
    live(office, year)
    found = check(office, year)
    assert {each[1] for each in found} == set(years.STEPS)
    print(f"{len(found)} reminders of {len(year.seats)} seats, {len(year.ticks)} looks")  # noqa: T201
