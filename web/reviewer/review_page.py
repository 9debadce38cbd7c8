"""What the review form shows: the questions of the call's form, what was answered, and who will see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from config.forms import Criterion, Field, ReviewForm
from web.parts import Choice, Fact, Text
from web.reviewer import reading, seats
from workflow.actions import review_answers
from workflow.actions.reviews import Answers
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, say
from workflow.models import Assignment
from workflow.policy import Actor, see
from workflow.policy.review import ReviewView

NOT_APPLICABLE = "na"
Values = Mapping[str, Any]
Problems = Mapping[str, Reason]

SEES: dict[frozenset[str], Reason] = {
    frozenset({"author", "reviewers"}): say(
        "The submitter, after the decision; other reviewers, after their own review"
    ),
    frozenset({"author"}): say("The submitter, after the decision"),
    frozenset({"reviewers"}): say("Other reviewers, after their own review"),
}
"""Who will see an answer besides the coordinators, in words."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question of the form with what was answered; `sees` says who will read it, `closed` only coordinators."""

    field: Field
    value: Any
    error: Text
    sees: Text
    closed: bool


@dataclass(frozen=True, kw_only=True)
class Scored:
    """A criterion with its score and the levels it holds at."""

    criterion: Criterion
    choices: Sequence[Choice]
    value: str
    levels: Sequence[Choice]
    chosen: Sequence[str]
    error: Text
    sees: Text
    closed: bool


def form_of(seat: Assignment) -> ReviewForm:
    """Give the form of this review: the one it was begun on, else that of the call."""
    if seat.review is not None:
        return review_answers.form_of(seat.review)
    return seat.submission.call.review_form.content


def definition(session: Session, actor: Actor, assignment_id: PublicId) -> ReviewForm:
    """Give the form to read answers by. Raises NotFound."""
    return form_of(seats.own(session, actor, assignment_id))


def review(
    session: Session, actor: Actor, assignment_id: PublicId, *,
    typed: Answers | None = None, problems: Problems | None = None,
) -> dict[str, object]:  # fmt: skip
    """Give what the form shows: what was typed just now, else what is saved. Raises NotFound."""
    seat = seats.own(session, actor, assignment_id)
    form, saved = form_of(seat), see(actor, seat.review) if seat.review else None
    values = values_typed(typed) if typed else values_saved(saved)
    work, found = see(actor, seat.round.version), problems or {}
    return {
        "seat": see(actor, seat),
        "item": see(actor, seat.submission),
        "work": work,
        "facts": reading.facts(work),
        "legal_note": reading.legal_note(work),
        **questions(form, values, found),
        "progress": progress(form, values),
        "review": saved,
        "version": saved.revision if saved else 0,
        "problems": _listed(form, found),
        "elsewhere": differences(form, values, values_saved(saved)) if typed else [],
    }


def questions(form: ReviewForm, values: Values, problems: Problems) -> dict[str, object]:
    """Give the questions of a form with what was answered, for whoever fills it in."""
    return {
        "scored": [_scored(criterion, values, problems) for criterion in form.criteria],
        "asked": [_asked(field, values, problems) for field in form.fields],
    }


def values_saved(view: ReviewView | None) -> Values:
    """Give what is saved, by name."""
    if view is None:
        return {}
    comments = [{"weight": c.weight, "place": c.place, "text": c.text} for c in view.comments or []]
    return {
        **(view.answers or {}),
        "comment_items": comments,
        "recommendation": view.recommendation or "",
        "confidence": str(view.confidence or ""),
    }


def values_typed(answers: Answers) -> Values:
    """Give what was typed, by name."""
    return {
        **answers.texts,
        "scores": dict(answers.scores),
        "levels": dict(answers.levels),
        "comment_items": [dict(comment) for comment in answers.comments],
        "recommendation": answers.recommendation,
        "confidence": str(answers.confidence or ""),
    }


