"""The answers of a review, by the form it was begun on: what is missing, what cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from config.forms import Criterion, Field, ReviewForm
from workflow.kernel.messages import Reason, say
from workflow.models import Review
from workflow.rules import answers as answer_rules
from workflow.rules.text import length_problem, tidy

COLUMNS = ("recommendation", "confidence")
"""Answers that have columns of their own."""


LONGEST_PLACE = 200
"""Letters of the place a comment names; the column holds as many."""


def form_of(review: Review) -> ReviewForm:
    """Give the form the review was begun on."""
    return review.form.content


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
    scores, levels = values.get("scores", {}), values.get("levels", {})
    found = {c.key: p for c in form.criteria if (p := _score_problem(c, scores, complete=complete))}
    found |= {c.key: p for c in form.criteria if (p := _levels_problem(c, levels.get(c.key, [])))}
    found |= {f.name: p for f in form.fields if f.kind == "comment_items" if (p := _comments_problem(f, values))}
    return found | answer_rules.problems(form.fields, values, {}, complete=complete)


def kept(form: ReviewForm, values: Mapping[str, Any]) -> dict[str, Any]:
    """Give what is kept in the row of the answers: what the form asks for, and nothing under another name."""
    criteria = {c.key for c in form.criteria}
    texts = {field.name for field in form.fields if field.kind in {"text", "long_text"}}
    return {
        "scores": {key: score for key, score in values["scores"].items() if key in criteria},
        "levels": {key: list(chosen) for key, chosen in values["levels"].items() if key in criteria},
        **{name: values[name] for name in sorted(texts & set(values))},
    }


def _levels_problem(criterion: Criterion, chosen: object) -> Reason | None:
    known = {level.key for level in criterion.levels}
    fits = isinstance(chosen, list | tuple) and all(isinstance(key, str) and key in known for key in chosen)
    return None if fits else say("Choose levels from the list.")


def _comments_problem(field: Field, values: Mapping[str, Any]) -> Reason | None:
    weights = {"", *(choice.key for choice in field.choices)}
    for comment in values.get(field.name) or []:
        if comment.get("weight", "") not in weights:
            return say("Choose how much the comment weighs.")
        place, text = tidy(comment.get("place", "")), tidy(comment.get("text", ""))
        if problem := length_problem(place, longest=LONGEST_PLACE) or length_problem(text, longest=field.longest):
            return problem
    return None


def _score_problem(criterion: Criterion, scores: Mapping[str, Any], *, complete: bool) -> Reason | None:
    if criterion.key not in scores:
        return say("Give a score: {label}", label=say(criterion.label)) if complete and criterion.required else None
    score = scores[criterion.key]
    if score is None:
        return None if criterion.not_applicable else say("This criterion always applies; give a score.")
    if isinstance(score, bool) or not isinstance(score, int) or not 1 <= score <= criterion.most:
        return say("Choose a score from 1 to {most}.", most=criterion.most)
    return None
