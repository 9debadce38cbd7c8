"""What is seen of an assignment: all of it by the reviewer himself and the coordinator, nothing by the submitter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflow.models import Assignment
from workflow.policy.rule import coordinator, owner
from workflow.policy.sight import Sight, View


@dataclass(frozen=True, kw_only=True)
class AssignmentView(View):
    """One seat of a panel."""

    public_id: str | None
    title: str | None
    """What the reviewer was asked to read: still his to know when the seat has ended."""
    reference: str | None
    call_title: str | None
    state: str | None
    round_number: int | None
    side: str | None
    descriptor: str | None
    reviewer_name: str | None
    invited_at: datetime | None
    answer_due_at: datetime | None
    answered_at: datetime | None
    review_due_at: datetime | None
    proposed_due_at: datetime | None
    handed_in_at: datetime | None
    is_late: bool | None
    is_extra: bool | None
    decline_code: str | None
    decline_note: str | None
    alternative: str | None
    not_before: datetime | None
    declared_free_at: datetime | None
    terms_version: str | None
    evidence: dict[str, Any] | None
    revision: int | None


both = owner | coordinator

ASSIGNMENT = Sight[Assignment, AssignmentView](
    AssignmentView,
    sees={
        "public_id": both,
        "title": both,
        "reference": both,
        "call_title": both,
        "state": both,
        "round_number": both,
        "side": both,
        "descriptor": coordinator,
        "reviewer_name": both,
        "invited_at": both,
        "answer_due_at": both,
        "answered_at": both,
        "review_due_at": both,
        "proposed_due_at": both,
        "handed_in_at": both,
        "is_late": both,
        "is_extra": coordinator,
        "decline_code": both,
        "decline_note": both,
        "alternative": both,
        "not_before": both,
        "declared_free_at": both,
        "terms_version": both,
        "evidence": coordinator,
        "revision": both,
    },
    reads={
        "title": lambda item, _facts: item.round.version.title,
        "reference": lambda item, _facts: item.submission.reference,
        "call_title": lambda item, _facts: item.submission.call.title,
        "round_number": lambda item, _facts: item.round.number,
        "reviewer_name": lambda item, _facts: item.reviewer.name,
    },
)
