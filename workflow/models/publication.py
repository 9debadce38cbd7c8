"""What is public: one row a published item, with the keys it is ordered and found by."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.models.base import Base, Numbered
from workflow.models.submission import Submission, SubmissionVersion


class Publication(Numbered, Base):
    """A published version in the hub; `order_key` is the place "most comprehensive and global first" gives it."""

    __tablename__ = "publication"
    __table_args__ = (Index("ix_publication_order", "order_key", "id"),)

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), unique=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("submission_version.id"))
    published_at: Mapped[datetime]
    reviewed_on: Mapped[date | None]
    """None: published before this review existed, and marked so."""
    review_again_on: Mapped[date | None]
    order_key: Mapped[str] = mapped_column(String(260).with_variant(String(260, collation="C"), "postgresql"))
    """Sorts as text; made by rules.hub_order."""
    year: Mapped[int | None]
    publisher: Mapped[str] = mapped_column(String(300), default="")
    tokens: Mapped[str] = mapped_column(Text, default="")
    """The words of title, summary and publisher, stemmed in their language; indexed for search."""

    submission: Mapped[Submission] = relationship()
    version: Mapped[SubmissionVersion] = relationship()


class Stamp(Base):
    """A counter that rises when something changes that processes keep in memory (the catalogue, the terms)."""

    __tablename__ = "stamp"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
