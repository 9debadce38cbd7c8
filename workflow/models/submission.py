"""Submissions: the item that is reviewed, and its versions with what they say."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from workflow.models.base import Base, Numbered, Public, Stateful, follows_a_stored_process
from workflow.models.call import Call
from workflow.models.person import Person
from workflow.models.vocabulary import Term

if TYPE_CHECKING:
    from workflow.models.assignment import Assignment, ConflictDeclaration, ConflictOverride, ReviewRound
    from workflow.models.decision import Clarification, Decision, Dispute, Screening
    from workflow.models.file import StoredFile


class Submission(Public, Stateful, Base):
    """Something sent in; where it stands is kept on the row, so that a list reads one table.

    The columns from `is_open` on are the *standing*: derived facts, written by `actions.standing.refresh` in the
    transaction that changes what they are derived from, and compared with a fresh derivation by `collegium check`.
    """

    __tablename__ = "submission"
    __table_args__ = (
        follows_a_stored_process("submission"),
        CheckConstraint("(submitted_at IS NULL) = (reference IS NULL)", name="a_reference_is_given_when_sent_in"),
        CheckConstraint("removed_at IS NULL OR submitted_at IS NULL", name="only_drafts_are_removed"),
        CheckConstraint("panel_open >= 0 AND unanswered >= 0 AND reviews_in >= 0", name="standing_counts_from_zero"),
        Index(
            "ix_submission_desk",
            *("call_id", "due_at", "public_id", "submitted_at", "created_at", "submitter_id", "state", "waits_for"),
            *("needs_screening", "needs_reviewers", "panel_incomplete", "is_ready", "to_release", "is_disputed"),
            *("clarification_open", "unanswered", "answer_due_at", "review_due_at"),
            *("handling_coordinator_id", "is_open", "id"),
            postgresql_where=text("is_open"),
            sqlite_where=text("is_open = 1"),  # as queries write it there: another wording, and it is not used
        ),  # all that the work lists count, choose and order by, so that they read it and not the wide rows
    )

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), index=True)
    submitter_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    handling_coordinator_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    reference: Mapped[str | None] = mapped_column(String(24), unique=True)
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    """A draft nobody went on with: its content is erased, and nobody sees it any more."""
    withdrawn_from: Mapped[str | None] = mapped_column(String(24))
    result_opened_at: Mapped[datetime | None]
    """When the coordinator first opened the result: from then on the submitter sees the stage "reviewed"."""

    # What lists show of the current version
    title: Mapped[str] = mapped_column(String(500), default="")
    kind: Mapped[str] = mapped_column(String(32), default="document")
    language: Mapped[str] = mapped_column(String(8), default="")

    # The standing
    is_open: Mapped[bool] = mapped_column(default=False)
    """Sent in and not closed: in some work list."""
    waits_for: Mapped[str] = mapped_column(String(12), default="submitter")
    """coordinator, reviewers, submitter or nobody"""
    due_at: Mapped[datetime | None]
    """When whoever acts next should have acted."""
    needs_screening: Mapped[bool] = mapped_column(default=False)
    needs_reviewers: Mapped[bool] = mapped_column(default=False)
    panel_incomplete: Mapped[bool] = mapped_column(default=False)
    is_ready: Mapped[bool] = mapped_column(default=False)
    to_release: Mapped[bool] = mapped_column(default=False)
    """A decision is recorded that the submitter does not know of yet."""
    is_disputed: Mapped[bool] = mapped_column(default=False)
    clarification_open: Mapped[bool] = mapped_column(default=False)
    unanswered: Mapped[int] = mapped_column(default=0)
    answer_due_at: Mapped[datetime | None]
    review_due_at: Mapped[datetime | None]
    """The earliest due date of an accepted review that is not in."""
    panel_open: Mapped[int] = mapped_column(default=0)
    seats: Mapped[list[Any]] = mapped_column(default=list)
    """The panel meter as drawn: [[side, state] …] and the quotas, see rules.panel."""
    quotas: Mapped[list[Any]] = mapped_column(default=list)
    reviews_in: Mapped[int] = mapped_column(default=0)
    score_mean: Mapped[float | None]
    score_median: Mapped[float | None]
    score_spread: Mapped[float | None]

    lacks_mail: Mapped[bool | None] = query_expression()
    """Whether a message about it did not arrive; only where a query asks for it."""

    call: Mapped[Call] = relationship()
    submitter: Mapped[Person] = relationship(foreign_keys=[submitter_id])
    handling_coordinator: Mapped[Person | None] = relationship(foreign_keys=[handling_coordinator_id])
    versions: Mapped[list[SubmissionVersion]] = relationship(
        back_populates="submission", order_by="SubmissionVersion.number"
    )
    rounds: Mapped[list[ReviewRound]] = relationship(back_populates="submission", order_by="ReviewRound.number")
    assignments: Mapped[list[Assignment]] = relationship(back_populates="submission", order_by="Assignment.id")
    screenings: Mapped[list[Screening]] = relationship(order_by="Screening.id")
    clarifications: Mapped[list[Clarification]] = relationship(order_by="Clarification.id")
    disputes: Mapped[list[Dispute]] = relationship(order_by="Dispute.id")
    decisions: Mapped[list[Decision]] = relationship(order_by="Decision.id")
    conflicts: Mapped[list[ConflictDeclaration]] = relationship(viewonly=True, order_by="ConflictDeclaration.id")
    overrides: Mapped[list[ConflictOverride]] = relationship(viewonly=True, order_by="ConflictOverride.id")

    @property
    def current_version(self) -> SubmissionVersion:
        """The newest version: the one being written, or the one under review."""
        return self.versions[-1]

    @property
    def current_round(self) -> ReviewRound | None:
        """The newest round of review, or None before the first."""
        return self.rounds[-1] if self.rounds else None

    @property
    def decision(self) -> Decision | None:
        """The decision in force, or None."""
        return next((d for d in reversed(self.decisions) if d.superseded_at is None), None)

    @property
    def open_dispute(self) -> Dispute | None:
        """The dispute that nobody has settled, or None."""
        return next((d for d in reversed(self.disputes) if d.settled_at is None), None)


class SubmissionVersion(Numbered, Base):
    """What a submission says, once; frozen when it is sent in."""

    __tablename__ = "submission_version"
    __table_args__ = (
        UniqueConstraint("submission_id", "number", name="versions_of_a_submission_are_numbered"),
        CheckConstraint("number > 0", name="versions_count_from_one"),
    )

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    number: Mapped[int]
    created_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    frozen_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=0)
    """Rises with every save; a form that was opened at an older one gets both texts back."""

    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What was typed, by field of config/forms/kinds.toml: the truth. The columns and terms below are read from it."""
    kind: Mapped[str] = mapped_column(String(32), default="document")
    title: Mapped[str] = mapped_column(String(500), default="")
    title_is_working: Mapped[bool] = mapped_column(default=False)
    """Made up for a record whose source has none; shown as such."""
    language: Mapped[str] = mapped_column(String(8), default="")
    """The language the resource, its title and its summary are in; empty where there are several or none."""
    summary: Mapped[str] = mapped_column(Text, default="")
    scope: Mapped[str] = mapped_column(String(16), default="unspecified")
    publisher: Mapped[str] = mapped_column(String(300), default="")
    year: Mapped[int | None]
    text_key: Mapped[str] = mapped_column(String(64), default="", index=True)
    """Of title, summary and language, once it is frozen: under it stand the counted words."""

    submission: Mapped[Submission] = relationship(back_populates="versions")
    term_links: Mapped[list[VersionTerm]] = relationship(
        back_populates="version", cascade="all, delete-orphan", order_by="VersionTerm.term_id"
    )
    files: Mapped[list[StoredFile]] = relationship(
        viewonly=True,
        order_by="StoredFile.id",
        primaryjoin="and_(SubmissionVersion.id == StoredFile.version_id, StoredFile.removed_at.is_(None))",
    )
    """What is attached and not removed, for pages that load it with the version."""

    def term_ids(self) -> frozenset[int]:
        """The terms this version carries, of every vocabulary."""
        return frozenset(link.term_id for link in self.term_links)


class Contributor(Numbered, Base):
    """Somebody named as a contributor in the newest version of a submission, to be found by name or ORCID.

    Read from the answers whenever they are written, as the terms are.
    """

    __tablename__ = "contributor"
    __table_args__ = (UniqueConstraint("submission_id", "position", name="contributors_are_in_an_order"),)

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(300))
    name_key: Mapped[str] = mapped_column(String(300), index=True)
    """As names are compared, see rules.identities."""
    orcid: Mapped[str] = mapped_column(String(19), default="", index=True)


class VersionTerm(Base):
    """One term of one version: objective, principle, region, country, document type, language or topic."""

    __tablename__ = "version_term"

    version_id: Mapped[int] = mapped_column(ForeignKey("submission_version.id"), primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"), primary_key=True, index=True)

    version: Mapped[SubmissionVersion] = relationship(back_populates="term_links")
    term: Mapped[Term] = relationship(lazy="joined", innerjoin=True)