def progress(form: ReviewForm, values: Values) -> list[Fact]:
    """Give how far the review is."""
    given = [c for c in form.criteria if c.key in values.get("scores", {})]
    done = say("{done} of {all}", done=len(given), all=len(form.criteria))
    advice = next((f for f in form.fields if f.name == "recommendation"), None)
    words = _words(advice, values.get("recommendation")) if advice else ""
    return [
        Fact(name=say("Scores"), value=done),
        Fact(name=say("Comments"), value=str(len(values.get("comment_items", [])))),
        Fact(name=say("Recommendation"), value=words or say("not yet")),
    ]


def differences(form: ReviewForm, typed: Values, saved: Values) -> list[Fact]:
    """Give the answers that were saved elsewhere and differ from what was typed here."""
    if not saved:
        return []
    scores = [
        Fact(name=say(c.label), value=_score_words(saved.get("scores", {}), c))
        for c in form.criteria
        if c.key in saved.get("scores", {}) and saved["scores"][c.key] != typed.get("scores", {}).get(c.key, "")
    ]
    answers = [
        Fact(name=say(field.label), value=_words(field, saved[field.name]))
        for field in form.fields
        if saved.get(field.name) and saved[field.name] != typed.get(field.name)
    ]
    return scores + answers


def answered(form: ReviewForm, values: Values) -> list[Fact]:
    """Give all answers in words, for reading."""
    scores = [Fact(name=say(c.label), value=_score_words(values.get("scores", {}), c)) for c in form.criteria]
    return scores + [Fact(name=say(f.label), value=_words(f, values.get(f.name))) for f in form.fields]


def _scored(criterion: Criterion, values: Values, problems: Problems) -> Scored:
    choices = [Choice(str(n), say(words)) for n, words in enumerate(criterion.anchors, 1)]
    if criterion.not_applicable:
        choices.append(Choice(NOT_APPLICABLE, say(criterion.not_applicable), none=True))
    scores = values.get("scores", {})
    value = scores.get(criterion.key) if criterion.key in scores else ""
    sees, closed = _who(criterion.seen_by)
    return Scored(
        criterion=criterion, choices=choices, value=NOT_APPLICABLE if value is None else str(value),
        levels=[Choice(level.key, say(level.label)) for level in criterion.levels],
        chosen=values.get("levels", {}).get(criterion.key, []),
        error=problems.get(criterion.key, ""), sees=sees, closed=closed,
    )  # fmt: skip


def _asked(field: Field, values: Values, problems: Problems) -> Asked:
    sees, closed = _who(field.seen_by)
    return Asked(
        field=field, value=values.get(field.name), error=problems.get(field.name, ""), sees=sees, closed=closed
    )


def _listed(form: ReviewForm, problems: Problems) -> dict[str, Reason]:
    """Give the problems for the list on top, where each must say which question it is about."""
    labels = {field.name: say(field.label) for field in form.fields}
    return {
        name: say("{label}: {reason}", label=labels[name], reason=reason) if name in labels else reason
        for name, reason in problems.items()
    }


def _who(seen_by: Sequence[str]) -> tuple[Text, bool]:
    besides = frozenset(seen_by) - {"coordinators"}
    return SEES.get(besides, ""), not besides


def _score_words(scores: Values, criterion: Criterion) -> Text:
    score = scores.get(criterion.key, "")
    if score is None:
        return say("Not applicable")
    if not isinstance(score, int) or not 1 <= score <= criterion.most:
        return ""
    return say("{score}: {words}", score=score, words=say(criterion.anchors[score - 1]))


def _words(field: Field, value: Any) -> Text:
    if field.kind == "comment_items":
        rows = value or []
        return "\n".join(f"{n}. {row['place']} {row['text']}".replace("  ", " ") for n, row in enumerate(rows, 1))
    label = next((choice.label for choice in field.choices if choice.key == str(value)), "")
    return say(label) if label else str(value or "")
