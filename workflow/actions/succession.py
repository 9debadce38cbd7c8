"""Invites who comes next where somebody has declined or did not answer, in the calls that want that.

The clock does it, each submission in a transaction of its own: an answer never waits for it, and no two answers wait
for each other. Where a call only suggests, the desk shows who comes next and a coordinator invites.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workflow.actions import journal, panels
from workflow.actions.finding import lock
from workflow.models import Assignment, Call, ReviewRound, Submission
from workflow.policy import SYSTEM
from workflow.roster import candidates
from workflow.roster.succession import LEFT

INVITE = "invite"


def free_seats(session: Session) -> list[int]:
    """Give the submissions whose panel somebody has left, in calls where the next one is invited."""
    lacking = or_(Submission.needs_reviewers, Submission.panel_incomplete)
    query = (
        select(Submission.id)
        .join(Call, Call.id == Submission.call_id)
        .join(ReviewRound, ReviewRound.submission_id == Submission.id)
        .join(Assignment, Assignment.round_id == ReviewRound.id)
        .where(Call.next_in_line == INVITE, lacking, ReviewRound.closed_at.is_(None), Assignment.state.in_(LEFT))
        .distinct()
        .order_by(Submission.id)
    )
    return list(session.scalars(query))


def invite_next(session: Session, submission_id: int, *, now: datetime) -> bool:
    """Invite the next in line for a seat that somebody has left; False where none is free, or nobody can be asked."""
    submission = lock(session, submission_id)
    if not _is_wanted(submission):
        return False
    found = candidates.candidates(session, SYSTEM, submission, now=now, only_missing=True)
    for person in found.best:
        people = panels.locked_members(session, [person.public_id])
        if not panels.problems(session, submission, people, actor=SYSTEM, now=now):
            evidence = {person.public_id: person.evidence}
            (seat,) = panels.invite_all(session, submission, people, evidence, actor=SYSTEM, now=now)
            fact = journal.Fact(trigger="invite_next", actor=SYSTEM, now=now, tells=("coordinator",))
            journal.note(session, seat, fact)
            return True
    return False


def _is_wanted(submission: Submission) -> bool:
    """Say whether somebody has left whom nobody followed, while panels are still made without a coordinator's word."""
    round_ = submission.current_round
    if submission.call.next_in_line != INVITE or round_ is None or round_.closed_at is not None:
        return False
    if submission.state not in {"submitted", "assigned"} or submission.decision is not None:
        return False
    left = sum(seat.state in LEFT for seat in round_.assignments)
    followed = sum(seat.invited_by_id is None for seat in round_.assignments)
    return left > followed
