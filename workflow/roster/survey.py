"""Looks over the roster for submissions: its members, and the conflicts of interest of each, in two statements."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from workflow.kernel.paging import Query
from workflow.models import Membership, Person, Submission
from workflow.policy import SYSTEM, Actor
from workflow.roster import conflict_facts, conflict_rows, members
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
    columns = members.columns(now, actor, submission, topics)
    found, looked = _survey(session, [submission], columns, people, now=now, actor=actor)
    return Survey(found, looked[submission.id])


def survey_all(
    session: Session, submissions: Sequence[Submission], *, now: datetime, actor: Actor, topics: Collection[str]
) -> tuple[dict[int, RosterMember], dict[int, Looked]]:
    """Look over the whole roster for many submissions: the members, by person, and the conflicts, by submission.

    A declared conflict is one with a submission, so that these members have none.
    """
    if not submissions:
        return {each.person_id: each for each in members.load(session, now=now, actor=actor, topics=topics)}, {}
    return _survey(session, submissions, members.columns(now, actor, None, topics), None, now=now, actor=actor)


def _survey(
    session: Session, submissions: Sequence[Submission], columns: Sequence[members.Column],
    people: Collection[int] | None, *, now: datetime, actor: Actor,
) -> tuple[dict[int, RosterMember], dict[int, Looked]]:  # fmt: skip
    wanted = select(Membership.person_id) if people is None else sorted(people)
    submitters = sorted({submission.submitter_id for submission in submissions})
    # The submitters are compared with everybody and may be no members: theirs are rows of a person only.
    on_roster = and_(Membership.person_id == Person.id, Person.merged_at.is_(None))
    compared = conflict_rows.columns(submissions, now, actor)
    query: Query = select(*columns, *compared).select_from(Person).outerjoin(Membership, on_roster)
    query = members.with_parts(query, now).where(or_(Person.id.in_(wanted), Person.id.in_(submitters)))
    rows = session.execute(query.order_by(Membership.id)).all()
    found = {row.person_id: members.member_of(row) for row in rows if row.id is not None}
    return found, conflict_facts.among(session, submissions, rows, now=now, actor=actor)
