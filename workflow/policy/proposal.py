"""What is seen of a proposal, and by whom: it exists for who may handle every submission in it, and for nobody else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import object_session

from workflow.models import Proposal, ProposalItem, Submission
from workflow.policy.actors import Actor
from workflow.policy.relations import facts_of
from workflow.policy.rule import Facts, coordinator
from workflow.policy.scope import coordinated
from workflow.policy.sight import Sight, View


@dataclass(frozen=True, kw_only=True)
class ProposalView(View):
    """A proposal: what was asked, what was found, what became of it."""

    public_id: str | None
    state: str | None
    call_title: str | None
    answer_days: int | None
    """Until the people asked are to answer."""
    asked_by_name: str | None
    asked_at: datetime | None
    size: int | None
    problem: dict[str, Any] | None
    wishes: dict[str, Any] | None
    plan: dict[str, Any] | None
    report: dict[str, Any] | None
    solved_at: datetime | None
    applied_at: datetime | None
    undone_at: datetime | None


PROPOSAL = Sight[Proposal, ProposalView](
    ProposalView,
    sees=dict.fromkeys(
        (
            "public_id", "state", "call_title", "answer_days", "asked_by_name", "asked_at", "size", "problem",
            "wishes", "plan", "report", "solved_at", "applied_at", "undone_at",
        ),
        coordinator,
    ),
    reads={
        "call_title": lambda item, _facts: item.call.title,
        "answer_days": lambda item, _facts: item.call.answer_days,
        "asked_by_name": lambda item, _facts: item.asked_by.name,
    },
)  # fmt: skip


def wholly_coordinated(actor: Actor) -> ColumnElement[bool]:
    """Give the proposals that exist for the actor, as `facts_of` says it of one."""
    return ~exists().where(_closed(actor), ProposalItem.proposal_id == Proposal.id).correlate(Proposal)


def _closed(actor: Actor) -> ColumnElement[bool]:
    open_to_him = select(Submission.id).where(coordinated(actor))
    return ProposalItem.submission_id.not_in(open_to_him)


@facts_of.register
def _(item: Proposal, actor: Actor) -> Facts:
    facts = facts_of(item.call, actor)
    session = object_session(item)
    if not facts.coordinator or session is None:
        return replace(facts, coordinator=False, chief=False)
    closed = session.scalar(select(exists().where(_closed(actor), ProposalItem.proposal_id == item.id)))
    return replace(facts, coordinator=not closed, chief=facts.chief and not closed)
