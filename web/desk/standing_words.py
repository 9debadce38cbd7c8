"""Where an item stands, in words: its path, the sentence under its title, and what has to be known at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from web import formats, i18n
from web.desk import words
from web.parts import Link, Step, Text
from workflow.insight.worklists import stage_words
from workflow.kernel.messages import Reason, from_data, plural, say
from workflow.models import Submission
from workflow.process.definition import Process

DESK = say("Desk")
UNTITLED = say("(no title)")
OPEN = frozenset({"submitted", "assigned", "reviewed"})
"""The states in which an item moves along the path; elsewhere its state is named instead."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know before anything is done: its bold sentence, the rest, and the class that colours it."""

    title: Text
    text: Text = ""
    css: str = ""
    link: Link | None = None


def on_behalf(name: str) -> Reason:
    """Say for whom somebody acted."""
    return say("on behalf of {name}", name=name)


def path(submission: Submission, process: Process) -> list[Step]:
    """Give the stages of an item with the days it reached them."""
    steps = _reached(submission)
    if submission.state not in OPEN:
        state = process.state(submission.state)
        done = [Step(label, "past", at) for label, at in steps if at]
        return [*done, Step(say(state.title) if state else submission.state, "now", submission.state_since)]
    present = next((n for n, (_, at) in enumerate(steps) if at is None), len(steps) - 1)
    return [
        *(Step(label, "past", at) for label, at in steps[:present]),
        Step(stage_words(submission, submission.seats), "now"),
        *(Step(label) for label, _at in steps[present + 1 :]),
    ]


def _reached(submission: Submission) -> list[tuple[Reason, date | None]]:
    round_ = submission.current_round
    screened = next((s.at for s in submission.screenings if s.version_id == submission.current_version.id), None)
    if submission.state == "submitted" and round_ is not None and round_.closed_at is not None:
        round_ = None  # what was sent in again is read anew
    asked = round_ is not None and submission.state != "submitted"
    decision = submission.decision
    return [
        (say("Sent in"), submission.submitted_at),
        (say("Screened"), screened or (submission.submitted_at if asked else None)),
        (say("Panel asked"), round_.opened_at if round_ and asked else None),
        (say("Reviews in"), round_.closed_at if round_ and submission.state != "assigned" else None),
        (say("Decision"), decision.released_at if decision and submission.state != "submitted" else None),
        (say("Published"), submission.published_at),
    ]


def sentence(submission: Submission, process: Process, now: datetime) -> Reason:
    """Say where the item stands and by when somebody should act."""
    state = process.state(submission.state)
    if not submission.is_open:
        title = say(state.title) if state else submission.state
        return say("{stage}, since {day}.", stage=title, day=words.full_day(submission.state_since))
    stage = stage_words(submission, submission.seats)
    waits = say("{stage}. It waits for {who}.", stage=stage, who=WAITS.get(submission.waits_for, say("nobody")))
    if submission.due_at is None:
        return waits
    left = formats.days_left(submission.due_at, now, i18n.zone()).sentence
    return say("{waits} {left} ({day}).", waits=waits, left=left, day=words.full_day(submission.due_at))


WAITS = {
    "coordinator": say("the coordinators"),
    "reviewers": say("the reviewers"),
    "submitter": say("the submitter"),
}


def notes(submission: Submission, *, with_dispute: bool = True) -> list[Note]:
    """Give what has to be known at once: a disagreement, a question that is open, a screening out of scope."""
    found: list[Note] = []
    dispute = submission.open_dispute if with_dispute and submission.state == "reviewed" else None
    if dispute is not None:
        found.append(Note(say("The reviewers disagree."), _why(dispute.facts), "split-view"))
    if submission.clarification_open:
        found.append(Note(say("A question to the submitter is open."), say("Nothing is published before."), "here"))
    last = submission.screenings[-1] if submission.screenings else None
    out = last is not None and not last.in_scope and submission.state == "submitted"
    if last is not None and out:
        found.append(Note(say("The screening found it out of scope."), last.note, "soon"))
    if late := _late(submission):
        found.append(Note(plural("{n} review came late.", "{n} reviews came late.", late), LATE))
    return found


LATE = say("It is kept and shown, and does not count for the round.")


def _late(submission: Submission) -> int:
    round_ = submission.current_round
    return sum(seat.is_late for seat in round_.assignments) if round_ and submission.is_open else 0


def _why(facts: dict[str, Any]) -> Text:
    reason = facts.get("reason")
    return from_data(reason) if isinstance(reason, dict) else ""
