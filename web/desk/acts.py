"""What a coordinator can do with an item: the moves of its process, and the steps that lead to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from web.parts import Action
from workflow.actions.engine import machine
from workflow.kernel.messages import Reason, say
from workflow.models import Submission
from workflow.policy import Actor
from workflow.process.machine import Offer

ASKABLE = frozenset({"submitted", "assigned", "reviewed"})


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be done, the likely one first, and the steps back."""

    first: list[Action]
    back: list[Action]


def offered(session: Session, submission: Submission, actor: Actor, now: datetime) -> Offered:
    """Give the buttons: possible ones first, the first of them solid; then the others with what they wait for."""
    offers = machine.available(session, submission, actor, now=now)
    moves = [_move(offer, submission) for offer in offers if not offer.back]
    every = [*_steps(submission), *moves, *_always(submission)]
    possible = [action for action in every if not action.not_yet]
    waiting = [action for action in every if action.not_yet]
    if possible and submission.is_open and submission.waits_for == "coordinator":
        likely = _likely(possible)
        possible = [replace(likely, css=""), *(action for action in possible if action is not likely)]
    return Offered([*possible, *waiting], [_move(offer, submission) for offer in offers if offer.back])


def _likely(possible: list[Action]) -> Action:
    """Give a move that nothing speaks against any more, else the first step."""
    final = {"publish", "reject"}
    return next((action for action in possible if action.value in final), possible[0])


def _move(offer: Offer, submission: Submission) -> Action:
    """Give a move of the process: one that asks or warns has a page of its own, the others are buttons here."""
    label = say(offer.label)
    if not offer.possible:
        return Action(label=label, value=offer.trigger, not_yet=joined(offer.reasons))
    if offer.asks or offer.warn or offer.back:
        url = url_for("desk.move", submission_id=submission.public_id, trigger=offer.trigger)
        return Action(label=say("{label}…", label=label), value=offer.trigger, url=url, css=_css(offer))
    return Action(label=label, value=offer.trigger, hint=say("Whom it concerns is told by mail."))


def _css(offer: Offer) -> str:
    return "warn" if offer.warn else "quiet"


def joined(reasons: Iterable[Reason]) -> Reason:
    """Give several reasons as one."""
    first, *others = reasons
    return say("{first} {others}", first=first, others=joined(others)) if others else first


def _steps(submission: Submission) -> Iterable[Action]:
    """Give what is no move of the process but leads to one, in the order of the path."""
    if submission.needs_screening:
        yield _link(submission, say("Screen it"), "desk.screening")
    if submission.state == "reviewed":
        yield from _after_reviews(submission)
    if _takes_reviewers(submission):
        yield _link(submission, say("Choose reviewers"), "desk.candidates")
    if submission.state == "submitted":
        yield from _decision(submission)
    if submission.state in ASKABLE:
        yield _question(submission)


def _takes_reviewers(submission: Submission) -> bool:
    return submission.state == "assigned" or (submission.state == "submitted" and not submission.needs_screening)


def _after_reviews(submission: Submission) -> Iterable[Action]:
    if submission.result_opened_at is None:
        yield Action(
            label=say("Open the result"),
            url="#result",
            css="quiet",
            hint=say("The submitter then sees that a decision is near."),
        )
    if submission.open_dispute is not None:
        yield _link(submission, say("Call another reviewer"), "desk.candidates")
        yield _link(submission, say("Settle with a written note"), "desk.dispute")
    yield from _decision(submission)


def _decision(submission: Submission) -> Iterable[Action]:
    decision = submission.decision
    if decision is None:
        yield _link(submission, say("Record a decision"), "desk.decision")
        return
    if decision.released_at is None:
        yield _link(submission, say("Release the decision…"), "desk.release")
        yield _link(submission, say("Change the decision"), "desk.decision")


def _question(submission: Submission) -> Action:
    label = say("Ask the submitter")
    if submission.clarification_open:
        return Action(label=label, not_yet=say("A question to the submitter is still open."))
    return _link(submission, label, "desk.question")


def _always(submission: Submission) -> Iterable[Action]:
    if submission.is_open:
        yield _link(submission, say("Hand over to another coordinator"), "desk.hand_over")
        yield _link(submission, say("Open a task"), "desk.new_task")


def _link(submission: Submission, label: Reason, endpoint: str) -> Action:
    return Action(label=label, url=url_for(endpoint, submission_id=submission.public_id), css="quiet")
