"""What a member was asked: each invitation with what came of it, as far as a coordinator may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.models import Assignment, Membership, Submission
from workflow.policy import Actor, Permission, require
from workflow.policy.scope import coordinated


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRow:
    """One invitation."""

    submission: str
    assignment: str
    reference: str
    title: str
    language: str
    state: str
    state_since: datetime
    invited_at: datetime
    answered_at: datetime | None
    handed_in_at: datetime | None
    review_due_at: datetime | None
    is_late: bool


def rows(session: Session, actor: Actor, member: Membership) -> list[AskedRow]:
    """Give the invitations to items the actor coordinates, the newest first. Raises NotFound or NotAllowed."""
    require(actor, Permission.ROSTER_SEE, member)
    query = (
        select(
            Submission.public_id.label("submission"), Assignment.public_id.label("assignment"), Submission.reference,
            Submission.title, Submission.language, Assignment.state, Assignment.state_since, Assignment.invited_at,
            Assignment.answered_at, Assignment.handed_in_at, Assignment.review_due_at, Assignment.is_late,
        )
        .join(Submission, Submission.id == Assignment.submission_id)
        .where(Assignment.reviewer_id == member.person_id, coordinated(actor))
        .order_by(Assignment.invited_at.desc(), Assignment.id.desc())
    )  # fmt: skip
    return [AskedRow(**row) for row in session.execute(query).mappings()]
