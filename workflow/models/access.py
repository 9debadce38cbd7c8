"""How people get in and what keeps it honest: sign-ins, capabilities, idempotency keys and counted tries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.models.base import Base, Numbered, Public
from workflow.models.person import Person


class SignIn(Public, Base):
    """One signed-in browser: listed to its owner, ended by him, by a change of his roles, or by time."""

    __tablename__ = "sign_in"
    __table_args__ = (
        CheckConstraint("(opened_by_id IS NULL) = (opened_epoch IS NULL)", name="who_opened_it_was_signed_in"),
        CheckConstraint("opened_by_id <> person_id", name="nobody_acts_for_himself"),
    )

    digest: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    epoch: Mapped[int]
    browser: Mapped[str] = mapped_column(String(200), default="")
    began_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """The administrator who signed in as this person; nobody where it is the person himself."""
    opened_epoch: Mapped[int | None]
    """The administrator's epoch then: a change of his own password or roles ends it."""

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    opened_by: Mapped[Person | None] = relationship(foreign_keys=[opened_by_id])


class Capability(Numbered, Base):
    """What the holder of a link may do: one purpose, one thing, for a time; the link itself is not kept."""

    __tablename__ = "capability"
    __table_args__ = (
        CheckConstraint(
            "purpose IN ('sign_in', 'confirm_address', 'draft', 'status', 'invitation', 'calendar')",
            name="a_capability_has_a_known_purpose",
        ),
    )

    digest: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"), index=True)
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"), index=True)
    call_id: Mapped[int | None] = mapped_column(ForeignKey("call.id"))
    address: Mapped[str | None] = mapped_column(String(254))
    epoch: Mapped[int | None]
    """The person's epoch when it was made; a sign-in link dies with a change of password or role."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class IdempotencyKey(Numbered, Base):
    """The answer to a form that was already taken, so that sending it twice does it once."""

    __tablename__ = "idempotency_key"
    __table_args__ = (UniqueConstraint("holder", "key", name="one_answer_per_holder_and_key"),)

    holder: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(64))
    request_digest: Mapped[str] = mapped_column(String(64))
    answer: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(index=True)


class Attempt(Numbered, Base):
    """One try at something that is counted: a password, a link, a new account."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_kind_subject_at", "kind", "subject", "at"),)

    kind: Mapped[str] = mapped_column(String(24))
    subject: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
