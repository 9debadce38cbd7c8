"""Files people attach; the bytes lie in the store under their hash."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.models.base import Base, Public
from workflow.models.submission import SubmissionVersion


class StoredFile(Public, Base):
    """One file of one version, application or review; served under its neutral name."""

    __tablename__ = "stored_file"
    __table_args__ = (CheckConstraint("size > 0", name="a_file_is_not_empty"),)

    version_id: Mapped[int | None] = mapped_column(ForeignKey("submission_version.id"), index=True)
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(100))
    neutral_name: Mapped[str] = mapped_column(String(60))
    original_name: Mapped[str] = mapped_column(String(255))
    """Only for its owner and the coordinators: a file name can name its author."""
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    version: Mapped[SubmissionVersion | None] = relationship()
