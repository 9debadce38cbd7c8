"""What is always true of people, applications and memberships, and of every item's process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session

from workflow.actions.engine import library
from workflow.actions.invariants.rules import invariant
from workflow.models import Address, Application, Assignment, Membership, Submission

STATEFUL = (Submission, Assignment, Application, Membership)
OPEN_APPLICATIONS = ("draft", "submitted", "more_asked", "screened")


@invariant
def states_are_of_their_process(session: Session, now: datetime) -> Iterator[str]:
    """Every item stands in a state of the process version it follows."""
    del now
    for kind in STATEFUL:
        columns = (kind.process_name, kind.process_version, kind.state)
        for name, version, state in session.execute(select(*columns).distinct()):
            if library.get(session, name, version).state(state) is None:
                yield f"{kind.__name__.lower()} in “{state}” of {name} {version}"


@invariant
def people_have_one_primary_address(session: Session, now: datetime) -> Iterator[str]:
    """Everybody who has addresses has exactly one primary address."""
    del now
    primary = func.sum(cast(Address.is_primary, Integer))
    query = select(Address.person_id).group_by(Address.person_id).having(primary != 1)
    for number in session.scalars(query):
        yield f"person {number}"


@invariant
def open_applications_say_so(session: Session, now: datetime) -> Iterable[str]:
    """An application is open if and only if nobody has decided on it or withdrawn it."""
    del now
    odd = Application.is_open != Application.state.in_(OPEN_APPLICATIONS)
    return [f"application {number}" for number in session.scalars(select(Application.id).where(odd))]


@invariant
def decided_applications_have_a_letter(session: Session, now: datetime) -> Iterable[str]:
    """An application that was decided on says by whom, and why."""
    del now
    decided = Application.state.in_(("approved", "declined"))
    query = select(Application.id).where(decided, Application.decided_at.is_(None) | (Application.letter == ""))
    return [f"application {number}" for number in session.scalars(query)]


@invariant
def approved_applicants_are_members(session: Session, now: datetime) -> Iterable[str]:
    """Whoever's application was approved has a membership."""
    del now
    members = select(Membership.person_id)
    query = select(Application.id).where(Application.state == "approved", Application.person_id.not_in(members))
    return [f"application {number}" for number in session.scalars(query)]
