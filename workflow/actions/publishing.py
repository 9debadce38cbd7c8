"""Puts a reviewed version into the hub, with the keys it is ordered and found by, and takes it out again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from workflow.actions.versions import hub_facts
from workflow.models import Publication, Stamp, Submission, SubmissionVersion
from workflow.rules.hub_order import HubOrder, sort_key
from workflow.rules.tokens import tokens_of

REVIEW_AGAIN_AFTER = timedelta(days=3 * 365)
"""Proposed: nothing is published about how long a review holds."""


def show(session: Session, item: Submission, now: datetime, *, reviewed: bool = True) -> Publication:
    """Publish the version that was read last; `reviewed` is false for what was public before reviews existed."""
    version = item.current_round.version if item.current_round else item.current_version
    hide(session, item)
    publication = Publication(
        submission_id=item.id,
        version_id=version.id,
        published_at=now,
        reviewed_on=_reviewed_on(item, now) if reviewed else None,
        review_again_on=now.date() + REVIEW_AGAIN_AFTER if reviewed else None,
        order_key=order_text(sort_key(hub_facts(version))),
        year=version.year,
        publisher=version.publisher,
        tokens=_tokens(version),
    )
    session.add(publication)
    session.flush()
    _index(session, publication)
    touch(session, "catalogue")
    return publication


def hide(session: Session, item: Submission) -> None:
    """Take the item out of the hub; nothing happens where it is not in it."""
    old = session.scalars(select(Publication).where(Publication.submission_id == item.id)).one_or_none()
    if old is None:
        return
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("DELETE FROM publication_search WHERE rowid = :id"), {"id": old.id})
    session.execute(delete(Publication).where(Publication.id == old.id))
    session.flush()
    touch(session, "catalogue")


def order_text(order: HubOrder) -> str:
    """Give the place of a record as one text that sorts by code point as the order does."""
    return (
        f"{order.scope_rank}{99 + order.minus_objectives:02d}{99 + order.minus_principles:02d}"
        f"{99_999_999 + order.minus_date:08d}{order.untitled}{order.title[:200]}\x01{order.id}"
    )


def touch(session: Session, name: str) -> None:
    """Raise the counter that tells every process to read again what it keeps in memory."""
    stamp = session.get(Stamp, name, with_for_update=True)
    if stamp is None:
        session.add(Stamp(name=name, count=1))
    else:
        stamp.count += 1
    session.flush()


def _tokens(version: SubmissionVersion) -> str:
    words = f"{version.title} {version.summary} {version.publisher}"
    return " ".join(tokens_of(words, version.language))


def _index(session: Session, publication: Publication) -> None:
    if session.get_bind().dialect.name == "sqlite":
        statement = text("INSERT INTO publication_search (rowid, tokens) VALUES (:id, :tokens)")
        session.execute(statement, {"id": publication.id, "tokens": publication.tokens})


def _reviewed_on(item: Submission, now: datetime) -> date:
    round_ = item.current_round
    return (round_.closed_at or now).date() if round_ else now.date()
