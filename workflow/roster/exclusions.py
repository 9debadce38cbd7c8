"""Who cannot be asked to review a submission, each with the reason; nobody is left out without one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from workflow.kernel.messages import Reason, plural, say
from workflow.models import Assignment, Membership, Submission
from workflow.roster import members
from workflow.roster.members import RosterMember
from workflow.rules.text import sort_text

ASKABLE = frozenset({"trial", "active"})


@dataclass(frozen=True)
class Asking:
    """A submission as those who look for reviewers see it: who sent it, who is behind it, who was asked already."""

    submitter_id: int
    language: str
    organisations: frozenset[str]
    seats: Mapping[int, Reason]
    now: datetime


def of(session: Session, submission: Submission, people: Iterable[Membership], now: datetime) -> dict[int, Reason]:
    """Give, by person, why he cannot be asked for the current round; who can is not in it.

    One statement besides the submission's own parts, however many people.
    """
    wanted = [member.person_id for member in people]
    asking = asking_for(submission, now)
    found = members.load(session, now=now, submission=submission, people=wanted)
    return {member.person_id: reason for member in found if (reason := reason_against(member, asking))}


def asking_for(submission: Submission, now: datetime) -> Asking:
    """Give what is asked of every member alike."""
    return Asking(submission.submitter_id, submission.language, _names(submission), _seats(submission), now)


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
    if member.organisation and sort_text(member.organisation) in asking.organisations:
        return say("works for an organisation behind this submission")
    return None


def _names(submission: Submission) -> frozenset[str]:
    answers = submission.current_version.answers
    named = [answers.get("publisher"), answers.get("implementer"), *(answers.get("co_organisers") or ())]
    return frozenset(sort_text(str(name)) for name in named if name)


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
