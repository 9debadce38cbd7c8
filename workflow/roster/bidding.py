"""What a member could review: submissions that wait for reviewers in calls that ask, without those he cannot have."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from workflow.kernel.paging import Query
from workflow.models import Bid, Call, ConflictDeclaration, Membership, Submission
from workflow.policy import Actor, see
from workflow.policy.bidding import Bidding, BiddingView
from workflow.roster import conflict_facts
from workflow.roster.proposals import TOGETHER

MOST = 30
"""So many are shown at once, what nobody of them said anything of first, the longest waiting first."""


def open_to(session: Session, actor: Actor, now: datetime) -> list[BiddingView] | None:
    """Give what the actor may bid on, in four statements; None for somebody who is not on the roster."""
    mine = select(Membership).where(Membership.person_id == actor.person_id)
    member = session.scalars(mine).one_or_none() if actor.person_id is not None else None
    if member is None:
        return None
    rows = session.execute(_waiting(member.person_id)).unique().all()
    found = [Bidding(submission, member, wish or "") for submission, wish in rows]
    items = [each for each in found if each.is_open_to(member.person_id)]
    submissions = [each.submission for each in items]
    people = [member.person_id]
    looked = conflict_facts.look_at_all(session, submissions, now=now, people=people) if items else {}
    free = [each for each in items if not _is_ruled_out(looked[each.submission.id], member.person_id)]
    return [see(actor, each) for each in free]


def is_asked_for(session: Session) -> bool:
    """Say whether any call asks members what they would like to review."""
    return bool(session.scalar(select(exists().where(Call.bidding))))


def _waiting(person_id: int) -> Query:
    bid = and_(Bid.submission_id == Submission.id, Bid.person_id == person_id)
    declared = exists().where(
        ConflictDeclaration.submission_id == Submission.id, ConflictDeclaration.person_id == person_id
    )
    waits = or_(Submission.needs_reviewers, Submission.panel_incomplete)
    chosen = (
        select(Submission.id)
        .join(Call, Call.id == Submission.call_id)
        .outerjoin(Bid, bid)
        .where(Call.bidding, Submission.is_open, waits, Submission.submitter_id != person_id, ~declared)
        .order_by(Bid.id.is_not(None), Submission.submitted_at, Submission.id)
        .limit(MOST)
    )
    query = select(Submission, Bid.wish).outerjoin(Bid, bid).where(Submission.id.in_(chosen)).options(*TOGETHER)
    return query.order_by(Bid.id.is_not(None), Submission.submitted_at, Submission.id)


def _is_ruled_out(looked: conflict_facts.Looked, person_id: int) -> bool:
    """Say whether a conflict was detected that keeps him from it; in doubt it does."""
    findings = looked.by_person.get(person_id)
    return findings is None or any(finding.rules_out for finding in findings)
