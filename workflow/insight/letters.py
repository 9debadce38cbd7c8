"""What a call says in its letters in words of its own, and the submissions that a letter can be looked at with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId
from workflow.models import Call, CallLetter, Person, Submission
from workflow.policy import Actor, Permission, require
from workflow.policy.scope import coordinated
from workflow.rules.letter_words import Words

MOST_EXAMPLES = 12


@dataclass(frozen=True)
class Kept:
    """The own words of a call for one letter in one language: who wrote them last, and when."""

    words: Words
    revision: int
    at: datetime
    by: str


@dataclass(frozen=True)
class CallLetters:
    """A call with what it has put in its own words, by letter and language."""

    call: Call
    kept: Mapping[tuple[str, str], Kept]


@dataclass(frozen=True)
class Example:
    """A submission that a letter can be looked at with."""

    public_id: PublicId
    reference: str
    title: str


def of_call(session: Session, actor: Actor, call_id: str) -> CallLetters:
    """Give what a call says in its own words. Raises NotFound or NotAllowed."""
    query = (
        select(Call, CallLetter, Person.name)
        .outerjoin(CallLetter, CallLetter.call_id == Call.id)
        .outerjoin(Person, Person.id == CallLetter.changed_by_id)
        .where(Call.public_id == call_id)
    )
    found: list[Any] = list(session.execute(query))  # a call without own words has one row without any
    if not found:
        raise NotFound
    call: Call = found[0][0]
    require(actor, Permission.LETTER_MANAGE, call)
    return CallLetters(call, {
        (row.letter, row.language): Kept(Words(row.subject, row.text), row.revision, row.changed_at, name or "")
        for _, row, name in found
        if row is not None
    })  # fmt: skip


def examples(session: Session, actor: Actor, call: Call, *, reviewed: bool) -> list[Example]:
    """Give the submissions of a call that came last, where `reviewed` only those that somebody was asked to review."""
    query = (
        select(Submission.public_id, Submission.reference, Submission.title)
        .where(Submission.call_id == call.id, coordinated(actor))
        .order_by(Submission.submitted_at.desc(), Submission.id.desc())
        .limit(MOST_EXAMPLES)
    )
    if reviewed:
        query = query.where(Submission.assignments.any())
    return [Example(row.public_id, row.reference or "", row.title or "") for row in session.execute(query)]
