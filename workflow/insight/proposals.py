"""Proposals found for the pages: one by its id, and the list of those that exist for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, undefer

from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId, is_public_id
from workflow.models import Call, Proposal, ProposalItem, Submission
from workflow.policy import Actor
from workflow.policy.proposal import wholly_coordinated
from workflow.policy.scope import coordinated

MOST = 50


@dataclass(frozen=True)
class Line:
    """One proposal in the list."""

    public_id: PublicId
    state: str
    call: str
    asked_by: str
    asked_at: datetime
    items: int


@dataclass(frozen=True)
class Waiting:
    """A call with what waits in it for reviewers."""

    public_id: PublicId
    title: str
    items: int


def found(session: Session, public_id: PublicId) -> Proposal:
    """Give a proposal with its plan. Raises NotFound."""
    if not is_public_id(public_id):
        raise NotFound
    parts = (
        undefer(Proposal.problem),
        undefer(Proposal.plan),
        joinedload(Proposal.call),
        joinedload(Proposal.asked_by),
    )
    proposal = session.scalars(select(Proposal).where(Proposal.public_id == public_id).options(*parts)).one_or_none()
    if proposal is None:
        raise NotFound
    return proposal


def is_waiting(session: Session, public_id: PublicId) -> bool:
    """Say whether a proposal that exists still waits to be solved, without loading what it is about."""
    waits = exists().where(Proposal.public_id == public_id, Proposal.solved_at.is_(None))
    return bool(session.scalar(select(waits)))


def titles(session: Session, *proposals: Proposal) -> dict[str, str]:
    """Give the titles of the submissions of proposals by their public ids, in one statement."""
    numbers = [proposal.id for proposal in proposals]
    query = select(Submission.public_id, Submission.title).join(ProposalItem)
    rows = session.execute(query.where(ProposalItem.proposal_id.in_(numbers)).order_by(Submission.id))
    return {row.public_id: row.title for row in rows}


def listed(session: Session, actor: Actor, *, call: str | None = None) -> list[Line]:
    """Give the proposals that exist for the actor, the newest first; of one call where its title is given."""
    items = select(func.count()).where(ProposalItem.proposal_id == Proposal.id).scalar_subquery()
    query = (
        select(Proposal, items.label("items"))
        .join(Call)
        .where(wholly_coordinated(actor), *([Call.title == call] if call else []))
        .options(joinedload(Proposal.call), joinedload(Proposal.asked_by))
        .order_by(Proposal.id.desc())
        .limit(MOST)
    )
    return [
        Line(row.public_id, row.state, row.call.title, row.asked_by.name, row.asked_at, n)
        for row, n in session.execute(query)
    ]


def waiting(session: Session, actor: Actor) -> list[Waiting]:
    """Give the calls in which something waits for reviewers, with how much."""
    query = (
        select(Call.public_id, Call.title, func.count().label("n"))
        .join(Submission, Submission.call_id == Call.id)
        .where(coordinated(actor), Submission.is_open, or_(Submission.needs_reviewers, Submission.panel_incomplete))
        .group_by(Call.id)
        .order_by(Call.title, Call.id)
    )
    return [Waiting(row.public_id, row.title, row.n) for row in session.execute(query)]
