"""What stays in public of an item that was retracted: that it was here, since when it is not, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.kernel.calendar import local_day
from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId
from workflow.models import LogChain, LogEntry, LogPayload, Submission


@dataclass(frozen=True, slots=True)
class Tombstone:
    """All that everybody may still know of it."""

    title: str
    language: str
    retracted_on: date
    """In the call's time zone."""
    reason: str
    """As it was given for the public; empty where it was erased."""


def of(session: Session, public_id: PublicId) -> Tombstone:
    """Give what stays of a retracted item. Raises NotFound for everything else."""
    query = select(Submission).where(Submission.public_id == public_id, Submission.state == "retracted")
    item = session.scalars(query).one_or_none()
    if item is None:
        raise NotFound
    version = item.current_round.version if item.current_round else item.current_version
    day = local_day(item.state_since, ZoneInfo(item.call.time_zone))
    return Tombstone(version.title, version.language, day, _reason(session, item))


def _reason(session: Session, item: Submission) -> str:
    query = (
        select(LogPayload.payload)
        .join(LogEntry, LogEntry.id == LogPayload.entry_id)
        .join(LogChain, LogChain.id == LogEntry.chain_id)
        .where(LogChain.item_kind == "submission", LogChain.item_id == item.id, LogEntry.trigger == "retract")
        .order_by(LogEntry.sequence.desc())
    )
    payload = session.scalars(query.limit(1)).one_or_none()
    return str((payload or {}).get("reason", ""))
