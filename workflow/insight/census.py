"""How many submissions stand in each state, and under which version of their process they run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.models import Submission
from workflow.policy import Actor, Permission, require
from workflow.policy.scope import coordinated


@dataclass(frozen=True, slots=True)
class Census:
    """The submissions of one process that an actor coordinates."""

    states: Mapping[str, int]
    is_open: int
    older: int
    """Open ones that keep an older version."""


def of(session: Session, actor: Actor, process_name: str, version: int) -> Census:
    """Count, in one statement. Raises NotAllowed."""
    require(actor, Permission.DESK_SEE)
    query = (
        select(Submission.state, Submission.is_open, Submission.process_version, func.count())
        .where(Submission.process_name == process_name, coordinated(actor))
        .group_by(Submission.state, Submission.is_open, Submission.process_version)
    )
    states: dict[str, int] = {}
    is_open = older = 0
    for state, opened, of_version, n in session.execute(query):
        states[state] = states.get(state, 0) + n
        is_open += n * opened
        older += n * (opened and of_version != version)
    return Census(states, is_open, older)
