"""Checks what must always be true of the live database; `collegium check` prints what is not."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from workflow.actions.invariants import identities, log, people, proposals, reviewing, submissions
from workflow.actions.invariants.rules import INVARIANTS, Invariant, Violation

__all__ = [
    "INVARIANTS", "Invariant", "Violation", "check", "identities", "log", "people", "proposals", "reviewing",
    "submissions",
]  # fmt: skip


def check(session: Session, now: datetime) -> list[Violation]:
    """Give every violation of every invariant, in the order of the invariants."""
    return [
        Violation(invariant.name, invariant.sentence, about)
        for invariant in INVARIANTS.values()
        for about in invariant.find(session, now)
    ]
