"""What members of the roster said they would like to review."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.models.base import Base, Numbered

WISHES = ("interested", "maybe", "not_for_me")
"""What a bid can say; a conflict of interest is declared instead, and excludes the pair."""


class Bid(Numbered, Base):
    """A member's wish about one submission that waits for reviewers; the last one counts."""

    __tablename__ = "bid"
    __table_args__ = (
        UniqueConstraint("submission_id", "person_id", name="one_bid_per_person_and_submission"),
        CheckConstraint("wish IN ('interested', 'maybe', 'not_for_me')", name="a_wish_is_known"),
    )

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    wish: Mapped[str] = mapped_column(String(12))
    said_at: Mapped[datetime]
