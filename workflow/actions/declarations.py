"""Keeps what people declare of their own conflicts of interest, with or without a seat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.kernel.errors import InvalidInput
from workflow.kernel.messages import say
from workflow.models import ConflictDeclaration
from workflow.rules.text import tidy

CONFLICT_KINDS = ("own_work", "same_organisation", "co_author", "personal", "financial", "rival", "other")


@dataclass(frozen=True)
class About:
    """Who is in conflict with what, and the seat he was asked to take."""

    submission_id: int
    person_id: int
    assignment_id: int | None = None


def check_kind(kind: str) -> None:
    """Refuse a kind of conflict that is not known. Raises InvalidInput (kind)."""
    if kind not in CONFLICT_KINDS:
        raise InvalidInput({"kind": say("Choose what kind of conflict it is.")})


def record(session: Session, about: About, *, kind: str, note: str, by_id: int, now: datetime) -> None:
    """Keep a declaration; the same kind a second time changes nothing."""
    declared = select(ConflictDeclaration).where(
        ConflictDeclaration.submission_id == about.submission_id,
        ConflictDeclaration.person_id == about.person_id,
        ConflictDeclaration.kind == kind,
    )
    if session.scalars(declared).first() is None:
        session.add(
            ConflictDeclaration(
                submission_id=about.submission_id, person_id=about.person_id, assignment_id=about.assignment_id,
                kind=kind, note=tidy(note), declared_at=now, declared_by_id=by_id,
            )
        )  # fmt: skip
    session.flush()
