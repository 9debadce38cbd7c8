"""The released decision: verdict, letter, and the reviews without their writers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from config.forms import default_review_form
from web.parts import Fact, Text, Work
from workflow.actions.finding import find
from workflow.kernel.calendar import local_day
from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, say
from workflow.models import Decision, Review, Submission
from workflow.policy import Actor, Permission, require, see
from workflow.policy.review import ReviewView, is_told

VERDICTS = {
    "publish": say("Your resource is accepted"),
    "publish_with_changes": say("Your resource is accepted with changes"),
    "reject": say("Your resource is not accepted"),
}
CODES = {
    "out_of_scope": say("It is outside the scope of the hub."),
    "desk": say("It was decided without a review."),
    "after_review": say("It was decided after the review."),
    "duplicate": say("It is in the hub already."),
}
WEIGHTS = {
    choice.key: say(choice.label)
    for field in default_review_form().fields
    if field.kind == "comment_items"
    for choice in field.choices
}


@dataclass(frozen=True, slots=True)
class Comment:
    """One point of a review, numbered through all reviews."""

    number: int
    place: str
    weight: Text
    text: str


@dataclass(frozen=True, slots=True)
class ReviewShown:
    """One review as the submitter reads it."""

    number: int
    recommendation: Text
    scores: Sequence[Fact]
    text: str
    comments: Sequence[Comment]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionShown:
    """Everything the decision page shows."""

    submission_id: str
    reference: str
    work: Work
    heading: Text
    code: Text
    letter: str
    released_on: date
    may_resubmit: bool
    is_rejection: bool
    reviews: Sequence[ReviewShown]


def of(session: Session, actor: Actor, submission_id: PublicId) -> DecisionShown:
    """Give the decision. Raises NotFound before its release, and for everybody but the submitter."""
    submission = find(session, Submission, submission_id)
    require(actor, Permission.SUBMISSION_EDIT, submission)
    if submission.decision is None:
        raise NotFound
    decision, view = see(actor, submission.decision), see(actor, submission)
    if decision.released_at is None:
        raise NotFound
    return DecisionShown(
        submission_id=submission_id, reference=view.reference or "",
        work=Work(view.title or "", lang=view.language or ""),
        heading=VERDICTS[decision.verdict or ""], code=CODES.get(decision.code or "", ""), letter=decision.letter or "",
        released_on=local_day(decision.released_at, ZoneInfo(submission.call.time_zone)),
        may_resubmit=bool(decision.may_resubmit),
        is_rejection=decision.verdict == "reject", reviews=_reviews(actor, submission, submission.decision),
    )  # fmt: skip


def _reviews(actor: Actor, submission: Submission, decision: Decision) -> list[ReviewShown]:
    """Give the reviews of the round decided on; an order by time or side would say whose is which."""
    seats = [seat for seat in submission.assignments if decision.round_id in {None, seat.round_id}]
    told = sorted((s.review for s in seats if s.review and is_told(s.review)), key=lambda review: review.public_id)
    shown: list[ReviewShown] = []
    for review in told:
        first = sum(len(earlier.comments) for earlier in shown) + 1
        shown.append(_review(review, see(actor, review), len(shown) + 1, first))
    return shown


def _review(review: Review, view: ReviewView, number: int, first: int) -> ReviewShown:
    answers = view.answers or {}
    comments = [
        Comment(first + n, item.place, WEIGHTS.get(item.weight, item.weight), item.text)
        for n, item in enumerate(view.comments or ())
    ]
    return ReviewShown(
        number, _recommendation(review, view), _scores(review, answers),
        str(answers.get("comment_to_submitter") or ""), comments,
    )  # fmt: skip


def _recommendation(review: Review, view: ReviewView) -> Text:
    fields = review.form.content.fields
    labels = {c.key: say(c.label) for field in fields if field.name == "recommendation" for c in field.choices}
    return labels.get(view.recommendation or "", "")


def _scores(review: Review, answers: dict[str, object]) -> list[Fact]:
    scores = answers.get("scores")
    given = scores if isinstance(scores, dict) else {}
    criteria = review.form.content.criteria
    return [
        Fact(name=say(criterion.label), value=_in_words(given[criterion.key], criterion.anchors))
        for criterion in criteria
        if criterion.key in given
    ]


def _in_words(score: int | None, anchors: Sequence[str]) -> Reason:
    if score is None:
        return say("not applicable")
    return say("{score} of {most}: {words}", score=score, most=len(anchors), words=say(anchors[score - 1]))
