"""What is seen of a question to the submitter: he and the coordinators, nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from workflow.models import Clarification
from workflow.policy.rule import coordinator, submitter
from workflow.policy.sight import Sight, View


@dataclass(frozen=True, kw_only=True)
class ClarificationView(View):
    """A question, what it is about, until when it is to be answered, and the answer."""

    public_id: str | None
    question: str | None
    fields: list[str] | None
    asked_at: datetime | None
    due_at: datetime | None
    answer: str | None
    answered_at: datetime | None
    closed_at: datetime | None


both = submitter | coordinator

CLARIFICATION = Sight[Clarification, ClarificationView](
    ClarificationView,
    sees={
        "public_id": both,
        "question": both,
        "fields": both,
        "asked_at": both,
        "due_at": both,
        "answer": both,
        "answered_at": both,
        "closed_at": both,
    },
)
