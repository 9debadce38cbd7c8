"""Review forms and reviews: what is asked, what was answered, and each comment as an item of its own."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from config import forms
from workflow.models.base import Base, Numbered, Public

if TYPE_CHECKING:
    from workflow.models.assignment import Assignment


class ReviewForm(Numbered, Base):
    """One version of a review form; frozen once a review was begun on it."""

    __tablename__ = "review_form"
    __table_args__ = (UniqueConstraint("name", "version", name="versions_of_a_form_are_numbered"),)

    name: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    definition: Mapped[dict[str, Any]]
    frozen_at: Mapped[datetime | None]

    @cached_property
    def content(self) -> forms.ReviewForm:
        """The form as it is asked and read, made once for each row: a page with three reviews asks eight times."""
        return forms.review_form(self.definition)


class Review(Public, Base):
    """What one reviewer thinks of one submission: a draft until it is handed in."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("assignment_id", name="one_review_per_assignment"),
        CheckConstraint("confidence IS NULL OR confidence BETWEEN 1 AND 3", name="confidence_is_one_to_three"),
        CheckConstraint(
            "handed_in_at IS NULL OR recommendation IS NOT NULL", name="a_review_handed_in_has_a_recommendation"
        ),
    )

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"))
    form_id: Mapped[int] = mapped_column(ForeignKey("review_form.id"))
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{"scores": {criterion: 1 to 5, None for not applicable}, "levels": {criterion: [key …]}, field name: text …}"""
    recommendation: Mapped[str | None] = mapped_column(String(24))
    confidence: Mapped[int | None]
    revision: Mapped[int] = mapped_column(default=0)
    began_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who wrote it down on the reviewer's behalf."""

    assignment: Mapped[Assignment] = relationship(back_populates="review")
    form: Mapped[ReviewForm] = relationship()
    comments: Mapped[list[CommentItem]] = relationship(
        back_populates="review", order_by="CommentItem.number", cascade="all, delete-orphan"
    )


class CommentItem(Numbered, Base):
    """One comment of a review, numbered so that it can be answered."""

    __tablename__ = "comment_item"
    __table_args__ = (UniqueConstraint("review_id", "number", name="comments_of_a_review_are_numbered"),)

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"))
    number: Mapped[int]
    weight: Mapped[str] = mapped_column(String(16), default="could-change")
    """must-change, could-change or well-done, as the form words it"""
    place: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text)

    review: Mapped[Review] = relationship(back_populates="comments")
