"""What a coordinator does with a panel: invite, invite again, cancel, move a due date, call the extra reviewer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actions import capacity, journal, standing
from workflow.actions.engine import machine
from workflow.actions.finding import find_locked, lock
from workflow.actions.submissions import current_round
from workflow.kernel.errors import InvalidInput, NotFound, Refused
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, say
from workflow.models import Assignment, Membership, Person, ReviewRound, Submission
from workflow.policy import Actor, Permission, require
from workflow.roster import exclusions
from workflow.roster.panels import STANDING
from workflow.rules import dates


def assign_panel(
    session: Session, actor: Actor, submission_id: PublicId, reviewer_ids: Sequence[PublicId], *,
    evidence: dict[PublicId, dict[str, Any]] | None = None, now: datetime,
) -> list[Assignment]:  # fmt: skip
    """Invite these people as a panel, or as more of one; the review starts when the panel rule is met.

    Every pair is checked again: conflict, capacity, absence, already asked. Raises NotFound, NotAllowed, InvalidInput
    (reviewers) when nobody is chosen, or Refused with a reason for each who cannot be asked; then nobody is.
    """
    submission = find_locked(session, Submission, submission_id)
    require(actor, Permission.ASSIGNMENT_MANAGE, submission)
    if not reviewer_ids:
        raise InvalidInput({"reviewers": say("Choose at least one reviewer.")})
    refuse_unless_panels_are_made(submission)
    people = locked_members(session, reviewer_ids)
    if found := problems(session, submission, people, actor=actor, now=now):
        raise Refused(*found)
    return invite_all(session, submission, people, evidence or {}, actor=actor, now=now)


def invite_all(
    session: Session, submission: Submission, people: Sequence[Membership],
    evidence: Mapping[PublicId, dict[str, Any]], *, actor: Actor, now: datetime,
) -> list[Assignment]:  # fmt: skip
    """Invite members who can be asked; the submission and they are locked."""
    _set_decision_aside(session, submission, now)
    round_ = current_round(session, submission, now)
    invited = [_invite(session, actor, round_, member, now) for member in people]
    for seat in invited:
        seat.evidence = evidence.get(seat.reviewer.public_id, {})
    _settle(session, submission, now)
    return invited


def invite(
    session: Session, actor: Actor, submission_id: PublicId, reviewer_id: PublicId, *, now: datetime
) -> Assignment:
    """Invite one person. Raises as `assign_panel` does."""
    return assign_panel(session, actor, submission_id, [reviewer_id], now=now)[0]


def call_extra_reviewer(
    session: Session, actor: Actor, submission_id: PublicId, reviewer_id: PublicId, *, now: datetime
) -> Assignment:
    """Call a third or fourth reviewer because the reviews disagree: the round is opened again for him.

    Raises NotFound, NotAllowed, or Refused where no dispute is open or the person cannot be asked.
    """
    submission = find_locked(session, Submission, submission_id)
    require(actor, Permission.ASSIGNMENT_MANAGE, submission)
    dispute = submission.open_dispute
    if dispute is None or submission.state != "reviewed":
        raise Refused(say("The reviews do not disagree, so no extra reviewer is called."))
    people = locked_members(session, [reviewer_id])
    if found := problems(session, submission, people, actor=actor, now=now):
        raise Refused(*found)
    dispute.extra_called_at = now
    machine.fire(session, submission, "reopen_round", actor=actor, now=now)
    session.expire(submission, ["rounds"])
    seat = _invite(session, actor, submission.rounds[-1], people[0], now)
    _settle(session, submission, now)
    return seat


def invite_again(session: Session, actor: Actor, assignment_id: PublicId, *, now: datetime) -> Assignment:
    """Ask somebody again who declined, did not answer, or was cancelled. Raises NotFound, NotAllowed or Refused."""
    seat = _managed(session, actor, assignment_id)
    machine.fire(session, seat, "invite_again", actor=actor, now=now)
    capacity.note_asked(session, seat.reviewer_id, now)
    _settle(session, seat.submission, now)
    return seat


def cancel(session: Session, actor: Actor, assignment_id: PublicId, *, reason: str = "", now: datetime) -> Assignment:
    """Cancel an invitation or an accepted assignment. Raises NotFound, NotAllowed or Refused."""
    seat = _managed(session, actor, assignment_id)
    machine.fire(session, seat, "cancel", actor=actor, now=now, reason=reason or None)
    _settle(session, seat.submission, now)
    return seat


def end_assignment(
    session: Session, actor: Actor, assignment_id: PublicId, *, reason: str = "", now: datetime
) -> Assignment:
    """Stop waiting for an accepted review. Raises NotFound, NotAllowed or Refused."""
    seat = _managed(session, actor, assignment_id)
    machine.fire(session, seat, "end", actor=actor, now=now, reason=reason or None)
    _settle(session, seat.submission, now)
    return seat


def extend_due_date(session: Session, actor: Actor, assignment_id: PublicId, day: date, *, now: datetime) -> Assignment:
    """Give the reviewer until the end of another day: to answer, or to hand in.

    Raises NotFound, NotAllowed, InvalidInput (day) or Refused.
    """
    seat = _managed(session, actor, assignment_id)
    due_at = dates.end_of_day(day, seat.submission.call.time_zone)
    if due_at <= now:
        raise InvalidInput({"day": say("Choose a day that is still to come.")})
    if seat.state == "invited":
        seat.answer_due_at = due_at
    elif seat.state == "accepted":
        seat.review_due_at, seat.proposed_due_at = due_at, None
    else:
        raise Refused(say("Nothing is waited for from this reviewer."))
    seat.due_set_at = now
    fact = journal.Fact(
        trigger="extend_due_date", actor=actor, now=now, payload={"due_at": due_at.isoformat()}, tells=("reviewer",)
    )
    journal.note(session, seat, fact)
    standing.refresh(session, seat.submission)
    return seat


def settle(session: Session, submission_id: int, now: datetime) -> bool:
    """Move a submission on as far as its rows allow; the clock asks, in case nobody else did. True if it moved."""
    submission = lock(session, submission_id)
    before = submission.state
    _settle(session, submission, now)
    return submission.state != before


def lock_panels_of(session: Session, *membership_ids: PublicId) -> list[Submission]:
    """Lock the open submissions on whose panels members sit, and give them; what is said of members counts there."""
    seated = select(Assignment.submission_id).join(Membership, Membership.person_id == Assignment.reviewer_id)
    held = seated.where(Membership.public_id.in_(membership_ids), Assignment.state.in_(list(STANDING)))
    wanted = select(Submission.id).where(Submission.is_open, Submission.id.in_(held)).order_by(Submission.id)
    return [lock(session, number) for number in session.scalars(wanted).all()]


def settle_all(session: Session, submissions: Iterable[Submission], now: datetime) -> None:
    """Bring submissions that are locked up to date, and move them on as far as their rows allow."""
    for submission in submissions:
        _settle(session, submission, now)


def _settle(session: Session, submission: Submission, now: datetime) -> None:
    """Bring the standing up to date and make the moves that are the system's."""
    standing.refresh(session, submission)
    if submission.state == "submitted":
        machine.advance(session, submission, "assign", now=now)
    if submission.state == "assigned":
        machine.advance(session, submission, "close", now=now)
    standing.refresh(session, submission)


