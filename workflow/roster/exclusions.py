"""Who cannot be asked to review a submission, each with the reason; nobody is left out without one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from workflow.kernel.messages import Reason, plural, say
from workflow.models import SERVING, Assignment, Membership, Submission
from workflow.policy import SYSTEM, Actor
from workflow.roster.conflict_facts import Finding
from workflow.roster.members import RosterMember
from workflow.roster.survey import survey

ASKABLE = frozenset(SERVING)


@dataclass(frozen=True)
class Asking:
    """A submission as those who look for reviewers see it: who sent it, who has a conflict, who was asked."""

    submitter_id: int
    language: str
    findings: Mapping[int, tuple[Finding, ...]]
    """The conflicts of everybody who was looked at; who is missing was not."""
    seats: Mapping[int, Reason]
    now: datetime


def of(
    session: Session, submission: Submission, people: Iterable[Membership], now: datetime, actor: Actor = SYSTEM
) -> dict[int, Reason]:
    """Give, by person, why he cannot be asked for the current round; who can is not in it.

    Two statements besides the submission's own parts, however many people.
    """
    wanted = [member.person_id for member in people]
    found = survey(session, submission, now=now, actor=actor, people=wanted)
    asking = asking_for(submission, found.looked.by_person, now)
    gone = say("not active on the roster")
    against = {
        person: reason_against(found.members[person], asking) if person in found.members else gone for person in wanted
    }
    return {person: reason for person, reason in against.items() if reason is not None}


def asking_for(submission: Submission, findings: Mapping[int, tuple[Finding, ...]], now: datetime) -> Asking:
    """Give what is asked of every member alike."""
    return Asking(submission.submitter_id, submission.language, findings, _seats(submission), now)


def reason_against(member: RosterMember, asking: Asking) -> Reason | None:
    """Say why this member cannot be asked, or None."""
    return (
        _by_standing(member, asking.now)
        or _by_conflict(member, asking)
        or asking.seats.get(member.person_id)
        or _by_absence(member, asking.now)
        or _by_limits(member, asking.now)
        or _by_language(member, asking.language)
    )


def for_the_item(member: RosterMember, asking: Asking) -> Reason | None:
    """Say why this member cannot be asked for this submission, whatever he can be asked for otherwise, or None."""
    return (
        _by_conflict(member, asking)
        or asking.seats.get(member.person_id)
        or _by_language(member, asking.language)
    )  # fmt: skip


def whatever_the_item(member: RosterMember, now: datetime) -> Reason | None:
    """Say why this member can be asked for nothing at all now, or None."""
    return _by_standing(member, now) or _by_absence(member, now) or _by_limits(member, now)


def _by_standing(member: RosterMember, now: datetime) -> Reason | None:
    if member.state not in ASKABLE:
        return say("not active on the roster")
    if member.do_not_contact:
        return say("does not want to be contacted")
    if member.skip_until is not None and member.skip_until > now.date():
        return say("not before {day}", day=member.skip_until)
    return None


def _by_conflict(member: RosterMember, asking: Asking) -> Reason | None:
    if member.person_id == asking.submitter_id:
        return say("has sent this submission in")
    if member.has_conflict:
        return say("conflict of interest, declared")
    findings = asking.findings.get(member.person_id)
    if findings is None:
        return say("conflicts of interest could not be looked for")
    for finding in findings:
        if finding.rules_out:
            return finding.conflict.evidence
    return None


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


def _by_absence(member: RosterMember, now: datetime) -> Reason | None:
    if member.away_from is None or member.away_from > now.date():
        return None
    return say("absent until {day}", day=member.away_until)


def _by_limits(member: RosterMember, now: datetime) -> Reason | None:
    if member.taken >= member.cap:
        return _full(member)
    if member.last_asked_at is not None and member.minimum_interval_days:
        free = member.last_asked_at + timedelta(days=member.minimum_interval_days)
        if free > now and member.last_asked_at != member.shown_last_asked_at:
            return say("asked a short time ago")  # the day would tell of a seat that is not for this actor
        if free > now:
            return say("asked a short time ago; free again on {day}", day=free.date())
    return None


def _full(member: RosterMember) -> Reason:
    if member.hidden_taken:
        return say("takes no more reviews this year")
    return plural(
        "has {taken} of {n} review this year", "has {taken} of {n} reviews this year", member.cap, taken=member.taken
    )


def _by_language(member: RosterMember, language: str) -> Reason | None:
    return None if member.reads(language) else say("does not read the language of this submission")
