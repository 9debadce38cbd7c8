"""People: one account, several addresses, and what they may do where."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from workflow.models.base import Base, Numbered, Public
from workflow.rules import identities

if TYPE_CHECKING:
    from workflow.models.outbox import MailWishes


class Person(Public, Base):
    """Somebody who signs in, or may: submitter, reviewer, coordinator, by relation and role."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("(merged_into_id IS NULL) = (merged_at IS NULL)", name="a_merged_account_points_to_another"),
        CheckConstraint("merged_into_id <> id", name="nobody_is_merged_into_himself"),
        CheckConstraint("merged_at IS NULL OR suspended_at IS NOT NULL", name="a_merged_account_is_closed"),
    )

    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200), default="", index=True)
    """The name as names are compared, kept with it: who looks like the same person is found by it."""
    locale: Mapped[str] = mapped_column(String(8), default="en")
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    theme: Mapped[str] = mapped_column(String(8), default="")
    orcid: Mapped[str] = mapped_column(String(19), default="", index=True)
    """As its owner gave it; several accounts may say the same, which is how one person with two is found."""
    password_hash: Mapped[str | None] = mapped_column(String(200))
    epoch: Mapped[int] = mapped_column(default=0)
    """Rises with every change of role, password or standing; a sign-in of an older epoch has ended."""
    created_at: Mapped[datetime]
    suspended_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """The account that all of this one has become part of; this one is closed."""
    merged_at: Mapped[datetime | None]

    addresses: Mapped[list[Address]] = relationship(back_populates="person", order_by="Address.id")
    roles: Mapped[list[Role]] = relationship(back_populates="person", foreign_keys="Role.person_id")

    wishes: Mapped[MailWishes | None] = relationship(viewonly=True)
    """How this person wants his mails, where he has said so."""

    @validates("name")
    def _keep_the_key(self, _attribute: str, name: str) -> str:
        self.name_key = identities.name_key(name)[:200]
        return name

    @property
    def primary_address(self) -> Address | None:
        """The address that mail goes to."""
        return next((address for address in self.addresses if address.is_primary), None)


class Address(Numbered, Base):
    """An e-mail address of a person; unique in its normal form, so that look-alikes cannot take it over."""

    __tablename__ = "address"
    __table_args__ = (
        UniqueConstraint("normal_form", name="one_person_per_address"),
        Index(
            "one_primary_address_per_person",
            "person_id",
            unique=True,
            postgresql_where=text("is_primary"),
            sqlite_where=text("is_primary"),
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    normal_form: Mapped[str] = mapped_column(String(254))
    mailbox: Mapped[str] = mapped_column(String(254), default="", index=True)
    """Where it leads to, as look-alikes are compared: without what follows a plus, confusable letters made equal."""
    is_primary: Mapped[bool] = mapped_column(default=False)
    verified_at: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    """Since when mail to it has come back; empty again when its owner confirms it."""

    person: Mapped[Person] = relationship(back_populates="addresses")

    @validates("email")
    def _keep_the_mailbox(self, _attribute: str, email: str) -> str:
        self.mailbox = identities.address_key(email)[:254]
        return email


class Role(Numbered, Base):
    """What a person may do in one call, or in all where no call is named."""

    __tablename__ = "role"
    __table_args__ = (
        CheckConstraint("name IN ('coordinator', 'chief', 'administrator')", name="a_role_is_known"),
        Index(
            "one_role_per_person_and_call",
            "person_id",
            "name",
            "call_id",
            unique=True,
            postgresql_where=text("call_id IS NOT NULL"),
            sqlite_where=text("call_id IS NOT NULL"),
        ),
        Index(
            "one_role_per_person_everywhere",
            "person_id",
            "name",
            unique=True,
            postgresql_where=text("call_id IS NULL"),
            sqlite_where=text("call_id IS NULL"),
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(16))
    call_id: Mapped[int | None] = mapped_column(ForeignKey("call.id"), index=True)
    given_at: Mapped[datetime]
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    person: Mapped[Person] = relationship(back_populates="roles", foreign_keys=[person_id])
