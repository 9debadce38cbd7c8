"""A submission with everything that belongs to it, loaded in two or three statements however much that is.

The statements are built once and the parts put in their places here: an eager loader builds its own each time, which
takes longer than the database.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload, with_expression
from sqlalchemy.orm.attributes import set_committed_value

from workflow.insight import reminded
from workflow.insight.undelivered import LACKS_MAIL
from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId
from workflow.models import (
    Assignment,
    Call,
    ConflictOverride,
    Person,
    Review,
    Submission,
    SubmissionVersion,
    Term,
    VersionTerm,
)
from workflow.policy import Actor, Permission, permits

NAMED = (Person.public_id, Person.name, Person.locale, Person.time_zone)
"""What the pages say of a person, and how a letter speaks to him."""

SINGLE = (
    joinedload(Submission.call).joinedload(Call.review_form),
    joinedload(Submission.submitter).load_only(*NAMED, raiseload=True),
    joinedload(Submission.handling_coordinator).load_only(*NAMED, raiseload=True),
)
FEW = (
    joinedload(Submission.rounds),
    joinedload(Submission.screenings),
    joinedload(Submission.clarifications),
    joinedload(Submission.disputes),
    joinedload(Submission.decisions),
    joinedload(Submission.conflicts),
    joinedload(Submission.overrides).joinedload(ConflictOverride.approved_by).load_only(*NAMED, raiseload=True),
)
"""There are one or two of each, so that one statement fetches them together."""

_chosen = (
    select(Submission)
    .where(Submission.public_id == bindparam("submission_id"))
    .options(*SINGLE, *FEW, with_expression(Submission.lacks_mail, LACKS_MAIL))
)
_WITH_CONTENT = _chosen.options(joinedload(Submission.versions).joinedload(SubmissionVersion.files))
_WITHOUT_CONTENT = _chosen.options(joinedload(Submission.versions))

_SEATS = (
    select(Assignment)
    .where(Assignment.submission_id == bindparam("submission_id"))
    .options(
        joinedload(Assignment.reviewer).load_only(*NAMED, raiseload=True),
        joinedload(Assignment.review).joinedload(Review.comments),
        with_expression(Assignment.times_reminded, reminded.TIMES),
        with_expression(Assignment.last_reminded_at, reminded.LAST),
    )
    .order_by(Assignment.id)
)
"""The form of a review is mostly the call's, which is there already."""

_TERMS = (
    select(VersionTerm)
    .join(SubmissionVersion, SubmissionVersion.id == VersionTerm.version_id)
    .where(SubmissionVersion.submission_id == bindparam("submission_id"))
    .options(joinedload(VersionTerm.term).load_only(Term.vocabulary, Term.key, Term.position, raiseload=True))
    .order_by(VersionTerm.term_id)
)

Part = TypeVar("Part")


def handled(session: Session, actor: Actor, submission_id: PublicId, *, content: bool = False) -> Submission:
    """Give a submission the actor coordinates, with its versions, rounds, seats and reviews.

    `content` loads the terms and files of its versions as well. Raises NotFound.
    """
    query = _WITH_CONTENT if content else _WITHOUT_CONTENT
    found = session.scalars(query, {"submission_id": submission_id}).unique().one_or_none()
    if found is None:
        raise NotFound
    number = {"submission_id": found.id}
    seats = session.scalars(_SEATS, number).unique().all()
    set_committed_value(found, "assignments", list(seats))
    _put(found.rounds, "assignments", ((seat.round_id, seat) for seat in seats))
    if content:
        _put(found.versions, "term_links", ((link.version_id, link) for link in session.scalars(_TERMS, number)))
    if not permits(actor, Permission.SUBMISSION_HANDLE, found):
        raise NotFound
    return found


def _put(owners: Iterable[Any], name: str, parts: Iterable[tuple[int, Part]]) -> None:
    """Give each owner its own of the parts, which come with their owner's number, as if they had been loaded there."""
    by_owner: dict[int, list[Part]] = {}
    for number, part in parts:
        by_owner.setdefault(number, []).append(part)
    for owner in owners:
        set_committed_value(owner, name, by_owner.get(owner.id, []))
