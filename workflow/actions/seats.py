"""What a submission's move does to its seats; kept apart so that guards and verbs end them in one way."""

from __future__ import annotations

from sqlalchemy.orm import Session

from workflow.actions.engine import machine
from workflow.models import Submission
from workflow.policy import SYSTEM
from workflow.process.registry import Moved


def end_waiting(session: Session, item: Submission, move: Moved) -> None:
    """Cancel who has not answered; on leaving review for good, end who is still reading as well.

    When a round closes by its quorum, an accepted review that is overdue stays open: it may still come in late.
    """
    closes_only = move.trigger in {"close", "close_early"}
    for seat in item.assignments:
        if seat.state == "invited":
            machine.fire(session, seat, "cancel", actor=SYSTEM, now=move.now)
        elif seat.state == "accepted" and not closes_only:
            machine.fire(session, seat, "end", actor=SYSTEM, now=move.now)
