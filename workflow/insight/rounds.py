"""Rounds of review as the rules see them: duties for the quorum, answers for disputes, scores for the figures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from workflow.models import Assignment, Review, ReviewRound, Submission
from workflow.rules import dispute, scores
from workflow.rules.dispute import Answered, Disagreement, DisputeRule
from workflow.rules.quorum import Duty, QuorumRule


def duties_of(seats: Iterable[Assignment]) -> list[Duty]:
    """Give the seats of a round as the quorum sees them; a late review no longer counts for it."""
    return [
        Duty(
            side=seat.side,
            accepted=seat.state in {"accepted", "handed_in"} or _is_awaited(seat),
            handed_in=seat.state == "handed_in" and not seat.is_late,
            ended=seat.state not in {"invited", "accepted", "handed_in"},
            due_at=seat.answer_due_at if _is_awaited(seat) else seat.review_due_at,
        )
        for seat in seats
    ]


def _is_awaited(seat: Assignment) -> bool:
    """Say whether an invitation keeps its round open: the round was opened again for it."""
    return seat.is_extra and seat.state == "invited"


def quorum_of(submission: Submission) -> QuorumRule:
    """Give the quorum of the submission's call."""
    return QuorumRule.from_data(submission.call.quorum)


def grace_of(submission: Submission) -> timedelta:
    """Give how long after its due date a review is still waited for."""
    return timedelta(days=submission.call.grace_days)


def reviews_in(round_: ReviewRound | None) -> list[Review]:
    """Give the reviews of a round that are handed in, late ones included."""
    if round_ is None:
        return []
    return [seat.review for seat in round_.assignments if seat.state == "handed_in" and seat.review is not None]


def counted(round_: ReviewRound | None) -> list[Review]:
    """Give the reviews that the round closed with: handed in, and not late."""
    return [review for review in reviews_in(round_) if not review.assignment.is_late]


def answered(review: Review) -> Answered:
    """Give a review as the dispute rule sees it."""
    return Answered(review.assignment.side, review.answers.get("scores", {}), review.recommendation or "")


def disagreement_in(round_: ReviewRound, submission: Submission) -> Disagreement | None:
    """Give what the reviews of a round disagree on by the call's rule, or None."""
    rule = DisputeRule.from_data(submission.call.dispute_rule)
    return dispute.disagreement([answered(review) for review in counted(round_)], rule)


def figures_of(round_: ReviewRound | None, submission: Submission) -> dict[str, scores.Summary]:
    """Give n, median, mean and spread of each criterion over the reviews of a round."""
    form = submission.call.review_form.content
    return scores.by_criterion(
        (criterion.key for criterion in form.criteria),
        (review.answers.get("scores", {}) for review in counted(round_)),
    )
