"""Calls: what may be sent in, until when, and by which rules it is reviewed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.models.base import Base, Public
from workflow.models.letter import CallLetter
from workflow.models.review import ReviewForm


class Call(Public, Base):
    """A call for submissions with its process, form, panel rule, anonymity and days."""

    __tablename__ = "call"
    __table_args__ = (
        CheckConstraint("anonymity IN ('open', 'single', 'double')", name="an_anonymity_is_known"),
        CheckConstraint("next_in_line IN ('suggest', 'invite')", name="what_becomes_of_the_next_in_line_is_known"),
        CheckConstraint("closes_at IS NULL OR closes_at > opens_at", name="a_call_closes_after_it_opens"),
        CheckConstraint("answer_days > 0 AND review_days > 0 AND grace_days >= 0", name="due_days_are_positive"),
    )

    slug: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    theme: Mapped[str] = mapped_column(Text, default="")
    prefix: Mapped[str] = mapped_column(String(12))
    """What references begin with: HUB in HUB-2026-0131."""
    next_number: Mapped[int] = mapped_column(default=1)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime | None]
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    process_name: Mapped[str] = mapped_column(String(40), default="hub")
    review_form_id: Mapped[int] = mapped_column(ForeignKey("review_form.id"))
    anonymity: Mapped[str] = mapped_column(String(8), default="single")
    panel_rule: Mapped[dict[str, Any]]
    next_in_line: Mapped[str] = mapped_column(String(8), default="suggest")
    """What becomes of the next in line where a reviewer declines or does not answer: suggest or invite."""
    bidding: Mapped[bool] = mapped_column(default=False)
    """Whether members may say which of the submissions that wait for reviewers they would like to review."""
    quorum: Mapped[dict[str, Any]]
    dispute_rule: Mapped[dict[str, Any]]
    answer_days: Mapped[int] = mapped_column(default=7)
    review_days: Mapped[int] = mapped_column(default=21)
    grace_days: Mapped[int] = mapped_column(default=3)
    decision_days: Mapped[int] = mapped_column(default=7)
    screening_days: Mapped[int] = mapped_column(default=5)
    revision: Mapped[int] = mapped_column(default=0)

    review_form: Mapped[ReviewForm] = relationship()
    letters: Mapped[list[CallLetter]] = relationship(order_by=CallLetter.id)
    """What it says in words of its own."""

    def is_open(self, now: datetime) -> bool:
        """Say whether a submission may be sent in at `now`; the closing moment itself is still in."""
        return self.opens_at <= now and (self.closes_at is None or now <= self.closes_at)
