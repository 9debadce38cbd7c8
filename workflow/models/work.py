"""What members wrote, a file of it that waits to be looked at, and what the matcher has counted in texts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.models.base import Base, Numbered, Public


class MemberWork(Public, Base):
    """Something a member wrote; what is excluded stays on file and is not read by the matcher."""

    __tablename__ = "member_work"
    __table_args__ = (
        CheckConstraint("origin IN ('hand', 'bibtex', 'ris', 'csv')", name="a_work_comes_from_somewhere"),
        CheckConstraint("title <> ''", name="a_work_has_a_title"),
        Index(
            "a_doi_stands_once_a_member", "membership_id", "doi",
            unique=True, postgresql_where=text("doi <> ''"), sqlite_where=text("doi <> ''"),
        ),
    )  # fmt: skip

    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), index=True)
    title: Mapped[str] = mapped_column(String(500))
    abstract: Mapped[str] = mapped_column(Text, default="")
    year: Mapped[int | None]
    link: Mapped[str] = mapped_column(Text, default="")
    authors: Mapped[list[str]] = mapped_column(default=list)
    author_keys: Mapped[str] = mapped_column(Text, default="")
    """Their names as they are compared (`identities.name_keys`), to find who wrote together."""
    doi: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(8), default="")
    """Empty where it is not stated; then it is guessed when the words are counted."""
    origin: Mapped[str] = mapped_column(String(8))
    is_excluded: Mapped[bool] = mapped_column(default=False)
    text_key: Mapped[str] = mapped_column(String(64), index=True)
    """Of title, abstract and language: under it stand the counted words."""
    added_at: Mapped[datetime]


class WorkImport(Base):
    """A file of works as it was read, until the member takes what is in it or leaves it; the newest one only."""

    __tablename__ = "work_import"

    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), primary_key=True)
    origin: Mapped[str] = mapped_column(String(8))
    file_name: Mapped[str] = mapped_column(String(200))
    works: Mapped[list[Any]] = mapped_column(deferred=True, deferred_group="content")
    """The fields of roster.works.records.Work, one mapping a work: much, and read on one page only."""
    problems: Mapped[list[Any]] = mapped_column(deferred=True, deferred_group="content")
    """[entry, line, reason as data] for each that could not be read, or not wholly."""
    read_at: Mapped[datetime]


class TextStatistic(Base):
    """The counted words of a text, whoever's it is; written once and read whole."""

    __tablename__ = "text_statistic"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), index=True)
    data: Mapped[str] = mapped_column(Text)
    """What `TextStatistics.to_data` gives, as JSON."""
    counted_at: Mapped[datetime]


class TextEmbedding(Base):
    """The vector a model made of a text."""

    __tablename__ = "text_embedding"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    model: Mapped[str] = mapped_column(String(200), primary_key=True)
    data: Mapped[str] = mapped_column(Text)
    """What `TextVector.to_data` gives, as JSON."""


class AffinityBasis(Numbered, Base):
    """What all scores are measured by until the next one: the corpus statistic, and the model if there is one."""

    __tablename__ = "affinity_basis"
    __table_args__ = (CheckConstraint("texts >= 0", name="a_basis_counts_from_zero"),)

    corpus: Mapped[str] = mapped_column(Text)
    """What `CorpusStatistic.to_data` gives, as JSON."""
    texts: Mapped[int]
    """How many texts were counted."""
    model: Mapped[str] = mapped_column(String(200), default="")
    counted_at: Mapped[datetime]
