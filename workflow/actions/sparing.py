"""What a reviewer says of further requests from the page of an invitation, by its link too: how many, when not."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actions import capacity, memberships
from workflow.actions.answers import add_absence
from workflow.actions.finding import find_locked
from workflow.kernel.errors import InvalidInput, Refused
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import say
from workflow.models import Assignment, Membership
from workflow.policy import Actor, Permission, require


def limit_requests(
    session: Session, actor: Actor, assignment_id: PublicId, *,
    yearly_cap: int | None = None, absent: tuple[date, date] | None = None, now: datetime,
) -> Assignment:  # fmt: skip
    """Say how many reviews a year the reviewer of this seat takes at most, when he is away, or both.

    Raises NotFound, NotAllowed, InvalidInput (yearly_cap, absent), or Refused for who is not on the roster.
    """
    seat = find_locked(session, Assignment, assignment_id)
    require(actor, Permission.ASSIGNMENT_ANSWER, seat)
    most = memberships.MOST_PER_YEAR
    if yearly_cap is not None and not 0 <= yearly_cap <= most:
        raise InvalidInput({"yearly_cap": say("Choose a number from 0 to {most}.", most=most)})
    member = _member_of(session, seat)
    if yearly_cap is not None:
        capacity.set_cap(session, member, yearly_cap, now)
        memberships.note(session, member, "change_availability", actor, now)
    if absent is not None:
        add_absence(session, member, absent)
        memberships.note(session, member, "announce_absence", actor, now)
    return seat


def _member_of(session: Session, seat: Assignment) -> Membership:
    query = select(Membership).where(Membership.person_id == seat.reviewer_id).with_for_update()
    member = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if member is None:
        raise Refused(say("You are not on the roster of reviewers."))
    return member
