"""Guards and effects of an assignment's process (config/processes/assignment.toml)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from workflow.actions import capacity, conflicts
from workflow.actions.engine import registry
from workflow.actions.review_answers import problems_of
from workflow.kernel.messages import Reason, plural, say
from workflow.models import Assignment, ConflictDeclaration
from workflow.process.registry import Moved
from workflow.rules import dates


@registry.guard("round_open")
def round_open(item: Assignment, now: datetime) -> Reason | None:
    """Say that the round this seat belongs to is over."""
    del now
    over = item.round.closed_at is not None or item.submission.state not in {"submitted", "assigned"}
    return say("This review round is over; thank you all the same.") if over else None


@registry.guard("under_review")
def under_review(item: Assignment, now: datetime) -> Reason | None:
    """Say that the item is no longer reviewed, or is in another round by now."""
    del now
    submission = item.submission
    current = submission.state in {"assigned", "reviewed"} and submission.current_round is item.round
    return None if current else say("This review round is over; thank you all the same.")


@registry.guard("capacity_left")
def capacity_left(item: Assignment, now: datetime) -> Reason | None:
    """Say that the reviewer has taken on all he said he could this year."""
    return capacity.nothing_left(_session(item), item.reviewer_id, now)


@registry.guard("not_excluded")
def not_excluded(item: Assignment, now: datetime) -> Reason | None:
    """Say that the reviewer has a conflict of interest; what was found is told to coordinators only."""
    if _is_conflicted(item):
        return say("A conflict of interest is declared for this submission.")
    found = conflicts.stands_against(_session(item), item.submission, item.reviewer_id, now)
    return say("A conflict of interest was found. The coordinators can say more.") if found else None


@registry.guard("no_conflict_declared")
def no_conflict_declared(item: Assignment, now: datetime) -> Reason | None:
    """Say that the declaration about conflicts of interest is missing, or names one."""
    del now
    if _is_conflicted(item):
        return say("A conflict of interest is declared for this submission.")
    return None if item.declared_free_at else say("The declaration about conflicts of interest is missing.")


@registry.guard("review_complete")
def review_complete(item: Assignment, now: datetime) -> Reason | None:
    """Say how many answers of the review are still needed."""
    del now
    problems = problems_of(item.review) if item.review else {"review": say("Nothing is written yet.")}
    if not problems:
        return None
    return plural("{n} answer is missing or wrong.", "{n} answers are missing or wrong.", len(problems))


@registry.guard("no_recorded_decision")
def no_recorded_decision(item: Assignment, now: datetime) -> Reason | None:
    """Say that the decision has been recorded."""
    del now
    return say("The decision has been recorded.") if item.submission.decision else None


@registry.guard("answer_overdue")
def answer_overdue(item: Assignment, now: datetime) -> Reason | None:
    """Say that there is still time to answer."""
    return None if dates.is_overdue(item.answer_due_at, now) else say("There is still time to answer.")


@registry.effect("stamp_answered")
def stamp_answered(session: Session, item: Assignment, move: Moved) -> None:
    """Note when the answer came; accepting sets the due date, any other answer gives the seat back."""
    call = item.submission.call
    item.answered_at = move.now
    if move.target == "accepted":
        item.review_due_at = dates.due_at(move.now, call.review_days, call.time_zone)
        item.due_set_at = move.now
        if move.source != "invited":
            capacity.take(session, item.reviewer_id, item.invited_at)
        capacity.count(session, item.reviewer_id, accepted=1)
    else:
        item.round.awaits_more = False
        capacity.give_back(session, item)


@registry.effect("clear_answer")
def clear_answer(session: Session, item: Assignment, move: Moved) -> None:
    """Ask as if for the first time: a new due date, no answer."""
    call = item.submission.call
    item.answered_at = item.review_due_at = item.proposed_due_at = item.ended_at = item.not_before = None
    item.decline_code = item.decline_note = item.alternative = ""
    item.invited_at = item.due_set_at = move.now
    item.answer_due_at = dates.due_at(move.now, call.answer_days, call.time_zone)
    item.is_extra = item.is_extra or item.round.awaits_more
    capacity.take(session, item.reviewer_id, move.now)


@registry.effect("stamp_handed_in")
def stamp_handed_in(session: Session, item: Assignment, move: Moved) -> None:
    """Note when the review came; after the round has closed it is late, and kept."""
    item.handed_in_at = move.now
    item.is_late = item.round.closed_at is not None
    item.round.awaits_more = False
    if item.review is not None:
        item.review.handed_in_at = move.now
    capacity.count(session, item.reviewer_id, handed_in=1)


@registry.effect("clear_handed_in")
def clear_handed_in(session: Session, item: Assignment, move: Moved) -> None:
    """Give the review back to its author, with the due date it had or a week."""
    item.handed_in_at = item.ended_at = None
    item.is_late = False
    if item.review is not None:
        item.review.handed_in_at = None
    week = dates.due_at(move.now, 7, item.submission.call.time_zone)
    item.review_due_at = max(item.review_due_at or week, week)
    item.due_set_at = move.now
    if move.source == "handed_in":
        capacity.count(session, item.reviewer_id, handed_in=-1)
    elif move.source == "ended":
        capacity.take(session, item.reviewer_id, item.invited_at)


@registry.effect("free_seat")
def free_seat(session: Session, item: Assignment, move: Moved) -> None:
    """Note when the seat ended, and give its place in the year back to the reviewer."""
    item.ended_at = move.now
    item.round.awaits_more = False
    capacity.give_back(session, item)


def _is_conflicted(item: Assignment) -> bool:
    query = select(ConflictDeclaration.id).where(
        ConflictDeclaration.submission_id == item.submission_id, ConflictDeclaration.person_id == item.reviewer_id
    )
    return _session(item).execute(query.limit(1)).first() is not None


def _session(item: Assignment) -> Session:
    session = object_session(item)
    assert session is not None  # noqa: S101 - items are moved within a session
    return session
