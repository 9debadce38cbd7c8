"""What is seen of a decision: the coordinator from the recording on, the submitter from the release on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from workflow.models import Decision
from workflow.policy.rule import coordinator, released, submitter
from workflow.policy.sight import Sight, View


@dataclass(frozen=True, kw_only=True)
class DecisionView(View):
    """A decision as one actor may know it."""

    public_id: str | None
    verdict: str | None
    code: str | None
    letter: str | None
    may_resubmit: bool | None
    recorded_at: datetime | None
    released_at: datetime | None


told = coordinator | (submitter & released)

DECISION = Sight[Decision, DecisionView](
    DecisionView,
    sees={
        "public_id": told,
        "verdict": told,
        "code": told,
        "letter": told,
        "may_resubmit": told,
        "recorded_at": coordinator,
        "released_at": told,
    },
)
