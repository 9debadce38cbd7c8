"""Dates in calendars: written as RFC 5545 has it, sent with mails, fetched from private addresses, taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications import calendars as written
from notifications.ical import Entry, calendar, escaped, folded
from notifications.sender import Sender
from tests.behaviours import behaviour, case
from tests.builders import a_submission, accepted, seats_of
from tests.notifications.conftest import Office
from workflow.actions import answers, calendars, panels
from workflow.insight import due_dates
from workflow.insight.due_dates import DueDate
from workflow.kernel.errors import NotAllowed, NotFound
from workflow.kernel.ids import PublicId
from workflow.models import Assignment
from workflow.policy import VISITOR, Actor

DUE = datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC)
SENDER = Sender(
    base_url="https://hub.example.org", name="Collegium", address="hub@example.org", sign_in_life=timedelta(minutes=10)
)


def entry(**changes: Any) -> Entry:
    given: dict[str, Any] = {
        "uid": "review-1@hub", "sequence": 3, "at": DUE, "stamp": DUE, "summary": "Due", "description": "", "url": "u",
    }  # fmt: skip
    return Entry(**{**given, **changes})


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "a;b,c\\d",
        "two\nlines\r\nand\rthree",
        "é" * 200,
        "مراجعة " * 30,
        "𝒳" * 60,
        "",
        "BEGIN:VEVENT\nEND:VEVENT",
    ],
)
@case("D-IN-12")
def test_any_text_comes_back_from_a_calendar_as_it_was(text: str) -> None:
    whole = calendar([entry(summary=text)], language="en", name=text or "x")
    (found,) = read(whole)
    assert found["summary"] == text.replace("\r\n", "\n").replace("\r", "\n")
    assert whole.replace("\r\n", "").count("\n") == 0
    assert max(len(row.encode()) for row in whole.split("\r\n")) <= 75


def test_a_line_is_folded_between_letters_and_marked_where_a_sign_has_a_meaning() -> None:
    assert folded("x" * 76) == "x" * 75 + "\r\n x\r\n"
    assert folded("x" * 74 + "é") == "x" * 74 + "\r\n é\r\n"
    assert escaped("a;b,c\\\n") == "a\\;b\\,c\\\\\\n"


@behaviour("R10")
@case("D-TM-01")
@pytest.mark.parametrize("locale", ["en", "fr", "ar", "zh"])
def test_the_moment_is_the_moment_of_the_row_in_every_language(locale: str) -> None:
    due = DueDate(
        seat_id="s1", kind="review", title="A;b", reference="COL-1", reviewer="", due_at=DUE, revision=7,
        changed_at=DUE, is_over=False,
    )  # fmt: skip
    (found,) = read(written.feed([due], SENDER, locale))
    assert (found["start"], found["sequence"], found["status"]) == (DUE, 7, "CONFIRMED")
    assert found["uid"] == "review-s1@hub.example.org"
    assert "A;b" in found["summary"]
    assert "{" not in found["summary"]


def read(whole: str) -> list[dict[str, Any]]:
    """Give the dates that a library finds in a calendar, as plain values."""
    return [
        {
            "kind": str(event["UID"]).split("-")[0], "uid": str(event["UID"]), "status": str(event["STATUS"]),
            "sequence": int(str(event["SEQUENCE"])), "start": event.start, "summary": str(event["SUMMARY"]),
        }
        for event in Calendar.from_ical(whole).events
    ]  # fmt: skip


@behaviour("R10")
def test_the_calendar_follows_an_assignment_by_mail_and_by_subscription(office: Office) -> None:
    world = office.world
    reviewer = world.panel[0]

    def made(actor: Actor) -> str:
        return str(office.do(lambda s: calendars.make_calendar(s, actor, now=office.clock.now())))

    own, foreign = made(reviewer), made(world.outsider)
    of_call = office.do(lambda s: calendars.make_calendar(s, world.coordinator, world.call_id, now=office.clock.now()))
    seat_id = office.do(lambda s: seats_of(a_submission(s, "assigned", world=world))[0].public_id)

    def told() -> dict[str, dict[str, Any]]:
        mails = [mail for mail in office.read() if mail.calendar and seat_id in mail.calendar.replace("\r\n ", "")]
        return {found["kind"]: found for found in read(mails[-1].calendar)}

    def subscribed(token: str) -> list[tuple[str, str]]:
        with office.database.reading() as session:
            found = calendars.subscription(session, token, office.clock.now())
            now, call = office.clock.now(), found.call_id
            dates = (
                due_dates.of_call(session, found.actor, call, now=now)
                if call
                else due_dates.own(session, found.actor, now=now)
            )
        whole = written.feed(dates, SENDER, found.locale, call=found.call_title)
        return sorted((event["kind"], event["status"]) for event in read(whole) if seat_id in event["uid"])

    invited = told()
    assert {kind: event["status"] for kind, event in invited.items()} == {"answer": "CONFIRMED"}
    assert subscribed(own) == subscribed(of_call) == [("answer", "CONFIRMED")]
    assert subscribed(foreign) == []

    office.do(lambda s: accepted(s, world, s.get_one(Assignment, _number(s, seat_id)), now=office.clock.now()).id)
    agreed = told()
    assert {kind: event["status"] for kind, event in agreed.items()} == {"answer": "CANCELLED", "review": "CONFIRMED"}
    assert agreed["answer"]["sequence"] > invited["answer"]["sequence"]
    assert subscribed(own) == subscribed(of_call) == [("review", "CONFIRMED")]

    office.do(
        lambda s: panels.extend_due_date(s, world.coordinator, seat_id, date(2027, 1, 10), now=office.clock.now()).id
    )
    moved = told()
    assert moved["review"]["start"] > agreed["review"]["start"]
    assert moved["review"]["sequence"] > agreed["review"]["sequence"]

    office.do(lambda s: panels.end_assignment(s, world.coordinator, seat_id, now=office.clock.now()).id)
    over = told()
    assert {kind: event["status"] for kind, event in over.items()} == {"answer": "CANCELLED", "review": "CANCELLED"}
    assert over["review"]["sequence"] > moved["review"]["sequence"]
    assert ("review", "CANCELLED") in subscribed(own)

    newer = made(reviewer)
    _is_gone(office, own)
    office.do(lambda s: calendars.end_calendar(s, reviewer, now=office.clock.now()).id)
    _is_gone(office, newer)
    assert subscribed(of_call) != []


def _number(session: Session, seat_id: PublicId) -> int:
    return int(session.scalars(select(Assignment.id).where(Assignment.public_id == seat_id)).one())


def _is_gone(office: Office, token: str) -> None:
    with office.database.reading() as session, pytest.raises(NotFound):
        calendars.subscription(session, token, office.clock.now())


@behaviour("R10")
def test_who_declared_a_conflict_or_coordinates_elsewhere_fetches_nothing(office: Office) -> None:
    world, now = office.world, office.clock.now()
    seat_id = office.do(lambda s: seats_of(a_submission(s, "assigned", world=world))[0].public_id)
    office.do(lambda s: answers.declare_conflict(s, world.panel[0], seat_id, kind="rival", now=now).id)
    with office.database.reading() as session:
        assert due_dates.own(session, world.panel[0], now=now) == []
        assert due_dates.of_call(session, world.other_coordinator, world.call_id, now=now) == []

    def wants(actor: Actor, problem: type[Exception]) -> None:
        with pytest.raises(problem):
            office.do(lambda s: calendars.make_calendar(s, actor, world.call_id, now=now))

    wants(world.other_coordinator, NotFound)
    wants(world.outsider, NotAllowed)
    wants(VISITOR, NotAllowed)
