"""Counts tries in the database, so that all processes together refuse what is tried too often."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from workflow.kernel.errors import Throttled
from workflow.kernel.messages import say
from workflow.models import Attempt


@dataclass(frozen=True)
class Limit:
    """How many tries of one subject count within a span of time."""

    most: int
    within: timedelta


LIMITS = {
    "password": Limit(10, timedelta(minutes=15)),
    "link": Limit(10, timedelta(minutes=15)),
    "register": Limit(20, timedelta(hours=1)),
    "confirm": Limit(5, timedelta(days=1)),
    "sign_in": Limit(5, timedelta(minutes=15)),
    "confirm_address": Limit(3, timedelta(days=1)),
}
"""By kind of try; the subject is an address or the peer the request came from."""


def note(session: Session, kind: str, subject: str, now: datetime) -> None:
    """Count one try."""
    session.add(Attempt(kind=kind, subject=_digest(subject), at=now))
    session.flush()


def is_too_many(session: Session, kind: str, subject: str, now: datetime) -> bool:
    """Say whether the limit of this kind is reached."""
    limit = LIMITS[kind]
    query = select(func.count()).where(
        Attempt.kind == kind, Attempt.subject == _digest(subject), Attempt.at > now - limit.within
    )
    return (session.scalar(query) or 0) >= limit.most


def refuse_after_too_many(session: Session, kind: str, subject: str, now: datetime) -> None:
    """Raise Throttled when the limit of this kind is reached."""
    if is_too_many(session, kind, subject, now):
        pause = int(LIMITS[kind].within.total_seconds())
        raise Throttled(say("Too many tries. Wait a while, or ask for a sign-in link."), after=pause)


def count(session: Session, kind: str, subject: str, now: datetime) -> None:
    """Count one try, or raise Throttled when there were too many."""
    refuse_after_too_many(session, kind, subject, now)
    note(session, kind, subject, now)


def forget(session: Session, kind: str, subject: str) -> None:
    """Forget the tries of a subject that has proved itself."""
    session.execute(delete(Attempt).where(Attempt.kind == kind, Attempt.subject == _digest(subject)))


def expire(session: Session, now: datetime) -> int:
    """Delete tries that no limit counts any more; give how many."""
    longest = max(limit.within for limit in LIMITS.values())
    old = session.scalars(select(Attempt.id).where(Attempt.at < now - longest)).all()
    session.execute(delete(Attempt).where(Attempt.id.in_(old)))
    return len(old)


def _digest(subject: str) -> str:
    return hashlib.sha256(subject.encode("utf-8", "surrogatepass")).hexdigest()
