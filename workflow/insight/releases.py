"""Decisions that are recorded and not released: those that wait, and some of them by their ids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from workflow.kernel.ids import PublicId
from workflow.models import Submission
from workflow.policy import Actor, Permission, require
from workflow.policy.scope import coordinated

MOST = 30
"""How many are shown and released at a time."""


def waiting(session: Session, actor: Actor) -> Sequence[Submission]:
    """Give the items whose decision waits for its release, those that were sent in first in front. Raises NotAllowed.

    One more than `MOST` says that there are others.
    """
    require(actor, Permission.DESK_SEE)
    query = _whole().where(Submission.is_open, Submission.to_release, coordinated(actor))
    return session.scalars(query.order_by(Submission.submitted_at, Submission.id).limit(MOST + 1)).unique().all()


def chosen(session: Session, actor: Actor, ids: Iterable[PublicId]) -> Sequence[Submission]:
    """Give the items of these ids that the actor coordinates, in whatever state they are now. Raises NotAllowed."""
    require(actor, Permission.DESK_SEE)
    query = _whole().where(Submission.public_id.in_(list(ids)[:MOST]), coordinated(actor))
    return session.scalars(query.order_by(Submission.submitted_at, Submission.id)).unique().all()


def _whole() -> Select[Submission]:
    return select(Submission).options(
        joinedload(Submission.submitter),
        joinedload(Submission.call),
        selectinload(Submission.decisions),
        selectinload(Submission.disputes),
        selectinload(Submission.versions),
    )
