"""How much reviewers take on: the yearly cap and its counter, kept under a lock and by a constraint.

A seat counts against the year in which its reviewer was asked, from the asking until it ends without a review.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.kernel.errors import Refused
from workflow.kernel.messages import Reason, plural
from workflow.models import Assignment, Capacity, Membership


def take(session: Session, person_id: int, now: datetime) -> None:
    """Count one more seat of this year. Raises Refused when the cap is reached."""
    capacity = _locked(session, person_id, now.year)
    if capacity is None:
        return
    if capacity.taken >= capacity.cap:
        raise Refused(_full(capacity))
    capacity.taken += 1
    session.flush()


def give_back(session: Session, seat: Assignment) -> None:
    """Count one seat less in the year its reviewer was asked."""
    capacity = _locked(session, seat.reviewer_id, seat.invited_at.year)
    if capacity is not None and capacity.taken > 0:
        capacity.taken -= 1
        session.flush()


def nothing_left(session: Session, person_id: int, now: datetime) -> Reason | None:
    """Say that the yearly cap is reached, or None; a person who is not on the roster has no cap."""
    membership = _membership(session, person_id)
    if membership is None:
        return None
    capacity = next((c for c in membership.capacities if c.year == now.year), None)
    if capacity is None:
        return _full_at(0, 0) if membership.yearly_cap == 0 else None
    return _full(capacity) if capacity.taken >= capacity.cap else None


def set_cap(session: Session, membership: Membership, cap: int, now: datetime) -> None:
    """Set the yearly cap from this year on; what is already taken stays taken."""
    membership.yearly_cap = cap
    capacity = _locked(session, membership.person_id, now.year)
    if capacity is not None:
        capacity.cap = max(cap, capacity.taken)
        session.flush()


def note_asked(session: Session, person_id: int, now: datetime) -> None:
    """Note that the member has been asked once more: his turn is over, and so is his wish to be asked next."""
    membership = _membership(session, person_id)
    if membership is None:
        return
    membership.asked_count += 1
    membership.last_asked_at, membership.ask_next = now, False


def count(session: Session, person_id: int, *, accepted: int = 0, handed_in: int = 0) -> None:
    """Add to the member's counters."""
    membership = _membership(session, person_id)
    if membership is None:
        return
    membership.accepted_count += accepted
    membership.handed_in_count = max(0, membership.handed_in_count + handed_in)


def _locked(session: Session, person_id: int, year: int) -> Capacity | None:
    """Give the year's row of a member, locked; made when the year begins. The membership's lock orders the makers."""
    membership = _membership(session, person_id, lock=True)
    if membership is None:
        return None
    query = select(Capacity).where(Capacity.membership_id == membership.id, Capacity.year == year)
    found = session.scalars(query.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if found is None:
        found = Capacity(membership_id=membership.id, year=year, cap=membership.yearly_cap, taken=0)
        session.add(found)
        session.flush()
        session.expire(membership, ["capacities"])
    return found


def _membership(session: Session, person_id: int, *, lock: bool = False) -> Membership | None:
    query = select(Membership).where(Membership.person_id == person_id)
    if lock:
        session.flush()
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def _full(capacity: Capacity) -> Reason:
    return _full_at(capacity.taken, capacity.cap)


def _full_at(taken: int, cap: int) -> Reason:
    return plural("has {taken} of {n} review this year", "has {taken} of {n} reviews this year", cap, taken=taken)
