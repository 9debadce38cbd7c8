"""The record of a reviewer in words: what was asked, what came of it, how long it took."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from statistics import fmean

from web import formats, i18n
from web.parts import Choice, Fact, Text
from workflow.insight import record
from workflow.kernel.messages import plural, say
from workflow.roster.asked import AskedRow

MARKS = {
    5: say("5, excellent reviews"),
    4: say("4, good reviews"),
    3: say("3, sound reviews"),
    2: say("2, thin reviews"),
    1: say("1, of no use"),
}


def mark_choices() -> list[Choice]:
    """Give the marks to choose from, the best first."""
    return [Choice(str(mark), words) for mark, words in MARKS.items()]


def of_reviewer(seats: Iterable[AskedRow], marks: Sequence[int], now: datetime) -> list[Fact]:
    """Give the figures of a member, from what he was asked and the marks that coordinators gave him."""
    found = record.record_of(seats, now)
    asked = say(
        "{asked}; {accepted} accepted, {declined} declined, {silent} not answered",
        asked=found.asked, accepted=found.accepted, declined=found.declined, silent=found.unanswered,
    )  # fmt: skip
    in_time = plural("{done} of {n} review", "{done} of {n} reviews", found.handed_in, done=found.in_time)
    return [
        Fact(name=say("Asked"), value=asked),
        Fact(name=say("Half of the invitations answered within"), value=_days(found.answer_days)),
        Fact(name=say("Half of the reviews handed in within"), value=_days(found.review_days)),
        Fact(name=say("Handed in on time"), value=in_time if found.handed_in else say("no review yet")),
        Fact(name=say("Marks of coordinators"), value=_mean(marks) if marks else say("no mark yet")),
    ]


def _mean(marks: Sequence[int]) -> Text:
    mean = formats.number(round(fmean(marks), 1), i18n.language())
    return plural("{mean} of 5, from {n} mark", "{mean} of 5, from {n} marks", len(marks), mean=mean)


def _days(n: int | None) -> Text:
    return say("not known yet") if n is None else plural("{n} day", "{n} days", n)
