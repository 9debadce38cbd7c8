"""Drafts that nobody goes on with: one reminder, then they are removed, content and files first.

Proposed, since nothing is published: reminded after 83 idle days, removed after 90, never less than a week after the
reminder. Saving once begins the count anew.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from workflow.actions import contributors, journal
from workflow.actions.finding import find_locked
from workflow.kernel.ids import PublicId
from workflow.models import Event, StoredFile, Submission, SubmissionVersion
from workflow.policy import SYSTEM

KEPT = timedelta(days=90)
WARNED_BEFORE = timedelta(days=7)


def idle(session: Session, now: datetime) -> list[PublicId]:
    """Give the drafts to remind of or to remove now."""
    saved = func.max(SubmissionVersion.saved_at)
    query = (
        select(Submission.public_id)
        .join(SubmissionVersion)
        .where(Submission.state == "draft", Submission.removed_at.is_(None))
        .group_by(Submission.id, Submission.public_id)
        .having(saved <= now - KEPT + WARNED_BEFORE)
        .order_by(Submission.id)
    )
    return list(session.scalars(query))


def care_for(session: Session, submission_id: PublicId, *, now: datetime) -> bool:
    """Remind of a draft once, or remove it when its time is up; False where neither is due. Raises NotFound."""
    draft = find_locked(session, Submission, submission_id)
    if draft.state != "draft" or draft.removed_at is not None:
        return False
    saved_at = draft.current_version.saved_at
    if saved_at > now - KEPT + WARNED_BEFORE:
        return False
    key = f"remind-draft-{draft.id}-{saved_at:%Y%m%dT%H%M%S}"
    told_at = session.scalar(select(Event.at).where(Event.key == key))
    if told_at is None:
        return _remind(session, draft, key, now)
    if told_at + WARNED_BEFORE > now:
        return False
    _remove(session, draft, now)
    return True


def _remind(session: Session, draft: Submission, key: str, now: datetime) -> bool:
    fact = journal.Fact(
        trigger="remind_draft", actor=SYSTEM, now=now, tells=("submitter",),
        payload={"due_at": (now + WARNED_BEFORE).isoformat()},
    )  # fmt: skip
    journal.announce(session, draft, fact, key=key)
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
