"""What a call says about its reminders where it differs from the shipped rules, and what is held back by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.models.base import Base, Numbered


class ReminderRule(Numbered, Base):
    """One rule as a call has changed or added it; the whole rule, so that a later shipped one does not mix with it.

    Without a call it is the roster's: applications, memberships and what else belongs to no call.
    """

    __tablename__ = "reminder_rule"
    __table_args__ = (
        Index(
            "one_rule_of_a_key_and_call",
            "call_id",
            "key",
            unique=True,
            postgresql_where=text("call_id IS NOT NULL"),
            sqlite_where=text("call_id IS NOT NULL"),
        ),
        Index(
            "one_rule_of_a_key_for_the_roster",
            "key",
            unique=True,
            postgresql_where=text("call_id IS NULL"),
            sqlite_where=text("call_id IS NULL"),
        ),
    )

    call_id: Mapped[int | None] = mapped_column(ForeignKey("call.id"))
    key: Mapped[str] = mapped_column(String(40))
    rule: Mapped[dict[str, Any]]
    """As rules.reminder_rules reads it."""
    began: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Since when each step that was added later exists: what fell due before was never meant."""
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    revision: Mapped[int] = mapped_column(default=0)


class ReminderHold(Numbered, Base):
    """An automatic mail, or all of an item, person, rule or installation, that is not to leave."""

    __tablename__ = "reminder_hold"
    __table_args__ = (
        UniqueConstraint("key", name="a_thing_is_held_once"),
        CheckConstraint("kind IN ('held', 'skipped')", name="a_hold_is_known"),
    )

    key: Mapped[str] = mapped_column(String(140))
    """What is held, as rules.holds names it."""
    kind: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """None where the program noticed a restored database."""
    reason: Mapped[str] = mapped_column(Text, default="")


class Installation(Base):
    """Which installation this database is, and how far it has come; the data folder holds the same."""

    __tablename__ = "installation"

    mark: Mapped[str] = mapped_column(String(16), primary_key=True)
    generation: Mapped[int] = mapped_column(default=0)
