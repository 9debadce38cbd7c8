"""The whole log of one item with its hash chain, each entry checked against what it claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workflow.actions.audit import problem_of
from workflow.actions.journal import kind_of
from workflow.kernel import log
from workflow.models import LogChain, LogEntry, Person, Submission
from workflow.policy import Actor, Permission, require


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailLine:
    """One entry of the chain, as it was written."""

    sequence: int
    at: datetime
    actor: str
    on_behalf_of: str
    subject: str
    trigger: str
    source: str
    target: str
    digest: str
    is_erased: bool
    """What it said was erased; that it was said stands."""
    is_whole: bool
    """Its digest follows from the one before it and from what it says."""


@dataclass(frozen=True, slots=True)
class Trail:
    """The chain of one item, the first entry in front."""

    lines: Sequence[TrailLine]
    head: str
    is_whole: bool
    """Every entry holds, none is missing, and the last is the one the chain names."""


def of_submission(session: Session, actor: Actor, submission: Submission) -> Trail:
    """Give the chain of a submission, computed again: three statements. Raises NotFound or NotAllowed."""
    require(actor, Permission.SUBMISSION_HANDLE, submission)
    return of(session, kind_of(submission), submission.id)


def of(session: Session, item_kind: str, item_id: int) -> Trail:
    """Give the chain of an item; an empty one where nothing was ever written."""
    chain = session.scalars(
        select(LogChain).where(LogChain.item_kind == item_kind, LogChain.item_id == item_id)
    ).one_or_none()
    if chain is None:
        return Trail((), log.FIRST, is_whole=True)
    query = select(LogEntry).where(LogEntry.chain_id == chain.id).order_by(LogEntry.sequence)
    entries = session.scalars(query.options(joinedload(LogEntry.payload))).all()
    names = _names(session, entries)
    lines, previous = [], log.FIRST
    for number, entry in enumerate(entries, 1):
        lines.append(_line(entry, names, is_whole=problem_of(entry, number, previous) is None))
        previous = entry.digest
    is_ended = previous == chain.head and len(entries) == chain.length
    return Trail(lines, chain.head, is_whole=is_ended and all(line.is_whole for line in lines))


def _names(session: Session, entries: Sequence[LogEntry]) -> dict[int, str]:
    people = {person for entry in entries for person in (entry.actor_id, entry.on_behalf_of_id) if person is not None}
    query = select(Person.id, Person.name).where(Person.id.in_(people))
    return {row.id: row.name for row in session.execute(query)}


def _line(entry: LogEntry, names: dict[int, str], *, is_whole: bool) -> TrailLine:
    return TrailLine(
        sequence=entry.sequence, at=entry.at, actor=names.get(entry.actor_id or 0, ""),
        on_behalf_of=names.get(entry.on_behalf_of_id or 0, ""), subject=entry.subject_kind, trigger=entry.trigger,
        source=entry.source, target=entry.target, digest=entry.digest,
        is_erased=entry.payload is not None and entry.payload.erased_at is not None, is_whole=is_whole,
    )  # fmt: skip
