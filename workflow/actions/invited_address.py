"""The way from an invitation to an account: a sign-in link to the address that was invited, and to no other."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actions import accounts
from workflow.actions.finding import find_locked
from workflow.kernel.errors import Refused
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import say
from workflow.models import Assignment, Capability
from workflow.policy import Actor, Permission, require
from workflow.rules import identities


def send_link_to_reviewer(
    session: Session, actor: Actor, assignment_id: PublicId, *, peer: str, now: datetime
) -> Assignment:
    """Send a ten-minute link to the invited address; whoever holds the invitation may ask for it.

    Raises NotFound, NotAllowed, Throttled, or Refused where no address is known.
    """
    seat = find_locked(session, Assignment, assignment_id)
    require(actor, Permission.ASSIGNMENT_ANSWER, seat)
    address = _invited_address(session, seat)
    if not address:
        raise Refused(say("There is no address to send a link to. Write to the coordinators."))
    accounts.ask_for_link(session, address, peer=peer, now=now)
    return seat


def _invited_address(session: Session, seat: Assignment) -> str:
    """Give the address the newest invitation went to, as long as it is still the reviewer's; else his first one."""
    query = select(Capability.address).where(
        Capability.purpose == "invitation", Capability.assignment_id == seat.id, Capability.address.is_not(None)
    )
    invited = session.scalars(query.order_by(Capability.id.desc()).limit(1)).first()
    his = {address.normal_form: address.email for address in seat.reviewer.addresses}
    if invited and identities.normal_form(invited) in his:
        return his[identities.normal_form(invited)]
    primary = seat.reviewer.primary_address
    return primary.email if primary else ""
