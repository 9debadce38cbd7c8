"""The reviewer's own assignments: whose they are, and which page their state leads to."""

from __future__ import annotations

from sqlalchemy.orm import Session

from workflow.actions.finding import find
from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId
from workflow.models import Assignment
from workflow.policy import Actor, facts_of


def own(session: Session, actor: Actor, assignment_id: PublicId) -> Assignment:
    """Give an assignment to its reviewer and to nobody else, whatever else he may see. Raises NotFound."""
    seat = find(session, Assignment, assignment_id)
    if not (actor.is_signed_in and facts_of(seat, actor).owner):
        raise NotFound
    return seat


def endpoint(seat: Assignment) -> str:
    """Give the page where the assignment goes on: the invitation, the declaration, or the review."""
    if seat.state == "handed_in":
        return "reviewer.review"
    if seat.state != "accepted":
        return "reviewer.invitation"
    return "reviewer.review" if seat.declared_free_at else "reviewer.conflict"
