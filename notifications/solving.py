"""Solves proposals: reads the kept problem, computes outside any transaction, writes once; safe from two at once."""

from __future__ import annotations

from functools import partial

from sqlalchemy import select

from notifications.careful import attempt
from workflow.actions import proposals
from workflow.kernel.clock import Clock
from workflow.kernel.db import Database
from workflow.models import Proposal
from workflow.roster import plans


def solve_waiting(database: Database, clock: Clock) -> int:
    """Solve everything that waits for it, the oldest first; give how many were solved here."""
    with database.reading() as session:
        waiting = session.scalars(select(Proposal.id).where(Proposal.solved_at.is_(None)).order_by(Proposal.id)).all()
    return sum(
        attempt(partial(solve_one, database, clock, number), otherwise=False, proposal=number) for number in waiting
    )


def solve_one(database: Database, clock: Clock, number: int) -> bool:
    """Solve one proposal; False where it was solved already, here or elsewhere."""
    with database.reading() as session:
        proposal = session.get(Proposal, number)
        if proposal is None or proposal.solved_at is not None:
            return False
        problem, wishes = proposal.problem, proposal.wishes
    plan, report = plans.solved(problem, wishes)
    return database.in_transaction(lambda session: proposals.keep(session, number, plan, report, clock.now()))
