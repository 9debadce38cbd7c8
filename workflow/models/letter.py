"""The words that a call gives to its letters where they differ from the shipped ones."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.models.base import Base, Numbered


class CallLetter(Numbered, Base):
    """One letter of a call in one language, whole, so that a later shipped one does not mix with it."""

    __tablename__ = "call_letter"
    __table_args__ = (
        UniqueConstraint("call_id", "letter", "language", name="a_letter_has_one_wording_per_call_and_language"),
    )

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    letter: Mapped[str] = mapped_column(String(80))
    """The event and the audience, as the kind of a message names them."""
    language: Mapped[str] = mapped_column(String(8))
    subject: Mapped[str] = mapped_column(String(250))
    text: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    revision: Mapped[int] = mapped_column(default=0)