def _managed(session: Session, actor: Actor, assignment_id: PublicId) -> Assignment:
    seat = find_locked(session, Assignment, assignment_id)
    require(actor, Permission.ASSIGNMENT_MANAGE, seat)
    return seat


def refuse_unless_panels_are_made(submission: Submission) -> None:
    """Raise Refused where no panel is made as things stand."""
    if submission.state not in {"submitted", "assigned"}:
        raise Refused(say("A panel is made after the screening and before the round closes."))
    if submission.decision is not None and submission.decision.released_at is not None:
        raise Refused(say("A decision has been released."))
    if submission.needs_screening:
        raise Refused(say("It has not been screened yet."))


def _set_decision_aside(session: Session, submission: Submission, now: datetime) -> None:
    """Replace a desk decision that nobody has been told by the review that is asked for instead."""
    if submission.decision is not None:
        submission.decision.superseded_at = now
        session.flush()


def locked_members(session: Session, reviewer_ids: Sequence[PublicId]) -> list[Membership]:
    """Give the members in the order of the choice; locked in the order of their ids. Raises NotFound."""
    query = select(Membership).join(Person).where(Person.public_id.in_(reviewer_ids)).order_by(Membership.id)
    found = session.scalars(query.with_for_update(of=Membership).execution_options(populate_existing=True)).all()
    by_id = {member.person.public_id: member for member in found}
    if missing := set(reviewer_ids) - set(by_id):
        raise NotFound(missing)
    return [by_id[public_id] for public_id in dict.fromkeys(reviewer_ids)]


def problems(
    session: Session, submission: Submission, people: list[Membership], *, actor: Actor, now: datetime
) -> list[Reason]:
    """Give, for each of these people who cannot be asked, his name and why."""
    found = exclusions.of(session, submission, people, now, actor)
    return [
        say("{name}: {reason}", name=member.person.name, reason=reason)
        for member in people
        if (reason := found.get(member.person_id))
    ]


def _invite(session: Session, actor: Actor, round_: ReviewRound, member: Membership, now: datetime) -> Assignment:
    call = round_.submission.call
    capacity.take(session, member.person_id, now)
    seat = Assignment(
        submission=round_.submission,
        round=round_,
        reviewer=member.person,
        side=member.side,
        descriptor=member.descriptor,
        invited_by_id=actor.person_id,
        invited_at=now,
        answer_due_at=dates.due_at(now, call.answer_days, call.time_zone),
        due_set_at=now,
        is_extra=round_.awaits_more,
    )
    machine.begin(session, seat, "assignment", actor=actor, now=now)
    fact = journal.Fact(trigger="invite", actor=actor, now=now, target="invited", tells=("reviewer",))
    journal.note(session, seat, fact)
    capacity.note_asked(session, member.person_id, now)
    return seat
