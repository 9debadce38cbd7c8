"""The panel of an item as a table: who was asked in the round, what came of it, what can be done about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from web.desk import list_page, words
from web.parts import Due, Link, Seat, Text
from workflow.insight import reminded
from workflow.kernel.messages import plural, say
from workflow.models import Assignment, ReviewRound, Submission

MARKS = {"invited": "asked", "accepted": "accepted", "handed_in": "in"}
"""How a seat is drawn; one that has ended is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatRow:
    """One person who was asked."""

    public_id: str
    who: str
    name: str
    side: Text
    mark: Seat | None
    answer: Text
    answer_note: Text
    due: Due | None
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class RoundTable:
    """The people asked in one round, the newest round first."""

    number: int
    is_open: bool
    rows: tuple[SeatRow, ...]


def panel(submission: Submission, now: datetime) -> tuple[RoundTable, ...]:
    """Give a table for each round that somebody was asked in, the newest first."""
    return tuple(
        RoundTable(round_.number, round_.closed_at is None, tuple(seat_row(seat, now) for seat in _in_order(round_)))
        for round_ in reversed(submission.rounds)
        if round_.assignments
    )


def _in_order(round_: ReviewRound) -> list[Assignment]:
    return sorted(round_.assignments, key=lambda seat: (seat.side != "internal", seat.id))


def seat_row(seat: Assignment, now: datetime) -> SeatRow:
    """Give one seat with what it waits for."""
    return SeatRow(
        public_id=seat.public_id,
        who=seat.descriptor or seat.reviewer.name,
        name=words.unless_said(seat.reviewer.name, seat.descriptor or seat.reviewer.name),
        side=words.side(seat.side),
        mark=Seat(internal=seat.side == "internal", state=MARKS[seat.state]) if seat.state in MARKS else None,
        answer=answer(seat),
        answer_note=note(seat),
        due=_due(seat, now),
        links=tuple(_links(seat)),
    )


def answer(seat: Assignment) -> Text:
    """Say what has come of the invitation, with its day."""
    state = words.SEAT_STATES.get(seat.state, seat.state)
    if seat.state == "handed_in" and seat.is_late:
        state = say("review in, late")
    at = {"handed_in": seat.handed_in_at, "invited": seat.invited_at, "accepted": seat.answered_at}.get(
        seat.state, seat.answered_at or seat.ended_at
    )
    return say("{what} {day}", what=state, day=words.short_day(at)) if at else state


def note(seat: Assignment) -> Text:
    """Say why somebody declined, whom he named, or what he asks for."""
    said = list(_notes(seat))
    return words.listed(said) if said else ""


def _notes(seat: Assignment) -> Iterable[Text]:
    if seat.state == "accepted":
        yield say("no conflict declared") if seat.declared_free_at else say("has not declared conflicts yet")
    if seat.state in {"invited", "accepted"} and (reminders := reminded.of(seat)).last:
        day = words.short_day(reminders.last)
        yield plural("reminded on {day}", "reminded {n} times, last on {day}", reminders.times, day=day)
    if seat.is_extra:
        yield say("called as an extra reviewer")
    if seat.state == "declined":
        yield from (words.DECLINES[seat.decline_code],) if seat.decline_code in words.DECLINES else ()
        yield from (text for text in (seat.decline_note,) if text)
        if seat.alternative:
            yield say("suggests {who}", who=seat.alternative)
        if seat.not_before:
            yield say("not before {day}", day=words.short_day(seat.not_before))
    if seat.proposed_due_at:
        yield say("asks for time until {day}", day=words.short_day(seat.proposed_due_at))


def _due(seat: Assignment, now: datetime) -> Due | None:
    if seat.state == "invited":
        return list_page.due(seat.answer_due_at, now)
    if seat.state == "accepted" and seat.review_due_at:
        return list_page.due(seat.review_due_at, now)
    return None


def _links(seat: Assignment) -> Iterable[Link]:
    """Give the way to what can be done with the seat; its page says what is possible and why not."""
    who = seat.descriptor or seat.reviewer.name
    url = url_for("desk.seat", submission_id=seat.submission.public_id, assignment_id=seat.public_id)
    if seat.state in {"invited", "accepted"}:
        yield Link(say("Extend"), f"{url}#extend", hidden=say("the due date of {who}", who=who))
        yield Link(say("Cancel…"), f"{url}#do", hidden=who)
        yield Link(say("Record an answer"), f"{url}#answer", hidden=say("of {who}", who=who))
    elif seat.state == "handed_in":
        yield Link(say("Reopen…"), f"{url}#do", hidden=say("the review of {who}", who=who))
    elif seat.state in {"declined", "lapsed", "cancelled", "ended"}:
        yield Link(say("Ask again…"), f"{url}#do", hidden=who)
    else:
        yield Link(say("Open"), url, hidden=who)
