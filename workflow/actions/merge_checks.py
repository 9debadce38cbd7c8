"""What stands against making two accounts one, and what would come of it; asked by the page and again by the verb."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from workflow.kernel.messages import N_, Reason, say
from workflow.models import (
    Address,
    Application,
    Assignment,
    ConflictDeclaration,
    Membership,
    Message,
    Person,
    Role,
    SignIn,
    Submission,
)

STANDING = ("invited", "accepted", "handed_in")
UNSENT = ("due", "held", "in_doubt", "sending")


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequences:
    """What moves to the account that is kept, in numbers, and why it cannot be done, if so."""

    against: tuple[Reason, ...]
    addresses: tuple[str, ...]
    roles: int
    submissions: int
    assignments: int
    conflicts: int
    messages: int
    sign_ins: int
    joins_memberships: bool
    """Both are on the roster: one membership is made of two."""


def consequences(session: Session, kept: Person, closed: Person) -> Consequences:
    """Give what would come of making `closed` a part of `kept`; nothing is changed."""

    def count(kind: type[object], *where: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count()).select_from(kind).where(*where)) or 0

    emails = select(Address.email).where(Address.person_id == closed.id).order_by(Address.id)
    members = count(Membership, Membership.person_id.in_((kept.id, closed.id)))
    return Consequences(
        against=tuple(reasons_against(session, kept, closed)),
        addresses=tuple(session.scalars(emails)),
        roles=count(Role, Role.person_id == closed.id),
        submissions=count(Submission, Submission.submitter_id == closed.id),
        assignments=count(Assignment, Assignment.reviewer_id == closed.id),
        conflicts=count(ConflictDeclaration, ConflictDeclaration.person_id == closed.id),
        messages=count(Message, Message.person_id == closed.id, Message.state.in_(UNSENT)),
        sign_ins=count(SignIn, SignIn.person_id == closed.id, SignIn.ended_at.is_(None)),
        joins_memberships=members == 2,  # noqa: PLR2004 - both of them
    )


def reasons_against(session: Session, kept: Person, closed: Person) -> Iterator[Reason]:
    """Give every reason why the two cannot become one."""
    if kept.id == closed.id:
        yield say("Choose two different accounts.")
        return
    if kept.merged_at is not None or closed.merged_at is not None:
        yield say("One of these accounts has been merged already.")
        return
    if kept.suspended_at is not None or closed.suspended_at is not None:
        yield say("One of these accounts is suspended; reinstate it first.")
    for query, words in _clashes(kept.id, closed.id):
        if (title := session.scalar(query.limit(1))) is not None:
            yield say(words, title=title or say("(no title)"))
    yield from _applications(session, kept, closed)


REVIEWS_OWN = N_("One account reviews what the other sent in: “{title}”. Nobody reviews his own work.")
SITS_TWICE = N_("Both accounts have a seat on one panel of “{title}”. Nobody sits on a panel twice.")
READS_IN_CONFLICT = N_("One account reviews “{title}”, with which the other has declared a conflict of interest.")
HANDLES_OWN = N_("One account handles “{title}”, in which the other has a part. Hand it over first.")


def _clashes(one: int, other: int) -> Iterator[tuple[Select[str], str]]:
    """Give, for each thing that must not be, the titles where it would, and the sentence."""
    pair = (one, other)
    theirs, title = aliased(Assignment), select(Submission.title)
    seats = title.join(Assignment, Assignment.submission_id == Submission.id).where(Assignment.reviewer_id.in_(pair))
    yield seats.where(Submission.submitter_id.in_(pair)), REVIEWS_OWN
    twice = seats.join(theirs, theirs.round_id == Assignment.round_id)
    yield twice.where(Assignment.reviewer_id == one, theirs.reviewer_id == other), SITS_TWICE
    reading = seats.where(Assignment.state.in_(("invited", "accepted")))
    declared = ConflictDeclaration.submission_id == Submission.id
    in_conflict = reading.join(ConflictDeclaration, declared).where(ConflictDeclaration.person_id.in_(pair))
    yield in_conflict, READS_IN_CONFLICT
    sits = select(Assignment.submission_id).where(
        Assignment.reviewer_id.in_(pair), Assignment.state.in_(STANDING)
    )  # fmt: skip
    conflicts = select(ConflictDeclaration.submission_id).where(ConflictDeclaration.person_id.in_(pair))
    part = or_(Submission.submitter_id.in_(pair), Submission.id.in_(sits), Submission.id.in_(conflicts))
    open_ones = title.where(Submission.handling_coordinator_id.in_(pair), Submission.is_open, part)
    yield open_ones, HANDLES_OWN


def _applications(session: Session, kept: Person, closed: Person) -> Iterator[Reason]:
    pair = (kept.id, closed.id)
    query = select(Application.person_id).where(Application.person_id.in_(pair), Application.is_open)
    applying = set(session.scalars(query))
    members = set(session.scalars(select(Membership.person_id).where(Membership.person_id.in_(pair))))
    if len(applying) == len(pair):
        yield say("Both accounts have an open application to the roster; decide on one or withdraw it first.")
    elif applying and members - applying:
        yield say("One account is on the roster and the other has an open application; decide on it first.")
