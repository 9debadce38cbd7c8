"""The reviews of a round side by side, and each in full."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from config.forms import Criterion, Field, ReviewForm
from web.desk import words
from web.parts import Score, Text
from workflow.insight import rounds
from workflow.kernel.messages import Reason, say
from workflow.models import Review, Submission
from workflow.policy import Actor, see
from workflow.policy.review import CommentView, ReviewView
from workflow.rules.dispute import extra_reviewer
from workflow.rules.scores import Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One review as a column: its head, and the mark of its side."""

    label: Text
    internal: bool
    recommendation: Text
    confidence: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One criterion: the score in each column, and the figures over them."""

    label: Text
    cells: tuple[int | str | None, ...]
    """A score, None for "not applicable", an empty text where it was left out."""
    n: int
    median: float | None
    mean: float | None
    scores: tuple[Score, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """One criterion as one review answers it."""

    label: Text
    value: int | None
    anchor: Text
    levels: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """One review in full."""

    who: str
    name: str
    internal: bool
    side: Text
    handed_in_at: datetime | None
    is_late: bool
    is_recorded: bool
    recommendation: Text
    confidence: Text
    scores: tuple[Scored, ...]
    texts: tuple[tuple[Text, str], ...]
    comments: tuple[tuple[Text, CommentView], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """The result of a round."""

    round_number: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    opposite: bool
    disagreement: Reason | None
    extra: Text
    whole: tuple[Whole, ...]
    is_opened: bool
    """Somebody has opened the result, or the round still runs."""


EXTRA = {
    "third": say("The call’s rule asks for a third reviewer."),
    "fourth": say("The call’s rule asks for a fourth reviewer."),
}


def side_by_side(actor: Actor, submission: Submission) -> SideBySide | None:
    """Give the reviews of the newest round that has any, or None; nothing is asked of the database."""
    round_ = next((r for r in reversed(submission.rounds) if rounds.reviews_in(r)), None)
    if round_ is None:
        return None
    form = submission.call.review_form.content
    inside, found = _sorted(rounds.counted(round_)), rounds.disagreement_in(round_, submission)
    figures = rounds.figures_of(round_, submission)
    every = [(see(actor, review), review.form.content) for review in _sorted(rounds.reviews_in(round_))]
    return SideBySide(
        round_number=round_.number,
        columns=tuple(_columns(inside, form)),
        rows=tuple(_row(c, figures[c.key], inside) for c in form.criteria if "coordinators" in c.seen_by),
        opposite=found is not None and found.opposite,
        disagreement=found.reason if found else None,
        extra=EXTRA.get(extra_reviewer([rounds.answered(r) for r in inside]), "") if found else "",
        whole=tuple(_whole(view, its_form) for view, its_form in every),
        is_opened=submission.state != "reviewed" or submission.result_opened_at is not None,
    )


def _sorted(reviews: Iterable[Review]) -> list[Review]:
    return sorted(reviews, key=lambda review: (review.assignment.side != "internal", review.assignment.id))


def _columns(inside: Sequence[Review], form: ReviewForm) -> Iterable[Column]:
    sides = [review.assignment.side for review in inside]
    for n, review in enumerate(inside):
        side, label = sides[n], words.side(sides[n])
        alone = sides.count(side) == 1
        yield Column(
            label=label if alone else say("{side} {n}", side=label, n=sides[: n + 1].count(side)),
            internal=side == "internal",
            recommendation=_chosen(form, "recommendation", review.recommendation or ""),
            confidence=review.confidence,
        )


def _row(criterion: Criterion, figures: Summary, inside: Sequence[Review]) -> Row:
    scores = [review.answers.get("scores", {}) for review in inside]
    return Row(
        label=say(criterion.label),
        cells=tuple(given.get(criterion.key, "") for given in scores),
        n=figures.n,
        median=figures.median,
        mean=figures.mean,
        scores=tuple(
            Score(given[criterion.key], review.assignment.side == "internal")
            for review, given in zip(inside, scores, strict=True)
            if criterion.key in given
        ),
    )


def _whole(view: ReviewView, form: ReviewForm) -> Whole:
    answers = view.answers or {}
    texts = tuple(
        (say(field.label), str(answers[field.name]))
        for field in form.fields
        if field.kind == "long_text" and answers.get(field.name)
    )
    weights = _labels(form, "comment_items")
    return Whole(
        who=view.descriptor or view.reviewer_name or "",
        name=words.unless_said(view.reviewer_name or "", view.descriptor or ""),
        internal=view.side == "internal",
        side=words.side(view.side or ""),
        handed_in_at=view.handed_in_at,
        is_late=bool(view.is_late),
        is_recorded=bool(view.is_recorded),
        recommendation=_chosen(form, "recommendation", view.recommendation or ""),
        confidence=_chosen(form, "confidence", str(view.confidence or "")),
        scores=tuple(_scores(form, answers)),
        texts=texts,
        comments=tuple((weights.get(c.weight, c.weight), c) for c in view.comments or []),
    )


def _scores(form: ReviewForm, answers: Mapping[str, object]) -> Iterable[Scored]:
    given, levels = answers.get("scores"), answers.get("levels")
    for criterion in form.criteria:
        if not isinstance(given, Mapping) or criterion.key not in given:
            continue
        value = given[criterion.key]
        chosen = levels.get(criterion.key, []) if isinstance(levels, Mapping) else []
        anchor = say(criterion.anchors[value - 1]) if value else say("not applicable")
        named = [say(level.label) for level in criterion.levels if level.key in chosen]
        yield Scored(say(criterion.label), value, anchor, words.listed(named))


def _field(form: ReviewForm, name: str) -> Field | None:
    return next((field for field in form.fields if field.name == name), None)


def _labels(form: ReviewForm, name: str) -> dict[str, Text]:
    field = _field(form, name)
    return {choice.key: say(choice.label) for choice in field.choices} if field else {}


def _chosen(form: ReviewForm, name: str, key: str) -> Text:
    return _labels(form, name).get(key, key)
