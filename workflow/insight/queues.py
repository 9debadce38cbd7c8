"""The queues of the desk: which open items belong to which, and since when somebody is late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, and_, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from workflow.kernel.messages import Reason, say
from workflow.models import Submission

LATE_DAYS = 7
"""From how many days on the desk counts a late answer or review apart."""

Group = Literal["you", "others", "all"]
Criterion = ColumnElement[bool] | InstrumentedAttribute[bool]


@dataclass(frozen=True)
class Queue:
    """One list of the desk: its key in links, its name, whom it waits for, and what belongs to it at a time."""

    key: str
    title: Reason
    group: Group
    holds: Callable[[datetime], Criterion]
    is_late: bool = False
    """Its count is a warning."""


def others_late(now: datetime, days: int = 0) -> ColumnElement[bool]:
    """Give the criterion that somebody other than a coordinator is late by more than so many days."""
    limit = now - timedelta(days=days)
    return or_(
        Submission.review_due_at < limit,
        Submission.answer_due_at < limit,
        and_(Submission.waits_for == "submitter", Submission.due_at < limit),
    )


def _decision_late(now: datetime) -> ColumnElement[bool]:
    decides = and_(Submission.state == "reviewed", Submission.waits_for == "coordinator")
    return and_(decides, Submission.due_at < now)


QUEUES = (
    Queue("screening", say("Needs screening"), "you", lambda _now: Submission.needs_screening),
    Queue("needs_reviewers", say("Needs reviewers"), "you", lambda _now: Submission.needs_reviewers),
    Queue("panel_incomplete", say("Panel incomplete"), "you", lambda _now: Submission.panel_incomplete),
    Queue("ready", say("Ready for decision"), "you", lambda _now: Submission.is_ready),
    Queue("decision_late", say("Decision late"), "you", _decision_late, is_late=True),
    Queue("disputed", say("Disputed"), "you", lambda _now: Submission.is_disputed),
    Queue("unanswered", say("Invitations unanswered"), "others", lambda _now: Submission.unanswered > 0),
    Queue("under_review", say("Reviews under way"), "others", lambda _now: Submission.state == "assigned"),
    Queue("overdue", say("Overdue"), "others", others_late, is_late=True),
    Queue(
        "overdue_long",
        say("Overdue by more than {n} days", n=LATE_DAYS),
        "others",
        lambda now: others_late(now, LATE_DAYS),
        is_late=True,
    ),
    Queue("clarifications", say("Clarifications asked"), "others", lambda _now: Submission.clarification_open),
    Queue("all", say("All open"), "all", lambda _now: true()),
)
"""Every queue of submissions, in the order of the desk. An item may stand in several."""

BY_KEY = {queue.key: queue for queue in QUEUES}

APPLICATIONS = say("Roster applications")
"""The queue of its own kind: applications that wait for a coordinator."""
