"""What is to be told: events written with each change, and the messages they become."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.models.base import Base, Numbered, Public
from workflow.models.person import Person


class Event(Numbered, Base):
    """A fact that somebody should hear of; written in the transaction that made it true."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("key", name="an_event_happens_once"),
        Index(
            "ix_event_not_relayed",
            "id",
            postgresql_where=text("relayed_at IS NULL"),
            sqlite_where=text("relayed_at IS NULL"),
        ),
    )

    key: Mapped[str] = mapped_column(String(120))
    """What makes it the same event; a second writing of the same key is refused."""
    name: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]
    tells: Mapped[list[str]]
    """The audiences, as the process names them."""
    call_id: Mapped[int | None] = mapped_column(ForeignKey("call.id"))
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"), index=True)
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"))
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    relayed_at: Mapped[datetime | None]


class Message(Public, Base):
    """One mail to one person about one event; the row is the truth, delivery is at least once (DESIGN §2.7)."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("event_id", "recipient", "kind", name="one_message_per_event_recipient_and_kind"),
        CheckConstraint(
            "state IN ('due', 'held', 'gathered', 'sending', 'sent', 'in_doubt', 'failed', 'bounced', 'dropped', "
            "'kept')",
            name="a_delivery_is_known",
        ),
        CheckConstraint("(state = 'sending') = (lease_until IS NOT NULL)", name="who_sends_holds_a_lease"),
        CheckConstraint("(state IN ('sent', 'bounced')) = (sent_at IS NOT NULL)", name="a_sent_message_has_a_time"),
        CheckConstraint("(state = 'bounced') = (bounced_at IS NOT NULL)", name="a_bounced_message_has_a_time"),
        Index(
            "ix_message_gathered",
            "person_id",
            "due_at",
            postgresql_where=text("state = 'gathered'"),
            sqlite_where=text("state = 'gathered'"),
        ),
        Index(
            "ix_message_waiting",
            "due_at",
            postgresql_where=text("state IN ('due', 'sending', 'in_doubt')"),
            sqlite_where=text("state IN ('due', 'sending', 'in_doubt')"),
        ),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    recipient: Mapped[str] = mapped_column(String(254))
    """The person's public id, or the address where there is no account yet: what makes the row unique."""
    kind: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(12), default="due")
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    begun_at: Mapped[datetime | None]
    """When it began to be handed over: of this one alone it is not known, after a crash, whether it has left."""
    left_to_person: Mapped[bool] = mapped_column(default=False)
    """In doubt, and of a kind that is not sent again by itself."""
    worker: Mapped[str] = mapped_column(String(60), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    bounced_at: Mapped[datetime | None]
    """When the report came that it could not be delivered."""
    problem: Mapped[str] = mapped_column(String(500), default="")
    send_to: Mapped[str] = mapped_column(String(254), default="")
    """Where a coordinator has sent it instead, because it did not arrive where it went."""
    address: Mapped[str] = mapped_column(String(254), default="")
    """Where it went."""
    language: Mapped[str] = mapped_column(String(8), default="")
    subject: Mapped[str] = mapped_column(String(300), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    """As sent; secret links are left out."""
    path: Mapped[str] = mapped_column(String(200), default="")
    """The page it leads to, for who is signed in; empty where it leads nowhere."""
    daily_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    """The daily mail that it stands in."""

    event: Mapped[Event] = relationship()
    person: Mapped[Person | None] = relationship()


class MailWishes(Numbered, Base):
    """How somebody wants his mails, where he has said so."""

    __tablename__ = "mail_wishes"
    __table_args__ = (
        UniqueConstraint("person_id", name="one_set_of_wishes_per_person"),
        CheckConstraint("(quiet_from IS NULL) = (quiet_until IS NULL)", name="quiet_hours_begin_and_end"),
        CheckConstraint("quiet_from BETWEEN 0 AND 23 AND quiet_until BETWEEN 0 AND 23", name="quiet_hours_are_hours"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    ways: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """By group of letters: daily or here; what is not named comes at once."""
    quiet_from: Mapped[int | None]
    quiet_until: Mapped[int | None]


class Beat(Base):
    """When a worker last showed that it lives."""

    __tablename__ = "beat"

    worker: Mapped[str] = mapped_column(String(60), primary_key=True)
    at: Mapped[datetime]
