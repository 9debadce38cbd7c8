"""What is done about detected conflicts of interest: a chief's word that one does not count, and its end; checks."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from workflow.actions import journal
from workflow.actions.finding import find, find_locked
from workflow.kernel.errors import InvalidInput, Refused
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, say
from workflow.models import ConflictOverride, Person, Submission
from workflow.policy import Actor, Permission, require
from workflow.roster import conflict_facts
from workflow.rules import dates
from workflow.rules.conflicts import OVERRIDABLE, PERSONAL
from workflow.rules.text import tidy

LONGEST = timedelta(days=366)
LONGEST_REASON = 2000


def override_conflict(
    session: Session, actor: Actor, submission_id: PublicId, person_id: PublicId, *,
    kind: str, reason: str, until: date, now: datetime,
) -> ConflictOverride:  # fmt: skip
    """Say that a detected conflict of somebody with a submission does not count, until the end of a day.

    An earlier word about the same conflict ends. Raises NotFound, NotAllowed, InvalidInput (kind, reason, until), or
    Refused where it is the actor's own conflict or there is none.
    """
    submission = find_locked(session, Submission, submission_id)
    require(actor, Permission.CONFLICT_OVERRIDE, submission)
    person = find(session, Person, person_id)
    expires_at = dates.end_of_day(until, submission.call.time_zone)
    _check(kind, reason, expires_at, now)
    _refuse_without_conflict(session, actor, submission, person, kind=kind, now=now)
    _end(submission, person, kind, now)
    session.flush()
    override = ConflictOverride(
        submission_id=submission.id, person_id=person.id, kind=kind, reason=tidy(reason)[:LONGEST_REASON],
        approved_by_id=actor.person_id, approved_at=now, expires_at=expires_at,
    )  # fmt: skip
    session.add(override)
    session.flush()
    session.expire(submission, ["overrides"])
    payload = {"kind": kind, "person": person.public_id, "until": until.isoformat(), "reason": override.reason}
    journal.note(session, submission, journal.Fact(trigger="override_conflict", actor=actor, now=now, payload=payload))
    return override


def end_override(session: Session, actor: Actor, override_id: PublicId, *, now: datetime) -> ConflictOverride:
    """Let a conflict count again. Raises NotFound, NotAllowed, or Refused when it counts already."""
    override = find_locked(session, ConflictOverride, override_id)
    submission = session.get_one(Submission, override.submission_id)
    require(actor, Permission.CONFLICT_OVERRIDE, submission)
    if override.ended_at is not None or override.expires_at <= now:
        raise Refused(say("This has ended already; the conflict counts."))
    override.ended_at = now
    session.flush()
    payload = {"kind": override.kind, "person": override.person.public_id}
    journal.note(session, submission, journal.Fact(trigger="end_override", actor=actor, now=now, payload=payload))
    return override


def stands_against(session: Session, submission: Submission, person_id: int, now: datetime) -> bool:
    """Say whether a detected conflict keeps somebody from reviewing; in doubt it does."""
    looked = conflict_facts.look(session, submission, now=now, people=[person_id])
    findings = looked.by_person.get(person_id)
    return findings is None or any(finding.rules_out for finding in findings)


def refuse_decider_in_conflict(session: Session, submission: Submission, actor: Actor, now: datetime) -> None:
    """Keep out of a decision who made the work himself, or made others with those who did. Raises Refused."""
    if actor.person_id is None:
        return
    looked = conflict_facts.look(session, submission, now=now, actor=actor, people=[actor.person_id])
    against = [found.conflict for found in looked.by_person.get(actor.person_id, ()) if found.rules_out]
    if reasons := [conflict.evidence for conflict in against if conflict.kind in PERSONAL]:
        raise Refused(*(say("You have a conflict of interest: {evidence}", evidence=reason) for reason in reasons))


def _check(kind: str, reason: str, expires_at: datetime, now: datetime) -> None:
    problems: dict[str, Reason] = {}
    if kind not in OVERRIDABLE:
        problems["kind"] = say("This kind of conflict cannot be overridden.")
    if not tidy(reason):
        problems["reason"] = say("Say why.")
    if not now < expires_at <= now + LONGEST:
        problems["until"] = say("Choose a day that is still to come, within a year.")
    if problems:
        raise InvalidInput(problems)


def _refuse_without_conflict(
    session: Session, actor: Actor, submission: Submission, person: Person, *, kind: str, now: datetime
) -> None:
    if person.id == actor.person_id:
        raise Refused(say("Nobody overrides a conflict of his own."))
    looked = conflict_facts.look(session, submission, now=now, actor=actor, people=[person.id])
    if kind not in {finding.conflict.kind for finding in looked.by_person.get(person.id, ())}:
        raise Refused(say("There is no such conflict now."))


def _end(submission: Submission, person: Person, kind: str, now: datetime) -> None:
    """End what was said before about the same conflict, whether or not it has expired."""
    for old in submission.overrides:
        if (old.person_id, old.kind, old.ended_at) == (person.id, kind, None):
            old.ended_at = min(now, old.expires_at)
