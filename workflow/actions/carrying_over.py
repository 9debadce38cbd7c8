"""Brings in what was public before this review existed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from workflow.actions import standing
from workflow.actions.engine import machine
from workflow.actions.finding import find_locked
from workflow.kernel.ids import PublicId
from workflow.models import Submission
from workflow.policy import SYSTEM


def carry_over(session: Session, submission_id: PublicId, *, now: datetime) -> Submission:
    """Put a draft into the hub as it is, marked as published before this review existed.

    For imports, from the machine's own command line. Raises NotFound, or Refused with what its form lacks.
    """
    submission = find_locked(session, Submission, submission_id)
    machine.fire(session, submission, "carry_over", actor=SYSTEM, now=now)
    standing.refresh(session, submission)
    return submission
