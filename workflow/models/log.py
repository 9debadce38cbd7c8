"""The log: one hash chain an item, with payloads that can be erased, and anchors over all chains."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.models.base import Base, Numbered


class LogChain(Numbered, Base):
    """The head of one item's chain: how long it is, and the digest of its last entry."""

    __tablename__ = "log_chain"
    __table_args__ = (UniqueConstraint("item_kind", "item_id", name="one_chain_per_item"),)

    item_kind: Mapped[str] = mapped_column(String(20))
    item_id: Mapped[int]
    length: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(String(64))


class LogEntry(Numbered, Base):
    """One fact about an item: who did what, when, on whose behalf."""

    __tablename__ = "log_entry"
    __table_args__ = (
        UniqueConstraint("chain_id", "sequence", name="entries_of_a_chain_are_numbered"),
        Index("ix_log_entry_chain_at", "chain_id", "at"),
    )

    chain_id: Mapped[int] = mapped_column(ForeignKey("log_chain.id"))
    sequence: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """None: no person did it."""
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    subject_kind: Mapped[str] = mapped_column(String(20))
    """What within the item moved: the item itself, an assignment, a decision …"""
    subject_id: Mapped[int | None]
    trigger: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(24), default="")
    target: Mapped[str] = mapped_column(String(24), default="")
    payload_digest: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))

    chain: Mapped[LogChain] = relationship()
    payload: Mapped[LogPayload | None] = relationship(back_populates="entry")


class LogPayload(Base):
    """What an entry says in words and values; may be erased without breaking the chain."""

    __tablename__ = "log_payload"

    entry_id: Mapped[int] = mapped_column(ForeignKey("log_entry.id"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    payload: Mapped[dict[str, Any] | None]
    erased_at: Mapped[datetime | None]

    entry: Mapped[LogEntry] = relationship(back_populates="payload")


class LogAnchor(Numbered, Base):
    """One digest over the heads of all chains at one moment; the last can be printed and kept elsewhere."""

    __tablename__ = "log_anchor"

    at: Mapped[datetime]
    chains: Mapped[int]
    entries: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    changed: Mapped[list[Any]] = mapped_column(default=list)
    """The heads that are not those of the anchor before: [[chain, kind of item, item, length, digest] …]."""
