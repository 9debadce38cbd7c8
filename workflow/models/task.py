"""Tasks: what somebody has to do by a day, made by hand or by a rule, always about something."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.models.base import Base, Public
from workflow.models.person import Person
from workflow.models.submission import Submission


class Task(Public, Base):
    """One thing to do, about a submission, an assignment, an application or a person; open until it has been done."""

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("key", name="a_task_is_opened_once"),
        CheckConstraint(
            "submission_id IS NOT NULL OR application_id IS NOT NULL OR person_id IS NOT NULL",
            name="a_task_is_about_something",
        ),
        CheckConstraint("assignment_id IS NULL OR submission_id IS NOT NULL", name="a_seat_comes_with_its_submission"),
        CheckConstraint("kind <> 'by_hand' OR what <> ''", name="a_task_made_by_hand_says_what"),
        CheckConstraint("done_at IS NULL OR done_at >= opened_at", name="a_task_is_done_after_it_was_opened"),
        Index("ix_task_open", "due_at", postgresql_where=text("done_at IS NULL"), sqlite_where=text("done_at IS NULL")),
    )

    key: Mapped[str] = mapped_column(String(120))
    """What makes it the same task: a rule that asks for it again opens no second one."""
    kind: Mapped[str] = mapped_column(String(40))
    """by_hand, or the reason a rule has for it; the pages have the words."""
    what: Mapped[str] = mapped_column(Text, default="")
    """As typed, or what a rule adds to its words."""
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"), index=True)
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"))
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Whom it is about, where it is about somebody."""
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """Who has to do it; nobody in particular: whoever coordinates what it is about."""
    due_at: Mapped[datetime]
    due_set_at: Mapped[datetime]
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """None where a rule opened it."""
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    submission: Mapped[Submission | None] = relationship()
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
