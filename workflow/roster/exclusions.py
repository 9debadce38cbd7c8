"""Who cannot be asked to review a submission, each with the reason; nobody is left out without one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.kernel.messages import Reason, plural, say
from workflow.models import Absence, Assignment, ConflictDeclaration, Membership, Submission
from workflow.roster import panels
from workflow.rules.text import sort_text

ASKABLE = frozenset({"trial", "active"})


def of(session: Session, submission: Submission, people: Iterable[Membership], now: datetime) -> dict[int, Reason]:
    """Give, by person, why he cannot be asked for the current round; who can is not in it.

    Four statements, however many people.
    """
    every = list(people)
    conflicts = _conflicted(session, submission)
    seats = _seats(submission)
    absences = _absent(session, every, now)
    found: dict[int, Reason] = {}
    for member in every:
        reason = (
            _by_standing(member, now)
            or _by_conflict(member, submission, conflicts)
            or seats.get(member.person_id)
            or absences.get(member.id)
            or _by_limits(member, now)
            or _by_language(member, submission)
        )
        if reason is not None:
            found[member.person_id] = reason
    return found


def _by_standing(member: Membership, now: datetime) -> Reason | None:
    if member.state not in ASKABLE:
        return say("not active on the roster")
    if member.do_not_contact:
        return say("does not want to be contacted")
    if member.skip_until is not None and member.skip_until > now.date():
        return say("not before {day}", day=member.skip_until)
    return None


def _by_conflict(member: Membership, submission: Submission, declared: Mapping[int, str]) -> Reason | None:
    if member.person_id == submission.submitter_id:
        return say("has sent this submission in")
    if member.person_id in declared:
        return say("conflict of interest, declared")
    if member.organisation and _names(submission) & {sort_text(member.organisation.name)}:
        return say("works for an organisation behind this submission")
    return None


def _names(submission: Submission) -> set[str]:
    answers = submission.current_version.answers
    named = [answers.get("publisher"), answers.get("implementer"), *(answers.get("co_organisers") or ())]
    return {sort_text(str(name)) for name in named if name}


def _conflicted(session: Session, submission: Submission) -> dict[int, str]:
    query = select(ConflictDeclaration.person_id, ConflictDeclaration.kind).where(
        ConflictDeclaration.submission_id == submission.id
    )
    return {row.person_id: row.kind for row in session.execute(query)}


def _seats(submission: Submission) -> dict[int, Reason]:
    """Give who was asked in the open round already, and what came of it."""
    round_ = submission.current_round
    if round_ is None or (round_.closed_at is not None and submission.state != "reviewed"):
        return {}
    return {seat.reviewer_id: _seat_reason(seat) for seat in round_.assignments}


def _seat_reason(seat: Assignment) -> Reason:
    if seat.state in {"invited", "accepted", "handed_in"}:
        return say("already on this panel")
    if seat.state == "declined":
        return say("declined this item on {day}", day=(seat.answered_at or seat.invited_at).date())
    if seat.state == "lapsed":
        return say("did not answer; invite again from the panel")
    return say("was on this panel; invite again from the panel")


def _absent(session: Session, people: list[Membership], now: datetime) -> dict[int, Reason]:
    today = now.date()
    query = select(Absence.membership_id, Absence.ends_on).where(
        Absence.membership_id.in_([member.id for member in people]),
        Absence.starts_on <= today,
        Absence.ends_on >= today,
    )
    return {row.membership_id: say("absent until {day}", day=row.ends_on) for row in session.execute(query)}


def _by_limits(member: Membership, now: datetime) -> Reason | None:
    capacity = next((c for c in member.capacities if c.year == now.year), None)
    cap, taken = (capacity.cap, capacity.taken) if capacity else (member.yearly_cap, 0)
    if taken >= cap:
        return plural("has {taken} of {n} review this year", "has {taken} of {n} reviews this year", cap, taken=taken)
    if member.last_asked_at is not None and member.minimum_interval_days:
        free = member.last_asked_at + timedelta(days=member.minimum_interval_days)
        if free > now:
            return say("asked a short time ago; free again on {day}", day=free.date())
    return None


def _by_language(member: Membership, submission: Submission) -> Reason | None:
    if panels.reads(member, submission.language):
        return None
    return say("does not read the language of this submission")
