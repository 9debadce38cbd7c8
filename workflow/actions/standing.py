"""Where a submission stands, derived from its rows and kept on it, so that lists read one table.

`derive` uses rows only, never the present time, so that `collegium check` can derive again and compare; what depends
on the time (overdue) is asked of the dates when a list is read.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from statistics import fmean, median
from typing import Any

from sqlalchemy.orm import Session

from config.vocabularies import label, term
from workflow.kernel.messages import Reason, say
from workflow.models import Assignment, Review, Submission
from workflow.roster import panels
from workflow.rules import dates
from workflow.rules.panel import Meter, Standing

OPEN_STATES = frozenset({"submitted", "assigned", "reviewed", "returned"})
DECIDABLE = frozenset({"submitted", "reviewed"})
"""The states in which a decision is recorded and released."""

READING = frozenset({"invited", "accepted"})


@dataclass(frozen=True)
class Derived:
    """The standing columns of a submission, by the same names."""

    is_open: bool
    waits_for: str
    due_at: datetime | None
    needs_screening: bool = False
    needs_reviewers: bool = False
    panel_incomplete: bool = False
    is_ready: bool = False
    to_release: bool = False
    is_disputed: bool = False
    clarification_open: bool = False
    unanswered: int = 0
    answer_due_at: datetime | None = None
    review_due_at: datetime | None = None
    panel_open: int = 0
    seats: list[Any] = field(default_factory=list)
    quotas: list[Any] = field(default_factory=list)
    reviews_in: int = 0
    score_mean: float | None = None
    score_median: float | None = None
    score_spread: float | None = None


def refresh(session: Session, submission: Submission) -> None:
    """Write the standing; every verb that touches a submission or its parts ends with this."""
    session.flush()
    session.expire(
        submission,
        ["assignments", "rounds", "screenings", "clarifications", "disputes", "decisions", "conflicts"],
    )
    for name, value in asdict(derive(session, submission)).items():
        setattr(submission, name, value)
    session.flush()


def derive(session: Session, submission: Submission) -> Derived:
    """Give where the submission stands, from its rows."""
    seats = panels.current_seats(submission)
    if submission.state not in OPEN_STATES:
        return Derived(is_open=False, waits_for=_closed_waits_for(submission), due_at=None, **_scores(submission))
    meter = panels.meter_of(session, submission, language_name(submission.language))
    flags = _flags(submission, seats, meter)
    waits_for = _waits_for(submission, flags)
    return Derived(
        is_open=True,
        waits_for=waits_for,
        due_at=_due_at(submission, seats, waits_for),
        unanswered=sum(seat.state == "invited" for seat in seats),
        answer_due_at=_earliest(seat.answer_due_at for seat in seats if seat.state == "invited"),
        review_due_at=_earliest(seat.review_due_at for seat in seats if seat.state == "accepted"),
        panel_open=sum(seat.standing is Standing.OPEN for seat in meter.seats),
        seats=[[seat.side, str(seat.standing)] for seat in meter.seats],
        quotas=[_quota_data(quota) for quota in meter.quotas],
        **flags,
        **_scores(submission),
    )


def language_name(code: str) -> Reason | str:
    """Give the English name of a language as a message, to be read in any language."""
    record = term("languages", code) if code else None
    return say(label(record, "en")[0]) if record else ""


def _flags(submission: Submission, seats: list[Assignment], meter: Meter) -> dict[str, bool]:
    state = submission.state
    screening = next(
        (s for s in reversed(submission.screenings) if s.version_id == submission.current_version.id), None
    )
    seated = any(seat.state in READING or seat.state == "handed_in" for seat in seats)
    waiting = state == "submitted" and screening is not None and screening.in_scope
    decision = submission.decision
    to_release = state in DECIDABLE and decision is not None and decision.released_at is None
    return {
        "needs_screening": state == "submitted" and screening is None,
        "needs_reviewers": waiting and not seated,
        "panel_incomplete": (state == "assigned" or (waiting and seated)) and meter.short,
        "is_ready": state == "reviewed" and submission.open_dispute is None and not to_release,
        "to_release": to_release,
        "is_disputed": state == "reviewed" and submission.open_dispute is not None,
        "clarification_open": any(c.answered_at is None and c.closed_at is None for c in submission.clarifications),
    }


def _waits_for(submission: Submission, flags: dict[str, bool]) -> str:
    if submission.state == "returned" or flags["clarification_open"]:
        return "submitter"
    if submission.state == "assigned" and not flags["panel_incomplete"]:
        return "reviewers"
    return "coordinator"


def _closed_waits_for(submission: Submission) -> str:
    return "submitter" if submission.state == "draft" else "nobody"


def _due_at(submission: Submission, seats: list[Assignment], waits_for: str) -> datetime | None:
    """Give when whoever acts next should have acted."""
    call, since = submission.call, submission.state_since
    if waits_for == "submitter":
        return _earliest(c.due_at for c in submission.clarifications if c.answered_at is None and c.closed_at is None)
    if submission.state == "submitted":
        return dates.due_at(since, call.screening_days, call.time_zone)
    if submission.state == "reviewed":
        return dates.due_at(since, call.decision_days, call.time_zone)
    asked = [seat.answer_due_at for seat in seats if seat.state == "invited"]
    reading = [seat.review_due_at for seat in seats if seat.state == "accepted"]
    return _earliest([*asked, *reading]) or dates.due_at(since, call.answer_days, call.time_zone)


def _scores(submission: Submission) -> dict[str, Any]:
    """Give how many reviews are in, and the figures over the mean score of each."""
    reviews = [seat.review for seat in panels.current_seats(submission) if seat.state == "handed_in" and seat.review]
    means = [mean for review in reviews if (mean := _mean_score(review)) is not None]
    if not means:
        return {"reviews_in": len(reviews)}
    return {
        "reviews_in": len(reviews),
        "score_mean": round(fmean(means), 4),
        "score_median": round(median(means), 4),
        "score_spread": round(max(means) - min(means), 4),
    }


def _mean_score(review: Review) -> float | None:
    scores = [score for score in review.answers.get("scores", {}).values() if score is not None]
    return fmean(scores) if scores else None


def _quota_data(quota: Any) -> dict[str, Any]:
    return {
        "kind": quota.kind, "key": quota.key, "label": quota.label.as_data(),
        "have": quota.have, "asked": quota.asked, "need": quota.need, "short": quota.short,
    }  # fmt: skip


def _earliest(times: Any) -> datetime | None:
    return min((at for at in times if at is not None), default=None)
