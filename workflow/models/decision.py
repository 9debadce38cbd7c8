"""What coordinators put down about a submission: screening, clarification, dispute and decision."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.models.base import Base, Numbered, Public


class Screening(Numbered, Base):
    """A first look: in scope or not, and why; the newest one counts, for the version it was made on."""

    __tablename__ = "screening"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("submission_version.id"))
    in_scope: Mapped[bool]
    checks: Mapped[dict[str, Any]] = mapped_column(default=dict)
    note: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Clarification(Public, Base):
    """A question to the submitter, with the fields it opens and a due date."""

    __tablename__ = "clarification"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    question: Mapped[str] = mapped_column(Text)
    fields: Mapped[list[str]] = mapped_column(default=list)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class Dispute(Numbered, Base):
    """Reviews that disagree by the call's rule, until a written note settles it or another reviewer is called."""

    __tablename__ = "dispute"
    __table_args__ = (
        CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="a_settlement_has_a_person"),
    )

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("review_round.id"))
    facts: Mapped[dict[str, Any]]
    """Where they disagree and how far, as rules.dispute found it."""
    opened_at: Mapped[datetime]
    extra_called_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(Text, default="")


class Decision(Public, Base):
    """A decision: recorded first, released to the submitter later, replaced only by a newer one."""

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("verdict IN ('publish', 'publish_with_changes', 'reject')", name="a_verdict_is_known"),
        CheckConstraint(
            "code IN ('', 'out_of_scope', 'desk', 'after_review', 'duplicate')", name="a_rejection_code_is_known"
        ),
        CheckConstraint("verdict <> 'reject' OR code <> ''", name="a_rejection_has_a_code"),
        CheckConstraint("released_at IS NULL OR released_at >= recorded_at", name="recorded_before_released"),
        Index(
            "one_decision_in_force",
            "submission_id",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
            sqlite_where=text("superseded_at IS NULL"),
        ),
    )

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("review_round.id"))
    verdict: Mapped[str] = mapped_column(String(24))
    code: Mapped[str] = mapped_column(String(16), default="")
    letter: Mapped[str] = mapped_column(Text)
    """The reasons, as the submitter reads them."""
    may_resubmit: Mapped[bool] = mapped_column(default=False)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    released_at: Mapped[datetime | None]
    superseded_at: Mapped[datetime | None]
