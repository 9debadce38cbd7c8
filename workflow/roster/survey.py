"""Looks over the roster for one submission: its members, and the conflicts of interest of each, in two statements."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from workflow.models import Membership, Person, Submission
from workflow.policy import SYSTEM, Actor
from workflow.roster import conflict_facts, members
from workflow.roster.conflict_facts import Looked
from workflow.roster.members import RosterMember


@dataclass(frozen=True)
class Survey:
    """The members, by person, and what stands between them and the submission."""

    members: Mapping[int, RosterMember]
    looked: Looked


def survey(
    session: Session, submission: Submission, *,
    now: datetime, actor: Actor = SYSTEM, topics: Collection[str] = (), people: Collection[int] | None = None,
) -> Survey:  # fmt: skip
    """Look over the whole roster, or these people; `topics` (keys) are the claims wanted."""
    wanted = select(Membership.person_id) if people is None else sorted(people)
    columns = (*members.columns(now, actor, submission, topics), *conflict_facts.columns([submission], now, actor))
    # The submitter is compared with everybody and may be no member: his row is one of a person only.
    on_roster = and_(Membership.person_id == Person.id, Person.merged_at.is_(None))
    query = members.with_parts(select(*columns).select_from(Person).outerjoin(Membership, on_roster), now)
    query = query.where(or_(Person.id.in_(wanted), Person.id == submission.submitter_id)).order_by(Membership.id)
    rows = session.execute(query).all()
    found = {row.person_id: members.member_of(row) for row in rows if row.id is not None}
    looked = conflict_facts.among(session, [submission], rows, now=now, actor=actor)
    return Survey(found, looked[submission.id])
