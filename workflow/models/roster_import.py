"""A table of members as it was read, what came of it, and how it was before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.models.base import Base, Public
from workflow.models.person import Person


class RosterImport(Public, Base):
    """A table somebody brought: it waits to be looked at, is then taken whole, and may be undone."""

    __tablename__ = "roster_import"
    __table_args__ = (
        CheckConstraint("(taken_at IS NULL) = (taken_by_id IS NULL)", name="who_took_a_table_is_known"),
        CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="who_undid_a_table_is_known"),
        CheckConstraint("undone_at IS NULL OR taken_at IS NOT NULL", name="only_a_table_that_was_taken_is_undone"),
        CheckConstraint("new_members >= 0 AND changed_members >= 0", name="a_table_counts_from_zero"),
    )

    read_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    read_at: Mapped[datetime]
    file_name: Mapped[str] = mapped_column(String(200))
    rows: Mapped[list[Any]] = mapped_column(deferred=True, deferred_group="content")
    """Each line as it was written: {column: cell}."""
    made: Mapped[list[Any]] = mapped_column(default=list, deferred=True, deferred_group="content")
    """What was taken of it: {"membership", "before", "after"}, `before` being null for somebody new."""
    new_members: Mapped[int] = mapped_column(default=0)
    changed_members: Mapped[int] = mapped_column(default=0)
    taken_at: Mapped[datetime | None]
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undo_reason: Mapped[str] = mapped_column(Text, default="")

    read_by: Mapped[Person] = relationship(foreign_keys=[read_by_id])
