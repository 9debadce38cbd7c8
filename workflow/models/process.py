"""The stored versions of the processes; an item in flight keeps the one it began under."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.models.base import Base


class ProcessVersion(Base):
    """One version of one process, as it was written."""

    __tablename__ = "process_version"
    __table_args__ = (
        CheckConstraint("version > 0", name="process_versions_count_from_one"),
        UniqueConstraint("name", "digest", name="a_process_text_is_stored_once"),
    )

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    since: Mapped[datetime]
