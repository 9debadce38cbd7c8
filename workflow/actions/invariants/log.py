"""What is always true of the log and the outbox."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.actions import audit
from workflow.actions.invariants.rules import invariant
from workflow.models import Application, Assignment, Event, LogChain, LogEntry, Membership, Message, Submission


@invariant
def the_log_is_whole(session: Session, now: datetime) -> Iterator[str]:
    """Every chain of the log is as it was written, from its first entry to the last anchor."""
    del now
    for reason in audit.verify(session):
        yield str(reason)


@invariant
def the_log_ends_where_the_item_stands(session: Session, now: datetime) -> Iterator[str]:
    """The last move in an item's history leads to the state it stands in."""
    del now
    for kind in (Submission, Assignment, Application, Membership):
        yield from _astray(session, kind)


def _astray(session: Session, kind: type[Submission | Assignment | Application | Membership]) -> Iterator[str]:
    word = kind.__name__.lower()
    moves = select(LogEntry.subject_id, func.max(LogEntry.id).label("last")).where(
        LogEntry.subject_kind == word, LogEntry.target != ""
    )
    last = moves.group_by(LogEntry.subject_id).subquery()
    query = (
        select(kind.id, kind.state, LogEntry.target)
        .outerjoin(last, last.c.subject_id == kind.id)
        .outerjoin(LogEntry, LogEntry.id == last.c.last)
        .order_by(kind.id)
    )
    for number, state, target in session.execute(query):
        if state != target:
            yield f"{word} {number} stands in “{state}”, its history ends in “{target or 'nothing'}”"


@invariant
def chains_belong_to_items(session: Session, now: datetime) -> Iterator[str]:
    """Every submission, application and membership has a history of its own."""
    del now
    for kind in (Submission, Application, Membership):
        chains = select(LogChain.item_id).where(LogChain.item_kind == kind.__name__.lower())
        for number in session.scalars(select(kind.id).where(kind.id.not_in(chains))):
            yield f"{kind.__name__.lower()} {number}"


@invariant
def events_speak_of_one_thing(session: Session, now: datetime) -> Iterable[str]:
    """An event about an assignment names the submission the assignment belongs to."""
    del now
    query = select(Event.key).join(Assignment, Event.assignment_id == Assignment.id)
    return list(session.scalars(query.where(Event.submission_id.is_distinct_from(Assignment.submission_id))))


@invariant
def messages_come_from_relayed_events(session: Session, now: datetime) -> Iterable[str]:
    """A message exists only for an event that was relayed."""
    del now
    query = select(Message.id).join(Event).where(Event.relayed_at.is_(None))
    return [f"message {number}" for number in session.scalars(query)]
