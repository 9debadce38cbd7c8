"""Who comes next for a panel by the plan it came of; the plan says it, the ranking says who of them can be asked."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.kernel.ids import PublicId
from workflow.models import Assignment, Proposal, ProposalSeat, Submission

LEFT = ("declined", "lapsed", "conflicted")
"""The states of a seat whose reviewer will not review; whom a coordinator cancelled, nobody follows by itself."""


def line_of(session: Session, submission: Submission) -> tuple[PublicId, ...]:
    """Give the alternates of the newest plan that brought somebody onto the panel, in order.

    Nobody comes next where nobody has left the panel, or where it has done its work; else one statement.
    """
    round_ = submission.current_round
    if round_ is None or submission.state == "reviewed" or all(s.state not in LEFT for s in round_.assignments):
        return ()
    named: Any = Proposal.plan["next", submission.public_id]
    query = (
        select(named)
        .join(ProposalSeat, ProposalSeat.proposal_id == Proposal.id)
        .join(Assignment, Assignment.id == ProposalSeat.assignment_id)
        .where(Assignment.submission_id == submission.id)
        .order_by(Proposal.id.desc())
        .limit(1)
    )
    return tuple(PublicId(person) for person in session.scalar(query) or ())
