"""What members say of themselves, and what coordinators do with a membership."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from config.forms import application_form
from workflow.actions import capacity, journal, membership_founding, panels
from workflow.actions.answers import add_absence
from workflow.actions.engine import machine
from workflow.actions.finding import find_locked
from workflow.actions.versions import known_keys
from workflow.kernel.errors import InvalidInput, NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, say
from workflow.models import Absence, Membership
from workflow.policy import Actor, Permission, facts_of, require
from workflow.rules import answers as answer_rules

MOST_PER_YEAR = 12


def change_expertise(
    session: Session, actor: Actor, membership_id: PublicId, *,
    topics: Mapping[str, Any], languages: Mapping[str, Any] | Sequence[Mapping[str, Any]], regions: Sequence[str],
    now: datetime,
) -> Membership:  # fmt: skip
    """Change what the member knows, reads and where: `topics` as in an application (expertise, objectives, principles).

    `languages` are {key: level}, or rows of "key" and "level". Raises NotFound, NotAllowed, or InvalidInput by field.
    """
    seated = panels.lock_panels_of(session, membership_id)
    member = locked(session, actor, membership_id)
    typed = {
        **{name: topics.get(name) for name in membership_founding.TOPICS},
        "expertise": membership_founding.as_levels(topics.get("expertise")),
        "languages": membership_founding.as_levels(languages),
        "regions": list(regions),
    }
    if problems := _expertise_problems(typed):
        raise InvalidInput(problems)
    membership_founding.write_expertise(session, member, typed)
    membership_founding.write_languages(session, member, typed["languages"])
    membership_founding.write_regions(session, member, list(regions))
    note(session, member, "change_expertise", actor, now)
    panels.settle_all(session, seated, now)
    return member


def change_availability(
    session: Session, actor: Actor, membership_id: PublicId, *,
    yearly_cap: int, minimum_interval_days: int, skip_until: date | None, ask_next: bool, now: datetime,
) -> Membership:  # fmt: skip
    """Change how often and from when the member may be asked.

    Raises NotFound, NotAllowed, or InvalidInput (yearly_cap, minimum_interval_days).
    """
    member = locked(session, actor, membership_id)
    if not 0 <= yearly_cap <= MOST_PER_YEAR:
        raise InvalidInput({"yearly_cap": say("Choose a number from 0 to {most}.", most=MOST_PER_YEAR)})
    if not 0 <= minimum_interval_days <= 365:  # noqa: PLR2004 - a year
        raise InvalidInput({"minimum_interval_days": say("Choose a number of days from 0 to 365.")})
    capacity.set_cap(session, member, yearly_cap, now)
    member.minimum_interval_days, member.skip_until, member.ask_next = minimum_interval_days, skip_until, ask_next
    note(session, member, "change_availability", actor, now)
    return member


def agree_to_be_listed(
    session: Session, actor: Actor, membership_id: PublicId, *, listed: bool, now: datetime
) -> Membership:
    """Stand on the public page of who reviews here, or on it no longer; nobody agrees for another.

    Raises NotFound or NotAllowed.
    """
    member = find_locked(session, Membership, membership_id)
    require(actor, Permission.MEMBERSHIP_EDIT, member)
    member.listed_since = (member.listed_since or now) if listed else None
    note(session, member, "agree_to_be_listed" if listed else "leave_the_list", actor, now)
    return member


def announce_absence(
    session: Session, actor: Actor, membership_id: PublicId, starts_on: date, ends_on: date, *, now: datetime
) -> Absence:
    """Say when the member is away. Raises NotFound, NotAllowed or InvalidInput (absent)."""
    member = locked(session, actor, membership_id)
    absence = add_absence(session, member, (starts_on, ends_on))
    note(session, member, "announce_absence", actor, now)
    return absence


def remove_absence(
    session: Session, actor: Actor, membership_id: PublicId, absence_id: PublicId, *, now: datetime
) -> Membership:
    """Take an absence back. Raises NotFound or NotAllowed."""
    member = locked(session, actor, membership_id)
    absence = next((a for a in member.absences if a.public_id == absence_id), None)
    if absence is None:
        raise NotFound
    member.absences.remove(absence)
    session.flush()
    note(session, member, "remove_absence", actor, now)
    return member


def move_membership(
    session: Session, actor: Actor, membership_id: PublicId, trigger: str, *, reason: str = "", now: datetime
) -> Membership:
    """Make one move of the membership: end the trial or prolong it, renew, pause, leave, retire and the others.

    Raises NotFound, NotAllowed, InvalidInput (reason) or Refused.
    """
    member = locked(session, actor, membership_id)
    machine.fire(session, member, trigger, actor=actor, now=now, reason=reason or None)
    session.flush()
    return member


def verify_expertise(
    session: Session, actor: Actor, membership_id: PublicId, topic: tuple[str, str], *, verified: bool, now: datetime
) -> Membership:
    """Confirm a topic of a member, given as (vocabulary, key), or take the confirmation back.

    Raises NotFound or NotAllowed.
    """
    member = find_locked(session, Membership, membership_id)
    require(actor, Permission.ROSTER_EDIT, member)
    claim = next((e for e in member.expertise if (e.term.vocabulary, e.term.key) == topic), None)
    if claim is None:
        raise NotFound
    claim.verified_at = now if verified else None
    note(session, member, "verify_expertise", actor, now)
    return member


def stop_contact(
    session: Session, actor: Actor, membership_id: PublicId, *, stopped: bool, now: datetime
) -> Membership:
    """Ask and remind a member no more, because he wants it so, or again. Raises NotFound or NotAllowed."""
    member = find_locked(session, Membership, membership_id)
    require(actor, Permission.ROSTER_EDIT, member)
    member.do_not_contact = stopped
    note(session, member, "stop_contact" if stopped else "allow_contact", actor, now)
    return member


def _expertise_problems(typed: Mapping[str, Any]) -> dict[str, Reason]:
    """Give what is wrong with these answers, by field, as an application would be told."""
    fields = [field for field in application_form().fields if field.name in typed]
    problems = answer_rules.problems(fields, typed, known_keys(), complete=False)
    if not typed["expertise"] and not typed["objectives"]:
        problems["expertise"] = say("Choose at least one topic.")
    if not typed["languages"]:
        problems["languages"] = say("Choose at least one language.")
    return problems


def locked(session: Session, actor: Actor, membership_id: PublicId) -> Membership:
    """Give a membership to change, locked: one's own, or another's to who keeps the roster.

    Raises NotFound or NotAllowed.
    """
    member = find_locked(session, Membership, membership_id)
    own = facts_of(member, actor).owner
    require(actor, Permission.MEMBERSHIP_EDIT if own else Permission.ROSTER_EDIT, member)
    return member


def note(session: Session, member: Membership, trigger: str, actor: Actor, now: datetime) -> None:
    """Write a change of the membership into its history."""
    session.flush()
    journal.note(session, member, journal.Fact(trigger=trigger, actor=actor, now=now))
