"""What is always true of rounds, assignments, reviews and the capacity of members."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from workflow.actions.invariants.rules import invariant
from workflow.models import (
    Assignment,
    Capacity,
    CommentItem,
    ConflictDeclaration,
    Membership,
    Review,
    ReviewForm,
    ReviewRound,
    Submission,
    SubmissionVersion,
)

COUNTING = ("invited", "accepted", "handed_in")
"""Seats that count against the year in which their reviewer was asked."""


def _seats(session: Session, *where: ColumnElement[bool]) -> Iterable[str]:
    query = select(Assignment.id).join(ReviewRound, Assignment.round_id == ReviewRound.id)
    query = query.join(Submission, Assignment.submission_id == Submission.id)
    query = query.outerjoin(Review, Review.assignment_id == Assignment.id)
    return [f"assignment {number}" for number in session.scalars(query.where(*where).order_by(Assignment.id))]


@invariant
def rounds_are_numbered_without_gaps(session: Session, now: datetime) -> Iterator[str]:
    """The rounds of a submission are numbered from 1 without gaps."""
    del now
    column = ReviewRound.submission_id
    for number in session.scalars(select(column).group_by(column).having(func.max(ReviewRound.number) != func.count())):
        yield f"submission {number}"


@invariant
def rounds_read_a_frozen_version_of_their_own(session: Session, now: datetime) -> Iterator[str]:
    """A round reads a frozen version of its own submission."""
    del now
    query = select(ReviewRound.id).join(SubmissionVersion, ReviewRound.version_id == SubmissionVersion.id)
    foreign = SubmissionVersion.submission_id != ReviewRound.submission_id
    for number in session.scalars(query.where(or_(foreign, SubmissionVersion.frozen_at.is_(None)))):
        yield f"round {number}"


@invariant
def only_the_last_round_is_open(session: Session, now: datetime) -> Iterator[str]:
    """Only the last round of a submission is open."""
    del now
    last = select(func.max(ReviewRound.number)).group_by(ReviewRound.submission_id)
    newer = last.where(ReviewRound.submission_id == Submission.id).correlate(Submission).scalar_subquery()
    query = select(ReviewRound.id).join(Submission).where(ReviewRound.closed_at.is_(None), ReviewRound.number < newer)
    for number in session.scalars(query):
        yield f"round {number}"


@invariant
def closed_rounds_say_why(session: Session, now: datetime) -> Iterator[str]:
    """A round says why it closed if and only if it is closed."""
    del now
    odd = ReviewRound.closed_at.is_(None) != (ReviewRound.closed_because == "")
    for number in session.scalars(select(ReviewRound.id).where(odd)):
        yield f"round {number}"


@invariant
def closed_rounds_wait_for_no_answer(session: Session, now: datetime) -> Iterable[str]:
    """Nobody is invited to a closed round."""
    del now
    return _seats(session, Assignment.state == "invited", ReviewRound.closed_at.is_not(None))


@invariant
def nobody_reads_what_is_closed(session: Session, now: datetime) -> Iterable[str]:
    """Nobody is invited to or reading for a submission that is closed or back with its submitter."""
    del now
    over = Submission.state.not_in(("submitted", "assigned", "reviewed"))
    return _seats(session, over, Assignment.state.in_(("invited", "accepted")))


@invariant
def seats_sit_in_rounds_of_their_submission(session: Session, now: datetime) -> Iterable[str]:
    """An assignment and its round belong to the same submission."""
    del now
    return _seats(session, ReviewRound.submission_id != Assignment.submission_id)


@invariant
def nobody_reviews_his_own(session: Session, now: datetime) -> Iterable[str]:
    """Nobody is asked to review what he has sent in."""
    del now
    return _seats(session, Assignment.reviewer_id == Submission.submitter_id)


@invariant
def conflicted_reviewers_read_nothing(session: Session, now: datetime) -> Iterable[str]:
    """Whoever has declared a conflict is neither invited nor reading."""
    del now
    declared = select(ConflictDeclaration.id).where(
        ConflictDeclaration.submission_id == Assignment.submission_id,
        ConflictDeclaration.person_id == Assignment.reviewer_id,
    )
    waiting = Assignment.state.in_(("invited", "accepted"))
    return _seats(session, waiting, declared.correlate(Assignment).exists())


@invariant
def conflicts_are_written_down(session: Session, now: datetime) -> Iterable[str]:
    """An assignment that ended by a conflict has a declaration."""
    del now
    declared = select(ConflictDeclaration.id).where(
        ConflictDeclaration.submission_id == Assignment.submission_id,
        ConflictDeclaration.person_id == Assignment.reviewer_id,
    )
    return _seats(session, Assignment.state == "conflicted", ~declared.correlate(Assignment).exists())


@invariant
def handed_in_has_a_review(session: Session, now: datetime) -> Iterable[str]:
    """An assignment is handed in if and only if its review is."""
    del now
    return _seats(session, (Assignment.state == "handed_in") == Review.handed_in_at.is_(None))


@invariant
def reviews_begin_after_the_declaration(session: Session, now: datetime) -> Iterable[str]:
    """A review is handed in only by those who have declared to be free of conflicts."""
    del now
    return _seats(session, Review.handed_in_at.is_not(None), Assignment.declared_free_at.is_(None))


@invariant
def late_is_what_came_after_the_end(session: Session, now: datetime) -> Iterable[str]:
    """A review is late only if it came in after its round had closed."""
    del now
    open_or_later = or_(ReviewRound.closed_at.is_(None), Assignment.handed_in_at < ReviewRound.closed_at)
    return _seats(session, Assignment.is_late.is_(True), or_(Assignment.state != "handed_in", open_or_later))


@invariant
def forms_in_use_are_frozen(session: Session, now: datetime) -> Iterator[str]:
    """A review form that a review was begun on is frozen."""
    del now
    query = select(ReviewForm.id).where(ReviewForm.frozen_at.is_(None), ReviewForm.id.in_(select(Review.form_id)))
    for number in session.scalars(query):
        yield f"review form {number}"


@invariant
def comments_are_numbered_without_gaps(session: Session, now: datetime) -> Iterator[str]:
    """The comments of a review are numbered from 1 without gaps."""
    del now
    column = CommentItem.review_id
    for number in session.scalars(select(column).group_by(column).having(func.max(CommentItem.number) != func.count())):
        yield f"review {number}"


@invariant
def capacity_counts_the_seats(session: Session, now: datetime) -> Iterator[str]:
    """What a member has taken of a year's capacity is the number of seats that count in that year."""
    del now
    seats = select(Membership.id, Assignment.invited_at).join(
        Assignment, Assignment.reviewer_id == Membership.person_id
    )
    counting = session.execute(seats.where(Assignment.state.in_(COUNTING)))
    actual = Counter((row.id, row.invited_at.year) for row in counting)
    rows = session.execute(select(Capacity.membership_id, Capacity.year, Capacity.taken))
    taken = {(row.membership_id, row.year): row.taken for row in rows}
    for key in sorted(actual.keys() | taken.keys()):
        if actual[key] != taken.get(key, 0):
            yield f"membership {key[0]} in {key[1]}: {taken.get(key, 0)} instead of {actual[key]}"
