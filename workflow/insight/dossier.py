"""A submission with everything that belongs to it, loaded in two or three statements however much that is."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload, with_expression
from sqlalchemy.orm.attributes import set_committed_value

from workflow.insight import reminded
from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId
from workflow.models import (
    Assignment,
    Call,
    ConflictOverride,
    Review,
    ReviewRound,
    Submission,
    SubmissionVersion,
    VersionTerm,
)
from workflow.policy import Actor, Permission, permits

SINGLE = (
    joinedload(Submission.call).joinedload(Call.review_form),
    joinedload(Submission.submitter),
    joinedload(Submission.handling_coordinator),
)
FEW = (
    joinedload(Submission.screenings),
    joinedload(Submission.clarifications),
    joinedload(Submission.disputes),
    joinedload(Submission.decisions),
    joinedload(Submission.conflicts),
    joinedload(Submission.overrides).joinedload(ConflictOverride.approved_by),
)
"""There are one or two of each, so that one statement fetches them together."""

_seats = joinedload(Submission.rounds).selectinload(ReviewRound.assignments)
_review = joinedload(Assignment.review)
SEATS = _seats.options(
    joinedload(Assignment.reviewer),
    _review.joinedload(Review.form),
    _review.joinedload(Review.comments),
    with_expression(Assignment.times_reminded, reminded.TIMES),
    with_expression(Assignment.last_reminded_at, reminded.LAST),
)
_versions = joinedload(Submission.versions)
CONTENT = (
    _versions.selectinload(SubmissionVersion.term_links).joinedload(VersionTerm.term),
    _versions.joinedload(SubmissionVersion.files),
)

_chosen = select(Submission).where(Submission.public_id == bindparam("submission_id")).options(*SINGLE, *FEW, SEATS)
_WITH_CONTENT = _chosen.options(*CONTENT)
_WITHOUT_CONTENT = _chosen.options(_versions)


def handled(session: Session, actor: Actor, submission_id: PublicId, *, content: bool = False) -> Submission:
    """Give a submission the actor coordinates, with its versions, rounds, seats and reviews.

    `content` loads the terms and files of its versions as well. Raises NotFound.
    """
    query = _WITH_CONTENT if content else _WITHOUT_CONTENT
    found = session.scalars(query, {"submission_id": submission_id}).unique().one_or_none()
    if found is None:
        raise NotFound
    seats = sorted((seat for round_ in found.rounds for seat in round_.assignments), key=lambda seat: seat.id)
    set_committed_value(found, "assignments", seats)
    if not permits(actor, Permission.SUBMISSION_HANDLE, found):
        raise NotFound
    return found
