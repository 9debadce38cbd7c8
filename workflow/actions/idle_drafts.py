"""Drafts that nobody goes on with are removed, content and files first, a week after their owner was told at least.

Proposed, since nothing is published: removed after 90 idle days; the rule about drafts says when their owner is told.
Where no rule tells him, nothing is removed. Saving once begins the count anew.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from workflow.actions import contributors, journal
from workflow.actions.finding import find_locked
from workflow.actions.reminders import WARNED_BEFORE
from workflow.insight.timetable.subjects import DRAFTS_KEPT
from workflow.kernel.ids import PublicId
from workflow.models import Event, StoredFile, Submission, SubmissionVersion
from workflow.policy import SYSTEM

TOLD = "submission.remind_draft"


def idle(session: Session, now: datetime) -> list[PublicId]:
    """Give the drafts whose time is up and whose owner was told long enough ago."""
    saved = func.max(SubmissionVersion.saved_at)
    told = select(Event.submission_id).where(Event.name == TOLD, Event.at <= now - WARNED_BEFORE)
    query = (
        select(Submission.public_id)
        .join(SubmissionVersion)
        .where(Submission.state == "draft", Submission.removed_at.is_(None), Submission.id.in_(told))
        .group_by(Submission.id, Submission.public_id)
        .having(saved <= now - DRAFTS_KEPT)
        .order_by(Submission.id)
    )
    return list(session.scalars(query))


def remove(session: Session, submission_id: PublicId, *, now: datetime) -> bool:
    """Remove a draft when its time is up; False where it was saved meanwhile or its owner not told. Raises NotFound."""
    draft = find_locked(session, Submission, submission_id)
    if draft.state != "draft" or draft.removed_at is not None:
        return False
    saved_at = draft.current_version.saved_at
    telling = select(func.min(Event.at)).where(
        Event.submission_id == draft.id, Event.name == TOLD, Event.at >= saved_at
    )
    told_at = session.scalar(telling)
    if saved_at > now - DRAFTS_KEPT or told_at is None or told_at + WARNED_BEFORE > now:
        return False
    _remove(session, draft, now)
    return True


def _remove(session: Session, draft: Submission, now: datetime) -> None:
    """Erase what was typed; the row stays, so that the log stays whole, and nobody sees it."""
    for version in draft.versions:
        files = update(StoredFile).where(StoredFile.version_id == version.id, StoredFile.removed_at.is_(None))
        session.execute(files.values(removed_at=now))
        version.answers, version.summary, version.title, version.publisher = {}, "", "", ""
        version.language, version.year = "", None
        version.term_links.clear()
    contributors.write(session, draft, {})
    draft.title = draft.language = ""
    draft.removed_at = now
    journal.note(session, draft, journal.Fact(trigger="remove_draft", actor=SYSTEM, now=now))
