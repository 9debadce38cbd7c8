"""What a member would like to review: a wish that the ranking hears, or a conflict that excludes him."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from workflow.actions import declarations, memberships
from workflow.actions.finding import find_locked
from workflow.kernel.errors import InvalidInput
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import say
from workflow.models import WISHES, Bid, Membership, Submission
from workflow.policy import Actor, Permission, require
from workflow.policy.bidding import Bidding

CONFLICT, NOTHING = "conflict", "nothing"


def place_bid(
    session: Session, actor: Actor, submission_id: PublicId, wish: str, *, kind: str = "", note: str = "", now: datetime
) -> Submission:
    """Say of a submission: interested, maybe, not_for_me, a conflict (of a `kind`), or nothing any more.

    Raises NotFound, also where it is not open to the actor, or InvalidInput (wish, kind).
    """
    submission = find_locked(session, Submission, submission_id)
    member = session.scalars(select(Membership).where(Membership.person_id == actor.person_id)).one_or_none()
    require(actor, Permission.BID_PLACE, Bidding(submission, member))
    if wish not in {*WISHES, CONFLICT, NOTHING} or member is None:
        raise InvalidInput({"wish": say("Choose one of the answers.")})
    if wish == CONFLICT:
        declarations.check_kind(kind)
    session.execute(delete(Bid).where(Bid.submission_id == submission.id, Bid.person_id == member.person_id))
    if wish == CONFLICT:
        about = declarations.About(submission.id, member.person_id)
        declarations.record(session, about, kind=kind, note=note, by_id=member.person_id, now=now)
        session.expire(submission, ["conflicts"])
    elif wish != NOTHING:
        session.add(Bid(submission_id=submission.id, person_id=member.person_id, wish=wish, said_at=now))
    memberships.note(session, member, "place_bid", actor, now)
    return submission
