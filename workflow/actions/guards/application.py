"""Guards and effects of applications to the roster and of memberships."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from config.forms import application_form
from workflow.actions import membership_founding
from workflow.actions.engine import registry
from workflow.actions.versions import known_keys
from workflow.kernel.messages import Reason, plural, say
from workflow.models import Application, Membership
from workflow.process.registry import Moved
from workflow.rules import answers

TRIAL = timedelta(days=365)
"""Proposed: the length of a trial period is not published."""

PROLONGED = timedelta(days=180)
"""Proposed: how much longer a trial period is made at once."""

TERM = timedelta(days=1095)
"""Proposed: after how long a member is asked whether to stay."""

NEEDED = 2
"""How many coordinators screen an application."""


@registry.guard("application_complete")
def application_complete(item: Application, now: datetime) -> Reason | None:
    """Say how many answers are still needed."""
    del now
    problems = answers.problems(application_form().fields, item.answers, known_keys())
    if not problems:
        return None
    return plural("{n} answer is missing or wrong.", "{n} answers are missing or wrong.", len(problems))


@registry.guard("consent_given")
def consent_given(item: Application, now: datetime) -> Reason | None:
    """Say that the consent to keep the data is missing."""
    del now
    return None if item.answers.get("data_use") is True else say("Your consent is missing.")


@registry.guard("screened_by_two")
def screened_by_two(item: Application, now: datetime) -> Reason | None:
    """Say how many coordinators have yet to screen it."""
    del now
    missing = NEEDED - len(item.screenings)
    if missing <= 0:
        return None
    return plural("{n} more coordinator must screen it.", "{n} more coordinators must screen it.", missing)


@registry.effect("stamp_applied")
def stamp_applied(session: Session, item: Application, move: Moved) -> None:
    """Note when it was sent in; what was asked is answered, and whoever screened it before screens it anew."""
    item.submitted_at = item.submitted_at or move.now
    item.question = ""
    for screening in list(item.screenings):
        session.delete(screening)
    session.flush()
    session.expire(item, ["screenings"])


@registry.effect("close_application")
def close_application(session: Session, item: Application, move: Moved) -> None:
    """Let the person apply anew."""
    del session, move
    item.is_open = False


@registry.effect("open_application")
def open_application(session: Session, item: Application, move: Moved) -> None:
    """Take it up again."""
    del session, move
    item.is_open = True
    item.decided_at = item.decided_by_id = None


@registry.effect("found_membership")
def found_membership(session: Session, item: Application, move: Moved) -> None:
    """Make the applicant a member, with what was applied for."""
    item.is_open = False
    membership_founding.found(session, item, move.actor, move.now)


@registry.effect("end_listing")
def end_listing(session: Session, item: Membership, move: Moved) -> None:
    """Take the member off the public page; who comes back is asked again."""
    del session, move
    item.listed_since = None


@registry.effect("stamp_started")
def stamp_started(session: Session, item: Membership, move: Moved) -> None:
    """Set the end of the trial period."""
    del session
    item.trial_until = (move.now + TRIAL).date()
    item.renewal_on = item.renewal_asked_at = None


@registry.effect("prolong_trial")
def prolong_trial(session: Session, item: Membership, move: Moved) -> None:
    """Let the trial end later: from its end, or from now where that is past."""
    del session
    today = move.now.date()
    item.trial_until = max(item.trial_until or today, today) + PROLONGED


@registry.effect("begin_term")
def begin_term(session: Session, item: Membership, move: Moved) -> None:
    """Set when the member is asked whether to stay; a trial is over with it, and a question answered."""
    del session
    item.trial_until = item.renewal_asked_at = None
    item.renewal_on = (move.now + TERM).date()


@registry.effect("stamp_renewal_asked")
def stamp_renewal_asked(session: Session, item: Membership, move: Moved) -> None:
    """Note when the member was asked whether to stay."""
    del session
    item.renewal_asked_at = move.now
