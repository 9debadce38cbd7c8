"""The answers of a review, by the form it was begun on: what is missing, what cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from config.forms import Criterion, ReviewForm, review_form
from workflow.kernel.messages import Reason, say
from workflow.models import Review
from workflow.rules import answers as answer_rules

COLUMNS = ("recommendation", "confidence")
"""Answers that have columns of their own."""


def form_of(review: Review) -> ReviewForm:
    """Give the form the review was begun on."""
    return review_form(review.form.definition)


def values_of(review: Review) -> dict[str, Any]:
    """Give everything that was answered, by name."""
    comments = [{"weight": c.weight, "place": c.place, "text": c.text} for c in review.comments]
    return {
        **review.answers,
        "comment_items": comments,
        "recommendation": review.recommendation or "",
        "confidence": str(review.confidence) if review.confidence else "",
    }


def problems_of(review: Review, *, complete: bool = True) -> dict[str, Reason]:
    """Give what keeps the review from being handed in, by field; for a draft only what cannot be read."""
    return problems_in(form_of(review), values_of(review), complete=complete)


def problems_in(form: ReviewForm, values: Mapping[str, Any], *, complete: bool = True) -> dict[str, Reason]:
    """Give what is wrong with these values, by field; a score's field is its criterion's key."""
    scores = values.get("scores", {})
    found = {c.key: p for c in form.criteria if (p := _score_problem(c, scores, complete=complete))}
    return found | answer_rules.problems(form.fields, values, {}, complete=complete)


def _score_problem(criterion: Criterion, scores: Mapping[str, Any], *, complete: bool) -> Reason | None:
    if criterion.key not in scores:
        return say("Give a score: {label}", label=say(criterion.label)) if complete and criterion.required else None
    score = scores[criterion.key]
    if score is None:
        return None if criterion.not_applicable else say("This criterion always applies; give a score.")
    if isinstance(score, bool) or not isinstance(score, int) or not 1 <= score <= criterion.most:
        return say("Choose a score from 1 to {most}.", most=criterion.most)
    return None
