"""What the first page offers: the calls that are open, the kinds of resource, and a draft that waits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from config.forms import kinds
from web.parts import Choice
from web.terms import term_label
from workflow.models import Call, Submission
from workflow.policy import Actor


def open_calls(session: Session, now: datetime) -> list[Choice]:
    """Give the calls that take submissions now; their titles are public."""
    is_open = or_(Call.closes_at.is_(None), Call.closes_at >= now)
    query = select(Call.public_id, Call.title).where(Call.opens_at <= now, is_open).order_by(Call.id)
    return [Choice(row.public_id, row.title) for row in session.execute(query)]


def kinds_to_choose() -> list[Choice]:
    """Give the kinds of resource, in the reader's language."""
    return [Choice(kind, str(term_label("content_kinds", kind))) for kind in kinds()]


def untouched_draft(session: Session, actor: Actor, kind: str) -> str | None:
    """Give the actor's newest draft of a kind in which nothing has been typed yet."""
    query = select(Submission.public_id).where(
        Submission.submitter_id == actor.person_id,
        Submission.state == "draft",
        Submission.kind == kind,
        Submission.title == "",
    )
    return session.scalars(query.order_by(Submission.id.desc()).limit(1)).one_or_none()
