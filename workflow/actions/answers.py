"""What a reviewer answers to an invitation: accept, decline, declare a conflict, propose a date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import and_, func, not_, select
from sqlalchemy.orm import Session

from workflow.actions import declarations, journal, standing
from workflow.actions.engine import machine
from workflow.actions.finding import find_locked
from workflow.actions.panels import settle
from workflow.kernel.errors import InvalidInput, Refused
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import say
from workflow.models import Absence, Assignment, Membership
from workflow.policy import Actor, Permission, facts_of, require
from workflow.rules import dates, turns
from workflow.rules.text import tidy

DECLINE_CODES = ("busy", "absent", "not_my_field", "conflict", "language", "no_longer", "other")
LONGEST_OWN_EXTENSION_DAYS = 14
TERMS_VERSION = "2026-11"
"""The version of the confidentiality terms in force; web/templates/reviewer/terms keeps the text of each."""


def accept(session: Session, actor: Actor, assignment_id: PublicId, *, now: datetime) -> Assignment:
    """Say yes, as the reviewer or on his behalf. Raises NotFound, NotAllowed or Refused."""
    seat = _answered(session, actor, assignment_id)
    machine.fire(session, seat, "accept", actor=acting(actor, seat), now=now)
    _settle(session, seat, now)
    return seat


def decline(
    session: Session, actor: Actor, assignment_id: PublicId, *,
    code: str = "", note: str = "", alternative: str = "", not_before: date | None = None,
    absent: tuple[date, date] | None = None, now: datetime,
) -> Assignment:  # fmt: skip
    """Say no; everything besides is optional: a reason, somebody else, a day from which to ask again, an absence.

    Raises NotFound, NotAllowed, InvalidInput (code, absent) or Refused.
    """
    seat = _answered(session, actor, assignment_id)
    if code and code not in DECLINE_CODES:
        raise InvalidInput({"code": say("Choose one of the reasons, or none.")})
    if absent is not None:
        check_absence(absent)
    machine.fire(session, seat, "decline", actor=acting(actor, seat), now=now, details={"code": code})
    seat.decline_code, seat.decline_note, seat.alternative = code, tidy(note), tidy(alternative)
    membership = _member_of(session, seat)
    if turns.keeps_his_turn(code):
        _give_turn_back(session, membership)
    if not_before is not None:
        seat.not_before = dates.end_of_day(not_before, seat.submission.call.time_zone)
        if membership is not None:
            membership.skip_until = not_before
    if absent is not None and membership is not None:
        add_absence(session, membership, absent)
    _settle(session, seat, now)
    return seat


def declare_free(session: Session, actor: Actor, assignment_id: PublicId, *, now: datetime) -> Assignment:
    """Declare to have no conflict, and accept the confidentiality terms: the content opens.

    Raises NotFound, NotAllowed, or Refused before the invitation is accepted.
    """
    seat = _answered(session, actor, assignment_id)
    if seat.state != "accepted":
        raise Refused(say("Accept the invitation first."))
    if seat.declared_free_at is None:
        seat.declared_free_at, seat.terms_version = now, TERMS_VERSION
        fact = journal.Fact(
            trigger="declare_free", actor=acting(actor, seat), now=now, payload={"terms": TERMS_VERSION}
        )
        journal.note(session, seat, fact)
    standing.refresh(session, seat.submission)
    return seat


def declare_conflict(
    session: Session, actor: Actor, assignment_id: PublicId, *, kind: str, note: str = "", now: datetime
) -> Assignment:
    """Declare a conflict: the assignment ends and the pair is excluded from now on.

    Raises NotFound, NotAllowed, InvalidInput (kind) or Refused.
    """
    seat = _answered(session, actor, assignment_id)
    declarations.check_kind(kind)
    actor = acting(actor, seat)
    machine.fire(session, seat, "declare_conflict", actor=actor, now=now, details={"kind": kind})
    _give_turn_back(session, _member_of(session, seat))
    about = declarations.About(seat.submission_id, seat.reviewer_id, seat.id)
    by_id = actor.person_id or seat.reviewer_id
    declarations.record(session, about, kind=kind, note=note, by_id=by_id, now=now)
    _settle(session, seat, now)
    return seat


def propose_due_date(
    session: Session, actor: Actor, assignment_id: PublicId, day: date, *, now: datetime
) -> Assignment:
    """Ask for more time: within the limit it is given at once, beyond it a coordinator decides.

    Raises NotFound, NotAllowed, InvalidInput (day) or Refused.
    """
    seat = _answered(session, actor, assignment_id)
    call = seat.submission.call
    if seat.state != "accepted" or seat.review_due_at is None:
        raise Refused(say("A due date is proposed after accepting."))
    proposed = dates.end_of_day(day, call.time_zone)
    if proposed <= max(now, seat.review_due_at):
        raise InvalidInput({"day": say("Propose a day after the due date.")})
    first_due = dates.due_at(seat.answered_at or now, call.review_days, call.time_zone)
    beyond = dates.extension_problem(first_due, day, LONGEST_OWN_EXTENSION_DAYS, call.time_zone)
    if beyond is None:
        seat.review_due_at, seat.proposed_due_at, seat.due_set_at = proposed, None, now
    else:
        seat.proposed_due_at = proposed
    fact = journal.Fact(
        trigger="propose_due_date", actor=acting(actor, seat), now=now,
        payload={"due_at": proposed.isoformat(), "given": beyond is None},
        tells=() if beyond is None else ("coordinator",),
    )  # fmt: skip
    journal.note(session, seat, fact)
    standing.refresh(session, seat.submission)
    return seat


def check_absence(days: tuple[date, date]) -> None:
    """Refuse an absence that ends before it begins. Raises InvalidInput (absent)."""
    if days[1] < days[0]:
        raise InvalidInput({"absent": say("The absence ends before it begins.")})


def add_absence(session: Session, membership: Membership, days: tuple[date, date]) -> Absence:
    """Keep an absence, both days included. Raises InvalidInput (absent)."""
    check_absence(days)
    absence = Absence(membership_id=membership.id, starts_on=days[0], ends_on=days[1])
    session.add(absence)
    session.flush()
    session.expire(membership, ["absences"])
    return absence


def acting(actor: Actor, seat: Assignment) -> Actor:
    """Give the actor as the log should name him: a coordinator who writes an answer down acts on behalf."""
    if actor.person_id == seat.reviewer_id or actor.kind != "person":
        return actor
    return replace(actor, on_behalf_of_id=seat.reviewer_id)


def _answered(session: Session, actor: Actor, assignment_id: PublicId) -> Assignment:
    """Give the seat to its reviewer, or to a coordinator who records what the reviewer said by mail or telephone."""
    seat = find_locked(session, Assignment, assignment_id)
    own = facts_of(seat, actor).owner
    require(actor, Permission.ASSIGNMENT_ANSWER if own else Permission.ASSIGNMENT_MANAGE, seat)
    return seat


def _member_of(session: Session, seat: Assignment) -> Membership | None:
    """Give the membership of the reviewer, locked: an invitation elsewhere writes when he was last asked."""
    session.flush()
    query = select(Membership).where(Membership.person_id == seat.reviewer_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _give_turn_back(session: Session, member: Membership | None) -> None:
    """Say of a member that he was last asked when he was last asked for something he could have taken."""
    if member is None:
        return
    kept = and_(Assignment.state == "declined", Assignment.decline_code.in_(turns.KEEPS_HIS_TURN))
    asked = select(func.max(Assignment.invited_at)).where(Assignment.reviewer_id == member.person_id, not_(kept))
    member.last_asked_at = session.scalar(asked.where(Assignment.state != "conflicted"))


def _settle(session: Session, seat: Assignment, now: datetime) -> None:
    settle(session, seat.submission_id, now)
