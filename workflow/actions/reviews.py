"""What a reviewer does: write a review, which saves itself, and hand it in; coordinators may write one down for him."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actions import panels, review_answers, standing
from workflow.actions.answers import acting
from workflow.actions.engine import machine
from workflow.actions.finding import find_locked
from workflow.kernel.errors import InvalidInput, Refused, Stale
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import say
from workflow.models import Assignment, CommentItem, Review, ReviewForm
from workflow.policy import Actor, Permission, facts_of, require


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What was typed into a review form; a score of None is "not applicable", a missing one is not given yet."""

    scores: Mapping[str, int | None] = field(default_factory=dict)
    levels: Mapping[str, list[str]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    comments: list[Mapping[str, str]] = field(default_factory=list)
    """[{"weight", "place", "text"} …]"""
    recommendation: str = ""
    confidence: int | None = None
    revision: int | None = None
    """The revision the form was opened at; None saves over whatever is there."""


def save_review(session: Session, actor: Actor, assignment_id: PublicId, answers: Answers, *, now: datetime) -> Review:
    """Keep what is typed so far.

    Raises NotFound, NotAllowed, Stale when it was saved elsewhere since, InvalidInput by field for what cannot be
    kept, or Refused once it is handed in.
    """
    seat = _written(session, actor, assignment_id)
    if seat.state != "accepted":
        raise Refused(say("This review can no longer be changed."))
    review = seat.review or _begin(session, seat, now)
    if answers.revision is not None and answers.revision != review.revision:
        raise Stale(say("This was saved elsewhere after you opened it. Both texts are below; nothing is lost."))
    problems = review_answers.problems_in(review_answers.form_of(review), _values(answers), complete=False)
    if problems:
        raise InvalidInput(problems)
    _write(session, review, answers, now)
    return review


def hand_in(session: Session, actor: Actor, assignment_id: PublicId, answers: Answers, *, now: datetime) -> Review:
    """Hand in a review; the last one that is waited for closes the round.

    Raises NotFound, NotAllowed, Stale, InvalidInput by field, or Refused with its reasons.
    """
    review = save_review(session, actor, assignment_id, answers, now=now)
    if problems := review_answers.problems_of(review):
        raise InvalidInput(problems)
    seat = review.assignment
    if actor.person_id != seat.reviewer_id:
        review.recorded_by_id = actor.person_id
    machine.fire(session, seat, "hand_in", actor=acting(actor, seat), now=now)
    panels.settle(session, seat.submission_id, now)
    return review


def record_review(
    session: Session, actor: Actor, assignment_id: PublicId, answers: Answers, *, now: datetime
) -> Review:
    """Write down and hand in a review that came by mail or telephone; it is marked so.

    Raises as `hand_in` does; the reviewer's own declaration must be there or be recorded first.
    """
    seat = find_locked(session, Assignment, assignment_id)
    require(actor, Permission.REVIEW_RECORD, seat)
    return hand_in(session, actor, assignment_id, answers, now=now)


def reopen_review(session: Session, actor: Actor, assignment_id: PublicId, *, now: datetime) -> Assignment:
    """Give a review back to its author; a closed round stays closed. Raises NotFound, NotAllowed or Refused."""
    seat = find_locked(session, Assignment, assignment_id)
    require(actor, Permission.ASSIGNMENT_MANAGE, seat)
    machine.fire(session, seat, "reopen_review", actor=actor, now=now)
    standing.refresh(session, seat.submission)
    return seat


def _written(session: Session, actor: Actor, assignment_id: PublicId) -> Assignment:
    seat = find_locked(session, Assignment, assignment_id)
    own = facts_of(seat, actor).owner
    require(actor, Permission.REVIEW_WRITE if own else Permission.REVIEW_RECORD, seat)
    return seat


def _begin(session: Session, seat: Assignment, now: datetime) -> Review:
    form_id = seat.submission.call.review_form_id
    form = session.scalars(select(ReviewForm).where(ReviewForm.id == form_id).with_for_update()).one()
    form.frozen_at = form.frozen_at or now
    review = Review(assignment=seat, form=form, answers={}, revision=0, began_at=now, saved_at=now)
    session.add(review)
    session.flush()
    return review


def _values(answers: Answers) -> dict[str, Any]:
    return {
        **answers.texts,
        "scores": answers.scores,
        "levels": answers.levels,
        "comment_items": answers.comments,
        "recommendation": answers.recommendation,
        "confidence": str(answers.confidence or ""),
    }


def _write(session: Session, review: Review, answers: Answers, now: datetime) -> None:
    review.answers = review_answers.kept(review_answers.form_of(review), _values(answers))
    review.recommendation = answers.recommendation or None
    review.confidence = answers.confidence
    review.saved_at = now
    review.revision += 1
    review.comments.clear()
    session.flush()
    written = [c for c in answers.comments if c.get("text", "").strip()]
    review.comments.extend(
        CommentItem(number=n, weight=c.get("weight") or "could-change", place=c.get("place", ""), text=c["text"])
        for n, c in enumerate(written, 1)
    )
    session.flush()
