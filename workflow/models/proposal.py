"""Proposals: panels for all submissions of a call that wait for reviewers, computed together and applied as one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.models.assignment import Assignment
from workflow.models.base import Base, Public
from workflow.models.call import Call
from workflow.models.person import Person
from workflow.models.submission import Submission


class Proposal(Public, Base):
    """What was asked of the matching, what it found, and what became of it.

    Where it stands is read from its times: a proposal waits until it is solved, then has a plan or a report, may be
    applied, and after that undone.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint(
            "(solved_at IS NULL AND plan IS NULL AND report IS NULL)"
            " OR (solved_at IS NOT NULL AND (plan IS NULL) <> (report IS NULL))",
            name="a_solved_proposal_has_a_plan_or_a_report",
        ),
        CheckConstraint("applied_at IS NULL OR plan IS NOT NULL", name="only_a_plan_is_applied"),
        CheckConstraint("undone_at IS NULL OR applied_at IS NOT NULL", name="only_what_was_applied_is_undone"),
        CheckConstraint("(applied_at IS NULL) = (applied_by_id IS NULL)", name="who_applied_a_proposal_is_known"),
        CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="who_undid_a_proposal_is_known"),
    )

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    """The proposal this one was made from by changing pairs."""
    size: Mapped[int]
    """Submissions times reviewers: small ones are solved at once, the others by the worker."""
    problem: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    """The facts as they were, by public id; see workflow/roster/proposals.py."""
    wishes: Mapped[dict[str, Any]]
    """Pairs to keep and pairs to avoid: {"locked": [[submission, person] …], "forbidden": [[submission, person] …]}"""
    solved_at: Mapped[datetime | None]
    plan: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    """See workflow/roster/plans.py."""
    report: Mapped[dict[str, Any] | None]
    """Why there is no plan, and what would help."""
    applied_at: Mapped[datetime | None]
    applied_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    revision: Mapped[int] = mapped_column(default=0)

    call: Mapped[Call] = relationship()
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    items: Mapped[list[ProposalItem]] = relationship(order_by="ProposalItem.submission_id")
    seats: Mapped[list[ProposalSeat]] = relationship(order_by="ProposalSeat.assignment_id")

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy's name and shape

    @property
    def state(self) -> str:
        """Give where it stands: waiting, ready, impossible, applied or undone."""
        if self.undone_at is not None:
            return "undone"
        if self.applied_at is not None:
            return "applied"
        if self.solved_at is None:
            return "waiting"
        return "ready" if self.report is None else "impossible"


class ProposalItem(Base):
    """One submission a proposal is about; whoever may not handle it sees nothing of the proposal."""

    __tablename__ = "proposal_item"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True, index=True)

    submission: Mapped[Submission] = relationship()


class ProposalSeat(Base):
    """One invitation that came of applying a proposal; a seat comes of one proposal at most."""

    __tablename__ = "proposal_seat"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)

    assignment: Mapped[Assignment] = relationship()
