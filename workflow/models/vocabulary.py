"""Terms of the vocabularies, with labels in six languages, and the organisations records name."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.models.base import Base, Numbered, Public


class Term(Numbered, Base):
    """One entry of a vocabulary: an objective, a principle, a country, a kind, a language, a topic."""

    __tablename__ = "term"
    __table_args__ = (UniqueConstraint("vocabulary", "key", name="one_term_per_vocabulary_and_key"),)

    vocabulary: Mapped[str] = mapped_column(String(32))
    key: Mapped[str] = mapped_column(String(64))
    position: Mapped[int]
    labels: Mapped[dict[str, Any]]
    """language → {text, source}"""
    titles: Mapped[dict[str, Any]] = mapped_column(default=dict)
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    note: Mapped[str] = mapped_column(String(500), default="")
    """A legal note that must be shown wherever the label is shown."""
    retired_at: Mapped[datetime | None]


class Organisation(Public, Base):
    """Who publishes, organises or employs; `side` says whether it is inside the UN."""

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint("side IN ('internal', 'external')", name="an_organisation_has_a_side"),)

    name: Mapped[str] = mapped_column(String(300), unique=True)
    side: Mapped[str] = mapped_column(String(10), default="external")
    ror: Mapped[str | None] = mapped_column(String(32), unique=True)
    domains: Mapped[list[str]] = mapped_column(default=list)
