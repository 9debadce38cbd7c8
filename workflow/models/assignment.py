"""Rounds of review and their assignments: who was asked, what was answered, by when."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from workflow.models.base import Base, Numbered, Public, Stateful, follows_a_stored_process
from workflow.models.person import Person
from workflow.models.submission import Submission, SubmissionVersion

if TYPE_CHECKING:
    from workflow.models.review import Review


class ReviewRound(Numbered, Base):
    """One reading of one version by one panel."""

    __tablename__ = "review_round"
    __table_args__ = (
        UniqueConstraint("submission_id", "number", name="rounds_of_a_submission_are_numbered"),
        CheckConstraint("closed_at IS NULL OR closed_at >= opened_at", name="a_round_closes_after_it_opens"),
    )

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    number: Mapped[int]
    version_id: Mapped[int] = mapped_column(ForeignKey("submission_version.id"))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_because: Mapped[str] = mapped_column(String(12), default="")
    """quorum or early"""
    awaits_more: Mapped[bool] = mapped_column(default=False)
    """Reopened by hand: it closes again by itself only after somebody has handed in, declined or been released."""

    submission: Mapped[Submission] = relationship(back_populates="rounds")
    version: Mapped[SubmissionVersion] = relationship()
    assignments: Mapped[list[Assignment]] = relationship(back_populates="round", order_by="Assignment.id")


class Assignment(Public, Stateful, Base):
    """One reviewer asked to review one submission in one round, by a date."""

    __tablename__ = "assignment"
    __table_args__ = (
        follows_a_stored_process("assignment"),
        UniqueConstraint("round_id", "reviewer_id", name="one_assignment_per_reviewer_and_round"),
        CheckConstraint("side IN ('internal', 'external')", name="a_seat_has_a_side"),
        CheckConstraint("(handed_in_at IS NULL) = (state <> 'handed_in')", name="a_review_handed_in_has_a_time"),
        CheckConstraint("state <> 'invited' OR answered_at IS NULL", name="an_invitation_has_no_answer_yet"),
        CheckConstraint("state <> 'accepted' OR review_due_at IS NOT NULL", name="an_accepted_review_has_a_due_date"),
        Index("ix_assignment_reviewer_state", "reviewer_id", "state"),
    )

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("review_round.id"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    side: Mapped[str] = mapped_column(String(10))
    descriptor: Mapped[str] = mapped_column(String(200), default="")
    """How the reviewer is spoken of on the desk, as of the invitation."""
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    invited_at: Mapped[datetime]
    answer_due_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    review_due_at: Mapped[datetime | None]
    due_set_at: Mapped[datetime]
    """When the date that is waited for now was set: no reminder of an earlier moment is meant for it."""
    proposed_due_at: Mapped[datetime | None]
    """Outside the limits: a coordinator answers."""
    handed_in_at: Mapped[datetime | None]
    is_late: Mapped[bool] = mapped_column(default=False)
    """Handed in after the round had closed: kept, and shown until the decision is recorded."""
    ended_at: Mapped[datetime | None]
    decline_code: Mapped[str] = mapped_column(String(24), default="")
    decline_note: Mapped[str] = mapped_column(Text, default="")
    alternative: Mapped[str] = mapped_column(Text, default="")
    not_before: Mapped[datetime | None]
    declared_free_at: Mapped[datetime | None]
    """When the reviewer declared to have no conflict; content is shown only after it."""
    terms_version: Mapped[str] = mapped_column(String(20), default="")
    """The confidentiality terms accepted with that declaration."""
    evidence: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Why this reviewer, as it was shown when he was asked."""
    is_extra: Mapped[bool] = mapped_column(default=False)
    """Asked when the round was opened again: it does not close over his head while he may still answer."""

    # Read only by queries that ask for them
    times_reminded: Mapped[int | None] = query_expression()
    last_reminded_at: Mapped[datetime | None] = query_expression()

    submission: Mapped[Submission] = relationship(back_populates="assignments")
    round: Mapped[ReviewRound] = relationship(back_populates="assignments")
    reviewer: Mapped[Person] = relationship(foreign_keys=[reviewer_id])
    review: Mapped[Review | None] = relationship(back_populates="assignment")


class ConflictDeclaration(Numbered, Base):
    """A conflict of interest between a person and a submission, declared by the person or for him."""

    __tablename__ = "conflict_declaration"
    __table_args__ = (
        UniqueConstraint("submission_id", "person_id", "kind", name="a_conflict_is_declared_once"),
        CheckConstraint(
            "kind IN ('own_work', 'same_organisation', 'co_author', 'personal', 'financial', 'rival', 'other')",
            name="a_conflict_has_a_known_kind",
        ),
    )

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"))
    kind: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    declared_at: Mapped[datetime]
    declared_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class ConflictOverride(Public, Base):
    """A chief's word that one detected conflict of a person with a submission does not count, until a time."""

    __tablename__ = "conflict_override"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('same_person', 'contributor', 'same_organisation', 'same_domain', 'co_author', 'opposed')",
            name="only_detected_conflicts_are_overridden",
        ),
        CheckConstraint("reason <> ''", name="an_override_has_a_reason"),
        CheckConstraint("expires_at > approved_at", name="an_override_expires_after_it_begins"),
        Index(
            "one_override_in_force",
            "submission_id",
            "person_id",
            "kind",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
            sqlite_where=text("ended_at IS NULL"),
        ),
    )

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    approved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """Taken back, or replaced by a later one, before it expired."""

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    approved_by: Mapped[Person] = relationship(foreign_keys=[approved_by_id])
