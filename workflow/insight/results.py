"""Reviews side by side: n, median, mean and spread of each criterion with its dots, and who recommends what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from config.forms import Criterion
from workflow.kernel.errors import NotFound
from workflow.models import Assignment, Person, Review, ReviewRound, Submission
from workflow.policy import Actor, facts_of
from workflow.policy.rule import Facts
from workflow.rules import dispute, scores
from workflow.rules.dispute import Answered, Disagreement, DisputeRule
from workflow.rules.scores import Summary


@dataclass(frozen=True, slots=True)
class Dot:
    """One score: which review's, of which side (empty where that is not for the actor), None for "not applicable"."""

    review: str
    side: str
    value: int | None


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One criterion over the reviews of a round."""

    key: str
    label: str
    summary: Summary
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLine:
    """One review of the round; to the submitter only that it is there."""

    public_id: str
    assignment: str
    side: str
    descriptor: str
    reviewer_name: str
    recommendation: str
    confidence: int | None
    handed_in_at: datetime | None
    is_late: bool
    is_recorded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The reviews of one round side by side."""

    round_number: int
    criteria: tuple[CriterionResult, ...]
    """Over the reviews that came in time; late ones are listed, not counted."""
    reviews: tuple[ReviewLine, ...]
    disagreement: Disagreement | None
    extra: str | None
    """third or fourth: which reviewer the call's rule asks for where they disagree"""


def of(session: Session, actor: Actor, submission: Submission, *, round_number: int | None = None) -> Results | None:
    """Give the reviews of a round, the newest where none is named; None where nothing is in, or it is not yet told.

    The coordinator sees all of it, the submitter from the release on the criteria his form shows him. One statement
    besides the submission's own parts. Raises NotFound for everybody else.
    """
    facts = facts_of(submission, actor)
    if not (facts.coordinator or facts.submitter or facts.holds_status_link):
        raise NotFound
    told = facts.submitter and facts.released
    rows = _rows(session, submission, round_number) if facts.coordinator or told else ()
    if not facts.coordinator:  # an order by side or by time would say whose is which
        rows = sorted((row for row in rows if not row.is_late), key=lambda row: str(row.public_id))
    return _results(submission, rows, facts) if rows else None


def _rows(session: Session, submission: Submission, round_number: int | None) -> Sequence[Row[Any]]:
    query = (
        select(
            Review.public_id, Review.answers, Review.recommendation, Review.confidence, Review.recorded_by_id,
            Assignment.public_id.label("assignment"), Assignment.side, Assignment.descriptor,
            Assignment.handed_in_at, Assignment.is_late, Person.name, ReviewRound.number,
        )
        .join(Assignment, Assignment.id == Review.assignment_id)
        .join(ReviewRound, ReviewRound.id == Assignment.round_id)
        .join(Person, Person.id == Assignment.reviewer_id)
        .where(ReviewRound.submission_id == submission.id, Assignment.state == "handed_in")
        .order_by(Assignment.side.desc(), Assignment.id)
    )  # fmt: skip
    found = session.execute(query).all()
    number = round_number or max((row.number for row in found), default=0)
    return [row for row in found if row.number == number]


def _results(submission: Submission, rows: Sequence[Row[Any]], facts: Facts) -> Results:
    audience = "coordinators" if facts.coordinator else "author"
    form = submission.call.review_form.content
    counted = [row for row in rows if not row.is_late]
    found = _disagreement(submission, counted) if facts.coordinator else None
    return Results(
        round_number=rows[0].number,
        criteria=tuple(_criterion(c, counted, facts) for c in form.criteria if audience in c.seen_by),
        reviews=tuple(_line(row, facts) for row in rows),
        disagreement=found,
        extra=dispute.extra_reviewer(_answered(counted)) if found else None,
    )


def _criterion(criterion: Criterion, rows: Sequence[Row[Any]], facts: Facts) -> CriterionResult:
    given = [(row, row.answers.get("scores", {})) for row in rows]
    dots = tuple(
        Dot(row.public_id, row.side if facts.coordinator else "", values[criterion.key])
        for row, values in given
        if criterion.key in values
    )
    return CriterionResult(criterion.key, criterion.label, scores.summarise(dot.value for dot in dots), dots)


def _line(row: Row[Any], facts: Facts) -> ReviewLine:
    if not facts.coordinator:
        return ReviewLine(
            public_id=row.public_id, assignment="", side="", descriptor="",
            reviewer_name=row.name if facts.open_call else "", recommendation="", confidence=None,
            handed_in_at=None, is_late=False, is_recorded=False,
        )  # fmt: skip
    return ReviewLine(
        public_id=row.public_id, assignment=row.assignment, side=row.side, descriptor=row.descriptor,
        reviewer_name=row.name, recommendation=row.recommendation or "", confidence=row.confidence,
        handed_in_at=row.handed_in_at, is_late=row.is_late, is_recorded=row.recorded_by_id is not None,
    )  # fmt: skip


def _disagreement(submission: Submission, rows: Sequence[Row[Any]]) -> Disagreement | None:
    return dispute.disagreement(_answered(rows), DisputeRule.from_data(submission.call.dispute_rule))


def _answered(rows: Iterable[Row[Any]]) -> list[Answered]:
    return [Answered(row.side, row.answers.get("scores", {}), row.recommendation or "") for row in rows]
