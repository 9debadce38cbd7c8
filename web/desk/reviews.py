"""The reviews of a round side by side, and each in full."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from config.forms import Field, ReviewForm, review_form
from web.desk import words
from web.parts import Score, Text
from workflow.insight import results
from workflow.insight.results import CriterionResult, Results, ReviewLine
from workflow.insight.rounds import reviews_in
from workflow.kernel.messages import Reason, say
from workflow.models import Review, ReviewRound, Submission
from workflow.policy import Actor, see
from workflow.policy.review import CommentView, ReviewView


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
    cells: Sequence[int | None | str]
    """A score, None for "not applicable", an empty text where it was left out."""
    n: int
    median: float | None
    mean: float | None
    scores: Sequence[Score]


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
    scores: Sequence[Scored]
    texts: Sequence[tuple[Text, str]]
    comments: Sequence[tuple[Text, CommentView]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """The result of a round."""

    round_number: int
    columns: Sequence[Column]
    rows: Sequence[Row]
    opposite: bool
    disagreement: Reason | None
    extra: Text
    whole: Sequence[Whole]
    is_opened: bool
    """Somebody has opened the result, or the round still runs."""


EXTRA = {
    "third": say("The call’s rule asks for a third reviewer."),
    "fourth": say("The call’s rule asks for a fourth."),
}


def side_by_side(session: Session, actor: Actor, submission: Submission) -> SideBySide | None:
    """Give the reviews of the newest round that has any, or None."""
    round_ = next((r for r in reversed(submission.rounds) if reviews_in(r)), None)
    if round_ is None:
        return None
    found = results.of(session, actor, submission, round_number=round_.number)
    if found is None:
        return None
    form = review_form(submission.call.review_form.definition)
    return SideBySide(
        round_number=found.round_number,
        columns=list(_columns(found, form)),
        rows=[_row(criterion, _counted(found)) for criterion in found.criteria],
        opposite=found.disagreement is not None and found.disagreement.opposite,
        disagreement=found.disagreement.reason if found.disagreement else None,
        extra=EXTRA.get(found.extra or "", ""),
        whole=[_whole(see(actor, review), review_form(review.form.definition)) for review in _sorted(round_)],
        is_opened=submission.state != "reviewed" or submission.result_opened_at is not None,
    )


def _sorted(round_: ReviewRound) -> list[Review]:
    return sorted(reviews_in(round_), key=lambda review: (review.assignment.side != "internal", review.assignment.id))


def _counted(found: Results) -> list[ReviewLine]:
    return [review for review in found.reviews if not review.is_late]


def _columns(found: Results, form: ReviewForm) -> Iterable[Column]:
    numbers = {"internal": 0, "external": 0}
    counted = _counted(found)
    for review in counted:
        numbers[review.side] = numbers.get(review.side, 0) + 1
        alone = sum(other.side == review.side for other in counted) == 1
        label = words.side(review.side)
        yield Column(
            label=label if alone else say("{side} {n}", side=label, n=numbers[review.side]),
            internal=review.side == "internal",
            recommendation=_chosen(form, "recommendation", review.recommendation),
            confidence=review.confidence,
        )


def _row(criterion: CriterionResult, reviews: Sequence[ReviewLine]) -> Row:
    given = {dot.review: dot for dot in criterion.dots}
    cells = [given[review.public_id].value if review.public_id in given else "" for review in reviews]
    return Row(
        label=say(criterion.label),
        cells=cells,
        n=criterion.summary.n,
        median=criterion.summary.median,
        mean=criterion.summary.mean,
        scores=[Score(dot.value, dot.side == "internal") for dot in criterion.dots],
    )


def _whole(view: ReviewView, form: ReviewForm) -> Whole:
    answers = view.answers or {}
    texts = [
        (say(field.label), str(answers[field.name]))
        for field in form.fields
        if field.kind == "long_text" and answers.get(field.name)
    ]
    weights = _labels(form, "comment_items")
    return Whole(
        who=view.descriptor or view.reviewer_name or "",
        name=view.reviewer_name or "",
        internal=view.side == "internal",
        side=words.side(view.side or ""),
        handed_in_at=view.handed_in_at,
        is_late=bool(view.is_late),
        is_recorded=bool(view.is_recorded),
        recommendation=_chosen(form, "recommendation", view.recommendation or ""),
        confidence=_chosen(form, "confidence", str(view.confidence or "")),
        scores=list(_scores(form, answers)),
        texts=texts,
        comments=[(weights.get(c.weight, c.weight), c) for c in view.comments or []],
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
