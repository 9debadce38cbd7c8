"""Who answers an invitation: its reviewer by account, or whoever holds the link that was mailed to him.

The secret leaves the address at once: it is carried in a signed cookie that only the pages of this one invitation get.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Response, current_app, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from web import context
from web.routing import SignInFirst
from workflow.actions import capabilities
from workflow.actions.finding import find
from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.links import digest_of
from workflow.models import Assignment, Capability, Person
from workflow.policy import Actor, facts_of, link_actor

COOKIE = "invitation"
PURPOSE = "invitation"
LONGEST = 100
DAYS = 30


@dataclass(frozen=True)
class Visit:
    """What a request brings along: the person who is signed in, and the secret of a link, or nothing."""

    actor: Actor
    token: str
    now: datetime


@dataclass(frozen=True)
class Holder:
    """Who answers: the reviewer himself, or the holder of a link with what it allows."""

    actor: Actor
    capability: Capability | None = None


def visit() -> Visit:
    """Read this request; done before a transaction, which may run twice."""
    return Visit(context.current_actor(), _token(), context.now())


def invited(session: Session, token: str, now: datetime) -> PublicId:
    """Give the assignment a link speaks of; writes nothing. Raises NotFound, or Refused for a link that is over."""
    capability = capabilities.find(session, token[:LONGEST], PURPOSE, now)
    seat = session.get(Assignment, capability.assignment_id)
    if seat is None or not _is_for(session, capability, seat):
        raise NotFound
    return PublicId(seat.public_id)


def own_seat(session: Session, token: str, actor: Actor) -> PublicId | None:
    """Give the assignment of a link that is over, to its reviewer who is signed in anyway; else None."""
    query = select(Assignment).join(Capability, Capability.assignment_id == Assignment.id)
    of_link = Capability.digest == digest_of(token[:LONGEST]), Capability.purpose == PURPOSE
    seat = session.scalars(query.where(*of_link)).one_or_none()
    return seat.public_id if seat is not None and actor.is_signed_in and facts_of(seat, actor).owner else None


def holder(session: Session, assignment_id: PublicId, visit: Visit) -> Holder:
    """Give who may answer this invitation.

    Raises NotFound for everybody else, Refused for a link that is over, SignInFirst for a visitor without a link.
    """
    seat = find(session, Assignment, assignment_id)
    if visit.actor.is_signed_in and facts_of(seat, visit.actor).owner:
        return Holder(visit.actor)
    if visit.token:
        capability = capabilities.find(session, visit.token, PURPOSE, visit.now)
        if capability.assignment_id == seat.id and _is_for(session, capability, seat):
            return Holder(link_actor(assignment_id=seat.id, person_id=seat.reviewer_id), capability)
    if not visit.actor.is_signed_in:
        raise SignInFirst
    raise NotFound


def using(session: Session, assignment_id: PublicId, visit: Visit) -> Actor:
    """Give who answers now: a link that is used ends the older ones of its kind. Raises as `holder` does."""
    found = holder(session, assignment_id, visit)
    if found.capability is not None:
        capabilities.use(session, found.capability, now=visit.now)
    return found.actor


def carry(response: Response, assignment_id: PublicId, token: str) -> Response:
    """Keep the secret in this browser, for the pages of this invitation alone."""
    response.set_cookie(
        COOKIE, _serializer().dumps(token[:LONGEST]), max_age=DAYS * 24 * 3600, httponly=True, samesite="Lax",
        path=url_for("reviewer.invitation", assignment_id=assignment_id),
        secure=context.site().settings.secure_cookies,
    )  # fmt: skip
    return response


def _token() -> str:
    try:
        return str(_serializer().loads(request.cookies.get(COOKIE, "")))[:LONGEST]
    except BadSignature:
        return ""


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="invitation link")


def _is_for(session: Session, capability: Capability, seat: Assignment) -> bool:
    """Say whether the link was made for the reviewer of this seat, who has not been suspended."""
    reviewer = session.get(Person, seat.reviewer_id)
    mine = capability.person_id in {None, seat.reviewer_id}
    return mine and reviewer is not None and reviewer.suspended_at is None
