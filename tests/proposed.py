"""Builds proposals at any point of their life, for tests."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import NOW, World, a_submission
from workflow.actions import proposals
from workflow.kernel.ids import PublicId
from workflow.models import Proposal, Submission
from workflow.roster import plans


def solved(session: Session, proposal: Proposal) -> Proposal:
    """Solve a proposal as the worker does."""
    plan, report = plans.solved(proposal.problem, proposal.wishes)
    proposals.keep(session, proposal.id, plan, report, NOW)
    return proposal


def a_proposal(session: Session, world: World, state: str = "ready") -> Proposal:
    """Give a proposal for what waits, or for one new submission: waiting, ready, changed, applied or undone."""
    if session.scalars(select(Submission).where(Submission.needs_reviewers)).first() is None:
        a_submission(session, "screened", world=world)
    proposal = proposals.propose(session, world.coordinator, world.call_id, now=NOW)
    if state == "waiting":
        return proposal
    solved(session, proposal)
    if state == "changed":
        item, person, _ = (proposal.plan or {})["pairs"][0]
        pair = PublicId(item), PublicId(person)
        proposals.forbid_pair(session, world.coordinator, proposal.public_id, *pair, now=NOW)
    if state in {"applied", "undone"}:
        proposals.apply_proposal(session, world.coordinator, proposal.public_id, now=NOW)
    if state == "undone":
        proposals.undo_proposal(session, world.coordinator, proposal.public_id, reason="Too early.", now=NOW)
    return proposal
