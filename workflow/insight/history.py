"""What has happened to an item, from its log: in full for coordinators, in days and public stages for a submitter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, and_, bindparam, select
from sqlalchemy.orm import Session, aliased

from workflow.insight import history_words
from workflow.kernel.errors import NotFound
from workflow.kernel.messages import Reason
from workflow.kernel.paging import Query
from workflow.models import (
    Application,
    Assignment,
    LogChain,
    LogEntry,
    LogPayload,
    Membership,
    Person,
    Submission,
)
from workflow.policy import Actor, facts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One thing that happened."""

    day: date
    """In the call's time zone."""
    at: datetime | None
    """None for a submitter: times would say who."""
    words: Reason
    reason: str
    """What was typed with it, where it is for this reader; else empty."""
    actor_name: str | None
    is_automatic: bool
    on_behalf_of: str | None
    trigger: str
    sequence: int | None
    """The place in the log, for a coordinator; gaps would say that something is left out."""


def of_submission(session: Session, actor: Actor, submission: Submission) -> tuple[HistoryLine, ...]:
    """Give the history of a submission, the newest first: one statement besides the submission's own parts.

    Coordinators get all of it, assignments included; the submitter the changes of the public stage. Raises NotFound
    for everybody else.
    """
    facts = facts_of(submission, actor)
    if not (facts.coordinator or facts.submitter or facts.holds_status_link):
        raise NotFound
    zone = ZoneInfo(submission.call.time_zone)
    rows = _rows(session, "submission", submission.id)
    lines = _in_full(rows, zone) if facts.coordinator else _told(rows, zone)
    return tuple(reversed(list(lines)))


def of_application(session: Session, actor: Actor, application: Application) -> tuple[HistoryLine, ...]:
    """Give the history of an application to coordinators, the newest first. Raises NotFound for everybody else."""
    if not facts_of(application, actor).coordinator:
        raise NotFound
    return tuple(reversed(list(_in_full(_rows(session, "application", application.id), ZoneInfo("UTC")))))


def of_membership(session: Session, actor: Actor, membership: Membership) -> tuple[HistoryLine, ...]:
    """Give the history of a membership to coordinators, the newest first. Raises NotFound for everybody else."""
    if not facts_of(membership, actor).coordinator:
        raise NotFound
    return tuple(reversed(list(_in_full(_rows(session, "membership", membership.id), ZoneInfo("UTC")))))


def _rows(session: Session, kind: str, item_id: int) -> Sequence[Row[Any]]:
    return session.execute(_ENTRIES, {"kind": kind, "item_id": item_id}).all()


def _entries() -> Query:
    behalf = aliased(Person)
    seat = and_(LogEntry.subject_kind == "assignment", Assignment.id == LogEntry.subject_id)
    return (
        select(
            LogEntry.sequence, LogEntry.at, LogEntry.subject_kind, LogEntry.trigger, LogEntry.actor_id,
            LogPayload.payload, Person.name, behalf.name.label("behalf"), Assignment.descriptor,
        )
        .join(LogChain, LogChain.id == LogEntry.chain_id)
        .outerjoin(LogPayload, LogPayload.entry_id == LogEntry.id)
        .outerjoin(Person, Person.id == LogEntry.actor_id)
        .outerjoin(behalf, behalf.id == LogEntry.on_behalf_of_id)
        .outerjoin(Assignment, seat)
        .where(LogChain.item_kind == bindparam("kind"), LogChain.item_id == bindparam("item_id"))
        .order_by(LogEntry.sequence)
    )  # fmt: skip


_ENTRIES = _entries()


def _in_full(rows: Iterable[Row[Any]], zone: ZoneInfo) -> Iterator[HistoryLine]:
    for row in rows:
        if (row.subject_kind, row.trigger) == ("assignment", "begin"):
            continue  # the line "invited" says it
        payload = row.payload or {}
        words = history_words.in_full(row.subject_kind, row.trigger, payload, row.descriptor or "")
        yield HistoryLine(
            day=row.at.astimezone(zone).date(), at=row.at, words=words, reason=history_words.reason_in(payload),
            actor_name=row.name, is_automatic=row.actor_id is None, on_behalf_of=row.behalf, trigger=row.trigger,
            sequence=row.sequence,
        )  # fmt: skip


def _told(rows: Iterable[Row[Any]], zone: ZoneInfo) -> Iterator[HistoryLine]:
    """Leave out what the public stage does not show: a round that is opened again before its result was, and more."""
    opened = False
    for row in rows:
        payload, trigger = row.payload or {}, row.trigger
        shown = row.subject_kind == "submission" and trigger in history_words.TOLD
        if not shown or (trigger == "screen" and not payload.get("in_scope")):
            continue
        if trigger == "reopen_round" and not opened:
            continue
        opened = trigger == "open_result" or (opened and trigger != "reopen_round")
        yield HistoryLine(
            day=row.at.astimezone(zone).date(), at=None, words=history_words.TOLD[trigger],
            reason=history_words.reason_in(payload) if trigger in history_words.TOLD_WHY else "",
            actor_name=None, is_automatic=False, on_behalf_of=None, trigger=trigger, sequence=None,
        )  # fmt: skip
