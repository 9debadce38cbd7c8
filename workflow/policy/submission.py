"""What is seen of a submission: the submitter's stage in public words, the coordinator's desk in full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflow.models import Submission, SubmissionVersion
from workflow.policy.actors import Actor
from workflow.policy.relations import facts_of
from workflow.policy.rule import (
    Facts,
    chief,
    coordinator,
    double,
    holds_status_link,
    invited,
    owner,
    public,
    reader,
    released,
    reviewer,
    submitter,
)
from workflow.policy.sight import Sight, View


@dataclass(frozen=True, kw_only=True)
class SubmissionView(View):
    """Where a submission stands, as one actor may know it."""

    public_id: str | None
    reference: str | None
    title: str | None
    kind: str | None
    language: str | None
    call_title: str | None
    call_public_id: str | None
    prefix: str | None
    state: str | None
    state_since: datetime | None
    stage: str | None
    """The name of the state whose public stage is shown; "reviewed" only once the result was opened."""
    stage_since: datetime | None
    process_name: str | None
    process_version: int | None
    anonymity: str | None
    created_at: datetime | None
    submitted_at: datetime | None
    published_at: datetime | None
    submitter_name: str | None
    coordinator_name: str | None
    waits_for: str | None
    due_at: datetime | None
    seats: list[Any] | None
    quotas: list[Any] | None
    panel_open: int | None
    unanswered: int | None
    reviews_in: int | None
    score_mean: float | None
    score_median: float | None
    score_spread: float | None
    needs_screening: bool | None
    needs_reviewers: bool | None
    panel_incomplete: bool | None
    is_ready: bool | None
    is_disputed: bool | None
    clarification_open: bool | None
    revision: int | None
    is_conflicted: bool | None
    """The actor himself has a conflict with it."""


involved = submitter | holds_status_link | coordinator | chief
desk = coordinator


def stage_of(submission: Submission) -> str:
    """Give the state whose public stage the submitter sees: a closed round shows when its result was opened."""
    if submission.state == "reviewed" and submission.result_opened_at is None:
        return "assigned"
    return submission.state


def readable_version(actor: Actor, submission: Submission) -> SubmissionVersion:
    """Give the version the actor may read: a reviewer that of the last round he was free to read, others the newest."""
    facts = facts_of(submission, actor)
    if facts.submitter or facts.coordinator:
        return submission.current_version
    rounds = [seat.round for seat in submission.assignments if facts_of(seat, actor).reader]
    if rounds:
        return max(rounds, key=lambda r: r.number).version
    return submission.current_version


def _since(item: Submission, facts: Facts) -> datetime | None:
    """Count the stage "being reviewed" from one day on, so that the closing of a round does not show in it."""
    if facts.coordinator:
        return item.state_since
    if item.state == "reviewed" and item.result_opened_at is not None:
        return item.result_opened_at
    if item.state in {"assigned", "reviewed"} and item.rounds:
        return item.rounds[-1].opened_at
    return item.state_since


SUBMISSION = Sight[Submission, SubmissionView](
    SubmissionView,
    sees={
        "public_id": involved | invited | public,
        "reference": involved | invited | public,
        "title": involved | invited | public,
        "kind": involved | invited | public,
        "language": involved | invited | public,
        "call_title": involved | invited | public,
        "call_public_id": coordinator,
        "prefix": involved | invited | public,
        "state": coordinator,
        "state_since": coordinator,
        "stage": involved,
        "stage_since": involved,
        "process_name": involved,
        "process_version": involved,
        "anonymity": involved | invited | reviewer,
        "created_at": submitter | coordinator,
        "submitted_at": involved,
        "published_at": involved | public,
        "submitter_name": submitter | coordinator | (reader & ~double),
        "coordinator_name": coordinator | submitter,
        "waits_for": coordinator,
        "due_at": coordinator,
        "seats": coordinator,
        "quotas": coordinator,
        "panel_open": coordinator,
        "unanswered": coordinator,
        "reviews_in": coordinator | (submitter & released),
        "score_mean": coordinator,
        "score_median": coordinator,
        "score_spread": coordinator,
        "needs_screening": coordinator,
        "needs_reviewers": coordinator,
        "panel_incomplete": coordinator,
        "is_ready": coordinator,
        "is_disputed": coordinator,
        "clarification_open": involved,
        "revision": coordinator,
        "is_conflicted": submitter | coordinator | owner | invited | reviewer,
    },
    reads={
        "call_title": lambda item, _facts: item.call.title,
        "call_public_id": lambda item, _facts: item.call.public_id,
        "prefix": lambda item, _facts: item.call.prefix,
        "anonymity": lambda item, _facts: item.call.anonymity,
        "stage": lambda item, _facts: stage_of(item),
        "stage_since": _since,
        "submitter_name": lambda item, _facts: item.submitter.name,
        "coordinator_name": lambda item, _facts: item.handling_coordinator.name if item.handling_coordinator else None,
        "is_conflicted": lambda _item, facts: facts.conflicted,
    },
)
