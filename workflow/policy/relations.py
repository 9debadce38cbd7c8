"""How an actor stands to an item, as facts; the only place that looks it up."""

from __future__ import annotations

from dataclasses import replace
from functools import singledispatch

from sqlalchemy.orm import Session, joinedload, object_session

from workflow.models import (
    Application,
    Assignment,
    Call,
    Clarification,
    Decision,
    Membership,
    Person,
    Review,
    StoredFile,
    Submission,
    SubmissionVersion,
    Task,
)
from workflow.policy.actors import Actor
from workflow.policy.bidding import Bidding
from workflow.policy.rule import Facts, about_actor

SEATED = {"invited", "accepted", "handed_in"}
"""States in which a seat is a person's, and he may know of it."""

READS = (
    joinedload(Submission.call),
    joinedload(Submission.assignments),
    joinedload(Submission.conflicts),
    joinedload(Submission.decisions),
)
"""What is read of a submission to say how somebody stands to it: loaded with it, it costs no statements of its own."""


@singledispatch
def facts_of(item: object, actor: Actor) -> Facts:
    """Give how the actor stands to the item; an item of an unknown kind relates to nobody."""
    del item
    return Facts(**about_actor(actor))


@facts_of.register
def _(item: None, actor: Actor) -> Facts:
    del item
    return Facts(**about_actor(actor))


@facts_of.register
def _(item: Submission, actor: Actor) -> Facts:
    if item.removed_at is not None:
        return Facts()
    seats = [seat for seat in item.assignments if _is_his_seat(seat, actor)]
    own = actor.person_id is not None and actor.person_id == item.submitter_id
    conflicted = own or _has_declared_conflict(item, actor)
    invited = any(seat.state in SEATED for seat in seats)
    handled = not conflicted and not invited and item.submitted_at is not None  # a draft is its owner's alone
    coordinates = handled and _has_role_in(actor, item.call_id)
    return Facts(
        **about_actor(actor),
        submitter=own and actor.is_signed_in,
        holds_status_link=actor.kind == "link" and actor.submission_id == item.id,
        conflicted=conflicted,
        coordinator=coordinates,
        chief=handled and actor.is_signed_in and actor.has_role("chief", item.call_id),
        invited=invited,
        reviewer=actor.is_signed_in and bool(seats),
        reader=actor.is_signed_in and any(_may_read(seat) for seat in seats),
        released=item.decision is not None and item.decision.released_at is not None,
        public=item.state == "published",
        open_call=item.call.anonymity == "open",
        double=item.call.anonymity == "double",
    )


@facts_of.register
def _(item: SubmissionVersion, actor: Actor) -> Facts:
    return facts_of(item.submission, actor)


@facts_of.register
def _(item: StoredFile, actor: Actor) -> Facts:
    if item.version is not None:
        return facts_of(item.version, actor)
    application = _session_of(item).get(Application, item.application_id) if item.application_id else None
    return facts_of(application, actor)


@facts_of.register
def _(item: Decision, actor: Actor) -> Facts:
    """Each decision is told by its own release: one that was replaced before it was released never is."""
    submission = _session_of(item).get_one(Submission, item.submission_id)
    return replace(facts_of(submission, actor), released=item.released_at is not None)


@facts_of.register
def _(item: Clarification, actor: Actor) -> Facts:
    submission = _session_of(item).get_one(Submission, item.submission_id)
    return facts_of(submission, actor)


@facts_of.register
def _(item: Assignment, actor: Actor) -> Facts:
    return _of_his_own(facts_of(item.submission, actor), item, actor)


@facts_of.register
def _(item: Review, actor: Actor) -> Facts:
    """A review is told with the decision of its round; a link to the invitation does not open it."""
    facts = facts_of(item.assignment, actor)
    return replace(facts, owner=facts.owner and actor.is_signed_in, released=_is_released(item))


@facts_of.register
def _(item: Application, actor: Actor) -> Facts:
    own = actor.is_signed_in and actor.person_id == item.person_id
    handled = not own and item.submitted_at is not None  # a draft is its owner's alone
    about = about_actor(actor)
    return Facts(
        **about,
        owner=own,
        coordinator=about["coordinator_somewhere"] and handled,
        chief=actor.has_role("chief") and handled,
    )


@facts_of.register
def _(item: Membership, actor: Actor) -> Facts:
    own = actor.is_signed_in and actor.person_id == item.person_id
    about = about_actor(actor)
    return Facts(
        **about,
        owner=own,
        coordinator=about["coordinator_somewhere"] and not own,
        chief=actor.has_role("chief") and not own,
    )


@facts_of.register
def _(item: Task, actor: Actor) -> Facts:
    """A task is for those who coordinate what it is about; what is about a person, or his application, not for him."""
    if item.submission is not None:
        return facts_of(item.submission, actor)
    about = about_actor(actor)
    others = actor.is_signed_in and actor.person_id != item.person_id
    return Facts(**about, coordinator=about["coordinator_somewhere"] and others)


@facts_of.register
def _(item: Person, actor: Actor) -> Facts:
    return Facts(**about_actor(actor), owner=actor.is_signed_in and actor.person_id == item.id)


@facts_of.register
def _(item: Bidding, actor: Actor) -> Facts:
    return Facts(**about_actor(actor), bidder=actor.is_signed_in and item.is_open_to(actor.person_id))


@facts_of.register
def _(item: Call, actor: Actor) -> Facts:
    return Facts(
        **about_actor(actor),
        coordinator=_has_role_in(actor, item.id),
        chief=actor.has_role("chief", item.id),
        open_call=item.anonymity == "open",
        double=item.anonymity == "double",
    )


def _has_role_in(actor: Actor, call_id: int) -> bool:
    return actor.is_signed_in and (actor.has_role("coordinator", call_id) or actor.has_role("chief", call_id))


def _is_his_seat(seat: Assignment, actor: Actor) -> bool:
    if actor.kind == "link":
        return actor.assignment_id is not None and actor.assignment_id == seat.id
    return actor.is_signed_in and seat.reviewer_id == actor.person_id


def _may_read(seat: Assignment) -> bool:
    return seat.state in {"accepted", "handed_in"} and seat.declared_free_at is not None


def _is_released(review: Review) -> bool:
    """Say whether a decision of the review's round was released after it was handed in."""
    seat, handed_in_at = review.assignment, review.handed_in_at
    return handed_in_at is not None and any(
        decision.round_id == seat.round_id and decision.released_at is not None and decision.released_at >= handed_in_at
        for decision in seat.submission.decisions
    )


def _has_declared_conflict(item: Submission, actor: Actor) -> bool:
    """Look through the declarations on the item, so that asking again costs nothing while its session lasts."""
    return actor.person_id is not None and any(each.person_id == actor.person_id for each in item.conflicts)


def _of_his_own(facts: Facts, seat: Assignment, actor: Actor) -> Facts:
    """Narrow the facts about a submission to one seat: another seat's rights are not this one's."""
    own = _is_his_seat(seat, actor)
    return Facts(**{
        **facts.__dict__,
        "owner": own,
        "invited": own and seat.state in SEATED,
        "reviewer": own and actor.is_signed_in,
        "reader": own and actor.is_signed_in and _may_read(seat),
    })


def _session_of(item: object) -> Session:
    session = object_session(item)
    assert session is not None, "an item is looked at within its session"  # noqa: S101 - a programming error, not an input
    return session
