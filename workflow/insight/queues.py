"""The queues of the desk: which open items belong to which, and since when somebody is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from workflow.kernel.messages import Reason, say
from workflow.models import Submission, UtcDateTime

LATE_DAYS = 7
"""From how many days on the desk counts a late answer or review apart."""

Group = Literal["you", "others", "all"]
Criterion = ColumnElement[bool] | InstrumentedAttribute[bool]


@dataclass(frozen=True)
class Queue:
    """One list of the desk: its key in links, its name, whom it waits for, and what belongs to it.

    What depends on the time names it only; whoever asks gives it with `limits`.
    """

    key: str
    title: Reason
    group: Group
    holds: Criterion
    is_late: bool = False
    """Its count is a warning."""


def limits(now: datetime) -> dict[str, datetime]:
    """Give the times that the criteria of the queues name."""
    return {_limit_name(days): now - timedelta(days=days) for days in (0, LATE_DAYS)}


def _limit_name(days: int) -> str:
    return f"late_{days}"


def _limit(days: int) -> BindParameter[datetime]:
    return bindparam(_limit_name(days), type_=UtcDateTime())


def _others_late(days: int = 0) -> ColumnElement[bool]:
    """Give the criterion that somebody other than a coordinator is late by more than so many days."""
    limit = _limit(days)
    return or_(
        Submission.review_due_at < limit,
        Submission.answer_due_at < limit,
        and_(Submission.waits_for == "submitter", Submission.due_at < limit),
    )


def _decision_late() -> ColumnElement[bool]:
    decides = and_(Submission.state == "reviewed", Submission.waits_for == "coordinator")
    return and_(decides, Submission.due_at < _limit(0))


QUEUES = (
    Queue("screening", say("Needs screening"), "you", Submission.needs_screening),
    Queue("needs_reviewers", say("Needs reviewers"), "you", Submission.needs_reviewers),
    Queue("panel_incomplete", say("Panel incomplete"), "you", Submission.panel_incomplete),
    Queue("ready", say("Ready for decision"), "you", Submission.is_ready),
    Queue("to_release", say("Decisions to release"), "you", Submission.to_release),
    Queue("decision_late", say("Decision late"), "you", _decision_late(), is_late=True),
    Queue("disputed", say("Disputed"), "you", Submission.is_disputed),
    Queue("unanswered", say("Invitations unanswered"), "others", Submission.unanswered > 0),
    Queue("under_review", say("Reviews under way"), "others", Submission.state == "assigned"),
    Queue("overdue", say("Overdue"), "others", _others_late(), is_late=True),
    Queue(
        "overdue_long",
        say("Overdue by more than {n} days", n=LATE_DAYS),
        "others",
        _others_late(LATE_DAYS),
        is_late=True,
    ),
    Queue("clarifications", say("Clarifications asked"), "others", Submission.clarification_open),
    Queue("all", say("All open"), "all", true()),
)
"""Every queue of submissions, in the order of the desk. An item may stand in several."""

BY_KEY = {queue.key: queue for queue in QUEUES}

APPLICATIONS = say("Roster applications")
"""The queue of its own kind: applications that wait for a coordinator."""
