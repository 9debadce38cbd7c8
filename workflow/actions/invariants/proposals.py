"""What is always true of proposals and the invitations that came of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from workflow.actions.invariants.rules import invariant
from workflow.models import Assignment, Proposal, ProposalItem, ProposalSeat, Submission


@invariant
def proposals_are_about_their_call(session: Session, now: datetime) -> Iterator[str]:
    """A proposal is about submissions of its own call."""
    del now
    query = select(Proposal.id).join(ProposalItem).join(Submission, Submission.id == ProposalItem.submission_id)
    for number in session.scalars(query.where(Submission.call_id != Proposal.call_id).distinct()):
        yield f"proposal {number}"


@invariant
def seats_come_of_applied_proposals(session: Session, now: datetime) -> Iterator[str]:
    """An invitation comes only of a proposal that was applied."""
    del now
    query = select(ProposalSeat.assignment_id).join(Proposal, Proposal.id == ProposalSeat.proposal_id)
    for number in session.scalars(query.where(Proposal.applied_at.is_(None))):
        yield f"assignment {number}"


@invariant
def seats_of_a_proposal_are_of_its_items(session: Session, now: datetime) -> Iterator[str]:
    """An invitation that came of a proposal is for one of the submissions the proposal is about."""
    del now
    named = exists().where(
        ProposalItem.proposal_id == ProposalSeat.proposal_id, ProposalItem.submission_id == Assignment.submission_id
    )
    query = select(Assignment.id).join(ProposalSeat, ProposalSeat.assignment_id == Assignment.id)
    for number in session.scalars(query.where(~named)):
        yield f"assignment {number}"
