"""The policy as SQL, for lists: what an actor does not coordinate is in no list, no count and no search of his.

The criteria say the same as the rule `coordinator` says of one record; a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true

from workflow.models import Application, Assignment, ConflictDeclaration, Submission
from workflow.policy.actors import Actor
from workflow.policy.relations import SEATED


def coordinated(actor: Actor) -> ColumnElement[bool]:
    """Give what was sent in to the calls he coordinates, but his own, what he reviews and has a conflict with."""
    if not actor.is_signed_in or actor.person_id is None:
        return false()
    others = and_(Submission.submitted_at.is_not(None), Submission.submitter_id != actor.person_id)
    return and_(_in_his_calls(actor), others, ~_declared(actor.person_id), ~_seated(actor.person_id))


def screened(actor: Actor) -> ColumnElement[bool]:
    """Give the applications he may decide on: all, for the roster is one, but his own; nobody sees another's draft."""
    if not actor.is_signed_in or not (actor.has_role("coordinator") or actor.has_role("chief")):
        return false()
    return and_(Application.submitted_at.is_not(None), Application.person_id != actor.person_id)


def closed_to(actor: Actor) -> Select[int]:
    """Give the ids of submissions whose panel he must not learn of, whatever his roles.

    His own, what he has a conflict with, and what he reviews himself.
    """
    person = actor.person_id if actor.person_id is not None else 0
    query = select(Submission.id)
    return query.where(or_(Submission.submitter_id == person, _declared(person), _seated(person)))


def related(actor: Actor) -> ColumnElement[bool]:
    """Give what somebody has any part in: sent in, reviewed, in conflict with, or in a call he coordinates."""
    person = actor.person_id if actor.person_id is not None else 0
    seats = select(Assignment.submission_id).where(Assignment.reviewer_id == person)
    own = or_(Submission.submitter_id == person, _declared(person), Submission.id.in_(seats))
    return or_(own, and_(Submission.submitted_at.is_not(None), _in_his_calls(actor)))


def _in_his_calls(actor: Actor) -> ColumnElement[bool]:
    calls = actor.calls_with("coordinator", "chief")
    return true() if calls is None else Submission.call_id.in_(sorted(calls))


def _seated(person_id: int) -> ColumnElement[bool]:
    seats = select(Assignment.submission_id).where(Assignment.reviewer_id == person_id, Assignment.state.in_(SEATED))
    return Submission.id.in_(seats)


def _declared(person_id: int) -> ColumnElement[bool]:
    conflicts = select(ConflictDeclaration.submission_id).where(ConflictDeclaration.person_id == person_id)
    return Submission.id.in_(conflicts)
