"""What is seen of a review: each answer by those its form names, and never before the time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from workflow.models import Review
from workflow.policy.rule import Facts, coordinator, open_call, owner, released, submitter
from workflow.policy.sight import Sight, View


@dataclass(frozen=True, kw_only=True)
class CommentView:
    """One numbered comment."""

    number: int
    weight: str
    place: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ReviewView(View):
    """One review as one actor may read it."""

    assignment_public_id: str | None
    side: str | None
    descriptor: str | None
    reviewer_name: str | None
    answers: dict[str, Any] | None
    """Only those the form shows this actor."""
    recommendation: str | None
    confidence: int | None
    comments: list[CommentView] | None
    revision: int | None
    saved_at: datetime | None
    handed_in_at: datetime | None
    is_late: bool | None
    is_recorded: bool | None
    """Written down by a coordinator on the reviewer's behalf."""


told = submitter & released


def is_told(review: Review) -> bool:
    """Say whether the review is one the submitter is shown after the release: handed in, and in time."""
    return review.handed_in_at is not None and not review.assignment.is_late


def _answers(review: Review, facts: Facts) -> dict[str, Any]:
    if facts.owner:
        return dict(review.answers)
    audience = "coordinators" if facts.coordinator else "author"
    form = review.form.content
    criteria = {c.key for c in form.criteria if audience in c.seen_by}
    shown = {f.name for f in form.fields if audience in f.seen_by}
    scored = {part: _only(review.answers.get(part, {}), criteria) for part in ("scores", "levels")}
    return {**scored, **_only(review.answers, shown)}


def _only(answers: dict[str, Any], keys: set[str]) -> dict[str, Any]:
    return {key: value for key, value in answers.items() if key in keys}


def _comments(review: Review, _facts: Facts) -> list[CommentView]:
    return [
        CommentView(number=item.number, weight=item.weight, place=item.place, text=item.text)
        for item in review.comments
    ]


REVIEW = Sight[Review, ReviewView](
    ReviewView,
    sees={
        "assignment_public_id": owner | coordinator,
        "side": owner | coordinator,
        "descriptor": coordinator,
        "reviewer_name": owner | coordinator | (told & open_call),
        "answers": owner | coordinator | told,
        "recommendation": owner | coordinator | told,
        "confidence": owner | coordinator | told,
        "comments": owner | coordinator | told,
        "revision": owner,
        "saved_at": owner | coordinator,
        "handed_in_at": owner | coordinator,
        "is_late": owner | coordinator,
        "is_recorded": owner | coordinator,
    },
    reads={
        "assignment_public_id": lambda item, _facts: item.assignment.public_id,
        "side": lambda item, _facts: item.assignment.side,
        "descriptor": lambda item, _facts: item.assignment.descriptor,
        "reviewer_name": lambda item, _facts: item.assignment.reviewer.name,
        "answers": _answers,
        "comments": _comments,
        "is_late": lambda item, _facts: item.assignment.is_late,
        "is_recorded": lambda item, _facts: item.recorded_by_id is not None,
    },
)

NAMED_BY_FORM = ("recommendation", "confidence")
"""Fields of their own on the record, which a form shows to those it names, as it does with its other answers."""


def look(review: Review, facts: Facts) -> ReviewView:
    """Give what these facts allow to see of the review, and of that what its form shows this actor."""
    view = REVIEW.look(review, facts)
    if facts.owner or facts.coordinator:
        return view
    form = review.form.content
    shown = {f.name for f in form.fields if "author" in f.seen_by}
    hidden = [name for name in NAMED_BY_FORM if name not in shown]
    return replace(view, visible=view.visible.difference(hidden), **dict.fromkeys(hidden))
