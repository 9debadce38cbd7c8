"""Finds records by their public ids, and locks what a verb is about to change.

A verb locks the submission's row first and everything else after it, so that no two verbs wait for each other in a
circle (DESIGN §2.6).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId, is_public_id
from workflow.models import (
    Assignment,
    Clarification,
    ConflictOverride,
    Decision,
    Review,
    ReviewRound,
    StoredFile,
    Submission,
    SubmissionVersion,
)
from workflow.models.base import Public
from workflow.policy import READS

T = TypeVar("T", bound=Public)

PARTS: dict[type[Public], type[Public]] = dict.fromkeys(
    (Assignment, Decision, Clarification, ConflictOverride), Submission
)
"""What is locked through the submission it belongs to."""

COMES_WITH: Mapping[type[Public], tuple[ORMOption, ...]] = {
    Submission: (*READS, joinedload(Submission.submitter), joinedload(Submission.handling_coordinator)),
    Assignment: (
        joinedload(Assignment.submission).options(*READS, joinedload(Submission.submitter)),
        joinedload(Assignment.round).joinedload(ReviewRound.version),
        joinedload(Assignment.review).joinedload(Review.form),
        joinedload(Assignment.reviewer),
    ),
    StoredFile: (joinedload(StoredFile.version).joinedload(SubmissionVersion.submission).options(*READS),),
}
"""What every page asks of a record that it reads, in the same statement."""


def find(session: Session, kind: type[T], public_id: PublicId) -> T:
    """Give the record with this id, for reading. Raises NotFound."""
    if not is_public_id(public_id):
        raise NotFound
    query = _by_id(kind, public_id).options(*COMES_WITH.get(kind, ()))
    found = session.scalars(query).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def find_locked(session: Session, kind: type[T], public_id: PublicId) -> T:
    """Give the record with this id as it is now, locked until the transaction ends. Raises NotFound."""
    if not is_public_id(public_id):
        raise NotFound
    if kind in PARTS:
        lock_submission_of(session, kind, public_id)
    query = _by_id(kind, public_id).with_for_update().execution_options(populate_existing=True)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def lock_submission_of(session: Session, kind: type[Public], public_id: PublicId) -> None:
    """Lock the row of the submission that the record belongs to. Raises NotFound."""
    part: type[Assignment] = kind  # type: ignore[assignment]  # every part has a submission_id
    owner = session.scalar(select(part.submission_id).where(part.public_id == public_id))
    if owner is None:
        raise NotFound
    lock(session, owner)


def lock(session: Session, submission_id: int) -> Submission:
    """Lock one submission by its inner id and give it as it is now."""
    query = select(Submission).where(Submission.id == submission_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def _by_id(kind: type[T], public_id: PublicId) -> Select[T]:
    return select(kind).where(kind.public_id == public_id)
