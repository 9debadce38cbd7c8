"""What the clock does besides reminding: lapse, close, forget what has expired, anchor the log.

Each is safe to do twice and from two clocks: it looks again, under the lock, whether it is still to be done.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from workflow.actions import anchors, panels
from workflow.actions.engine import machine
from workflow.actions.finding import find_locked
from workflow.files import FileStore
from workflow.kernel.ids import PublicId
from workflow.models import Assignment, Attempt, Beat, Capability, IdempotencyKey, SignIn, StoredFile
from workflow.policy import SYSTEM
from workflow.rules import dates

KEPT_AFTER_THE_END = timedelta(days=30)
"""How long a link or sign-in that is over can still say why."""

KEYS_KEPT = timedelta(days=2)
ATTEMPTS_KEPT = timedelta(days=2)
BEATS_KEPT = timedelta(days=1)
STRAYS_KEPT = timedelta(days=1)
TIDYING = "job: files"
ANCHORING = "job: anchor"
EXPIRING = "job: expire"


def lapse(session: Session, assignment_id: PublicId, *, now: datetime) -> bool:
    """Close an invitation that nobody answered in time; False where it was answered after all. Raises NotFound."""
    seat = find_locked(session, Assignment, assignment_id)
    grace = timedelta(days=seat.submission.call.grace_days)
    if seat.state != "invited" or not dates.is_overdue(seat.answer_due_at, now, grace):
        return False
    machine.fire(session, seat, "lapse", actor=SYSTEM, now=now)
    panels.settle(session, seat.submission_id, now)
    return True


def expire(session: Session, now: datetime) -> int:
    """Remove what has been over for long, once an hour; give how many rows."""
    if not begin_slot(session, EXPIRING, now.replace(minute=0, second=0, microsecond=0), now):
        return 0
    dead = delete(Beat).where(Beat.worker.startswith("worker "), Beat.at < now - BEATS_KEPT).returning(Beat.worker)
    session.execute(dead)
    return sum(len(session.execute(delete(kind).where(over).returning(kind.id)).all()) for kind, over in _over(now))


def forget_strays(session: Session, store: FileStore, now: datetime) -> int:
    """Take away, once a day, the bytes that no row speaks of: of forms that were refused; give how many."""
    if not begin_slot(session, TIDYING, now.replace(hour=0, minute=0, second=0, microsecond=0), now):
        return 0
    known = set(session.scalars(select(StoredFile.digest)))
    strays = [digest for digest in store.untouched_since(now - STRAYS_KEPT) if digest not in known]
    for digest in strays:
        store.delete(digest)
    return len(strays)


def anchor(session: Session, now: datetime) -> bool:
    """Anchor the log once a day; say whether this did it."""
    if not begin_slot(session, ANCHORING, now.replace(hour=0, minute=0, second=0, microsecond=0), now):
        return False
    anchors.write_anchor(session, now)
    return True


def is_due(session: Session, now: datetime) -> bool:
    """Say whether one of the periodic works has not been done in its slot."""
    done = {
        beat.worker: beat.at for beat in session.scalars(select(Beat).where(Beat.worker.in_((ANCHORING, EXPIRING))))
    }
    hour = now.replace(minute=0, second=0, microsecond=0)
    day = hour.replace(hour=0)
    return any(job not in done or done[job] < slot for job, slot in ((ANCHORING, day), (EXPIRING, hour)))


def begin_slot(session: Session, job: str, slot: datetime, now: datetime) -> bool:
    """Take a period of a job for this transaction; False where somebody has taken it, also in the same moment."""
    dialect = session.get_bind().dialect.name
    values = {"worker": job, "at": now}
    table = postgresql.insert(Beat) if dialect == "postgresql" else sqlite.insert(Beat)
    first = session.execute(table.values(values).on_conflict_do_nothing().returning(Beat.worker)).first()
    if first is not None:
        return True
    taking = update(Beat).where(Beat.worker == job, Beat.at < slot).values(at=now).returning(Beat.worker)
    return session.execute(taking).first() is not None


def beat(session: Session, worker: str, now: datetime) -> None:
    """Note that a worker lives."""
    known = update(Beat).where(Beat.worker == worker).values(at=now).returning(Beat.worker)
    if session.execute(known).first() is None:
        session.execute(insert(Beat).values(worker=worker, at=now))


def _over(now: datetime) -> list[tuple[type[Capability | SignIn | IdempotencyKey | Attempt], ColumnElement[bool]]]:
    long_ago = now - KEPT_AFTER_THE_END
    return [
        (Capability, or_(Capability.expires_at < long_ago, Capability.ended_at < long_ago)),
        (SignIn, or_(SignIn.expires_at < long_ago, SignIn.ended_at < long_ago)),
        (IdempotencyKey, IdempotencyKey.at < now - KEYS_KEPT),
        (Attempt, Attempt.at < now - ATTEMPTS_KEPT),
    ]
