"""Whose trial is to be looked at, whose term ends, and who was asked whether to stay and has not answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from workflow.kernel.ids import PublicId
from workflow.models import Expertise, MemberNote, Membership, Person
from workflow.policy import Actor, Permission, require

AHEAD = {"trial": timedelta(days=30), "active": timedelta(days=120), "renewal": timedelta(days=0)}
"""How long before its day each is shown."""
MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DueMember:
    """A member and what is to be decided about him, with what he has done so far."""

    public_id: PublicId
    person_id: int
    name: str
    descriptor: str
    side: str
    state: str
    on: date
    """When the trial or the term ends, or when he was asked."""
    asked: int
    accepted: int
    handed_in: int
    topics: int
    confirmed: int
    """How many of his topics a coordinator has confirmed."""
    mark: float | None
    """The mean of the coordinators' marks, 1 to 5."""
    do_not_contact: bool


@dataclass(frozen=True, slots=True)
class TermsDue:
    """Everything that is due, each list with the earliest first."""

    trials: list[DueMember]
    renewals: list[DueMember]
    asked: list[DueMember]

    def __len__(self) -> int:
        return len(self.trials) + len(self.renewals) + len(self.asked)


def due(session: Session, actor: Actor, now: datetime) -> TermsDue:
    """Give what is due, in one statement. Raises NotAllowed."""
    require(actor, Permission.ROSTER_SEE)
    query = (
        select(Membership, Person.name, _count(Expertise.id), _count(Expertise.id, Expertise.verified_at.is_not(None)),
               _marks())
        .join(Person, Person.id == Membership.person_id)
        .where(or_(*_wanted(now.date())), Person.merged_at.is_(None))
        .limit(MOST)
    )  # fmt: skip
    found = sorted((_member(row) for row in session.execute(query)), key=lambda one: (one.on, one.public_id))
    by_state = {state: [one for one in found if one.state == state] for state in AHEAD}
    return TermsDue(by_state["trial"], by_state["active"], by_state["renewal"])


def _wanted(today: date) -> Iterable[ColumnElement[bool]]:
    yield and_(Membership.state == "trial", Membership.trial_until <= today + AHEAD["trial"])
    yield and_(Membership.state == "active", Membership.renewal_on <= today + AHEAD["active"])
    yield Membership.state == "renewal"


def _count(what: Any, *criteria: ColumnElement[bool]) -> ColumnElement[int]:
    query = select(func.count(what)).where(Expertise.membership_id == Membership.id, *criteria)
    return query.correlate(Membership).scalar_subquery()


def _marks() -> ColumnElement[float | None]:
    return select(func.avg(MemberNote.mark)).where(MemberNote.membership_id == Membership.id).scalar_subquery()


def _member(row: Any) -> DueMember:
    member, name, topics, confirmed, mark = row
    asked_on = member.renewal_asked_at.date() if member.renewal_asked_at else member.state_since.date()
    days = {"trial": member.trial_until, "active": member.renewal_on, "renewal": asked_on}
    return DueMember(
        public_id=member.public_id, person_id=member.person_id, name=name, descriptor=member.descriptor,
        side=member.side, state=member.state, on=days[member.state], asked=member.asked_count,
        accepted=member.accepted_count, handed_in=member.handed_in_count, topics=topics, confirmed=confirmed,
        mark=None if mark is None else float(mark), do_not_contact=member.do_not_contact,
    )  # fmt: skip
