"""Who is waited for, and for what, in words: the last column of the work lists."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from workflow.kernel.messages import Reason, plural, say
from workflow.kernel.paging import Query
from workflow.models import Assignment, ReviewRound


@dataclass(frozen=True, slots=True)
class Seat:
    """A reviewer who has not answered, or has not handed in."""

    descriptor: str
    side: str
    state: str


def seats(session: Session, submissions: Collection[int]) -> dict[int, list[Seat]]:
    """Give who is waited for in the newest round of these submissions, the one due first in front: one statement."""
    found: dict[int, list[Seat]] = {}
    for row in session.execute(_WAITING, {"submissions": list(submissions)}):
        found.setdefault(row.submission_id, []).append(Seat(row.descriptor, row.side, row.state))
    return found


def _waiting() -> Query:
    newest = select(func.max(ReviewRound.number)).where(ReviewRound.submission_id == Assignment.submission_id)
    due = func.coalesce(Assignment.review_due_at, Assignment.answer_due_at)
    return (
        select(Assignment.submission_id, Assignment.descriptor, Assignment.side, Assignment.state)
        .join(ReviewRound, ReviewRound.id == Assignment.round_id)
        .where(
            Assignment.submission_id.in_(bindparam("submissions", expanding=True)),
            Assignment.state.in_(("invited", "accepted")),
            ReviewRound.number == newest.correlate(Assignment).scalar_subquery(),
        )
        .order_by(due, Assignment.id)
    )


_WAITING = _waiting()


def who(row: Any, waiting: Sequence[Seat], reader: int | None) -> Reason:
    """Say who acts next on an item, to a person by his number."""
    if row.waits_for == "submitter":
        return say("the submitter")
    if row.waits_for == "reviewers" and waiting:
        return _reviewers(waiting)
    if row.waits_for == "reviewers":
        return say("the reviewers")
    if row.handling_coordinator_id in {None, reader}:
        return say("You")
    return say("{name}", name=row.handler)


def what(row: Any, waiting: Sequence[Seat], seats: Iterable[Sequence[str]]) -> Reason | None:
    """Say what he who acts next has to do, or None where it goes without saying."""
    if row.waits_for == "submitter":
        return say("answer a question") if row.clarification_open else say("change it and send it in again")
    if row.waits_for == "reviewers":
        return _asked(waiting)
    return _coordinator_does(row, seats)


def _coordinator_does(row: Any, seats: Iterable[Sequence[str]]) -> Reason | None:
    if row.needs_screening:
        return say("screen")
    if row.needs_reviewers:
        return say("choose reviewers")
    if row.is_disputed:
        return say("settle, or call another reviewer")
    if row.panel_incomplete:
        return plural("{n} seat open", "{n} seats open", row.panel_open)
    if row.to_release:
        return say("release the decision")
    return say("decide") if row.state == "reviewed" or is_out_of_scope(row, seats) else None


def is_out_of_scope(row: Any, seats: Iterable[Sequence[str]]) -> bool:
    """Say whether it was screened and goes to nobody: it has had its first look, and reviewers are not looked for."""
    if row.state != "submitted" or row.needs_screening or row.needs_reviewers:
        return False
    return all(standing == "open" for _side, standing in seats)


def _reviewers(waiting: Sequence[Seat]) -> Reason:
    first, others = waiting[0].descriptor, len(waiting) - 1
    if not others:
        return say("{name}", name=first)
    return plural("{name} and {n} other reviewer", "{name} and {n} other reviewers", others, name=first)


def _asked(waiting: Sequence[Seat]) -> Reason | None:
    asked = sum(seat.state == "invited" for seat in waiting)
    reading = len(waiting) - asked
    if asked and not reading:
        return plural("asked, has not answered", "{n} asked, have not answered", asked)
    return plural("{n} review open", "{n} reviews open", reading) if reading else None
