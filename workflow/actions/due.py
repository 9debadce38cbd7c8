"""What the clock asks for besides reminders: what has fallen due until now, computed from dates in rows (DESIGN §2.8).

Nothing is remembered between two questions, so a stop of three days, a second clock or a moved due date need no care.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from workflow.actions.guards.submission import quorum_reached
from workflow.kernel.ids import PublicId
from workflow.models import Assignment, Call, ReviewRound, Submission
from workflow.rules import dates


def overdue_invitations(session: Session, now: datetime) -> list[PublicId]:
    """Give the invitations whose answer is missing though due date and grace are past."""
    query = (
        select(Assignment.public_id, Assignment.answer_due_at, Call.grace_days)
        .join(Submission, Assignment.submission_id == Submission.id)
        .join(Call)
        .where(Assignment.state == "invited", Assignment.answer_due_at < now)
        .order_by(Assignment.answer_due_at, Assignment.id)
    )
    return [
        row.public_id
        for row in session.execute(query)
        if dates.is_overdue(row.answer_due_at, now, timedelta(days=row.grace_days))
    ]


def ripe_rounds(session: Session, now: datetime) -> list[int]:
    """Give the submissions whose round may close now: nobody is waited for any longer."""
    seats = selectinload(Submission.rounds).selectinload(ReviewRound.assignments)
    query = (
        select(Submission)
        .where(Submission.state == "assigned", (Submission.review_due_at.is_(None)) | (Submission.review_due_at < now))
        .options(selectinload(Submission.call), seats)
        .order_by(Submission.id)
    )
    return [submission.id for submission in session.scalars(query) if quorum_reached(submission, now) is None]
