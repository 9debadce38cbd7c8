"""Rules for automatic mails, changed by the coordinators of a call, or for the roster by any; the shipped ones stay."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actions import journal
from workflow.actions.finding import find_locked
from workflow.insight.timetable.rules import InForce, in_force, step_name
from workflow.kernel.errors import InvalidInput, Refused, Stale
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import say
from workflow.models import Call, Person, ReminderRule
from workflow.policy import Actor, Permission, require
from workflow.rules.reminder_rules import ABOUT, Rule, problems_in, read

MOST_RULES = 60


def set_reminder_rule(
    session: Session, actor: Actor, call_id: PublicId | str, row: Mapping[str, Any], *,
    revision: int | None = None, now: datetime,
) -> ReminderRule:  # fmt: skip
    """Change a rule of a call, or add one; without a call it is the roster's. Counts for all that is not yet sent.

    A step the rule did not have before is never sent for a day that has passed.
    Raises NotFound, NotAllowed, Stale, or InvalidInput by field.
    """
    call = _managed(session, actor, call_id)
    before = _before(session, call, str(row.get("key")))
    problems = problems_in(row)
    about = ABOUT.get(str(row.get("about")))
    if about is not None and not (about.of_call if call else about.of_roster):
        problems["about"] = say("Choose the date that the days are counted from.")
    if before is None and len(in_force(session).of(call.id if call else None)) >= MOST_RULES:
        problems["key"] = say("There are too many rules already. Change one of them.")
    if problems:
        raise InvalidInput(problems)
    if revision is not None and before is not None and revision != before.revision:
        raise Stale(say("This was saved elsewhere after you opened it. Both texts are below; nothing is lost."))
    rule = read(row)
    found = _row(session, call, rule.key)
    if found is None:
        found = ReminderRule(call_id=call.id if call else None, key=rule.key, revision=0)
        session.add(found)
    found.rule, found.began = rule.as_data(), _began(before, rule, now)
    found.changed_at, found.changed_by_id, found.revision = now, actor.person_id, (found.revision or 0) + 1
    session.flush()
    _note(session, call, "set_reminder_rule", actor, payload={"rule": rule.key}, now=now)
    return found


def reset_reminder_rule(session: Session, actor: Actor, call_id: PublicId | str, key: str, *, now: datetime) -> None:
    """Follow the shipped rule again, or take away one that was added here.

    Raises NotFound, NotAllowed, or Refused where nothing was changed.
    """
    call = _managed(session, actor, call_id)
    found = _row(session, call, key)
    if found is None:
        raise Refused(say("This rule is the shipped one already."))
    session.delete(found)
    session.flush()
    _note(session, call, "reset_reminder_rule", actor, payload={"rule": key}, now=now)


def _managed(session: Session, actor: Actor, call_id: PublicId | str) -> Call | None:
    call = find_locked(session, Call, PublicId(call_id)) if call_id else None
    require(actor, Permission.REMINDER_MANAGE if call else Permission.DESK_SEE, call)
    return call


def _before(session: Session, call: Call | None, key: str) -> InForce | None:
    rules = in_force(session).of(call.id if call else None)
    return next((each for each in rules if each.rule.key == key), None)


def _row(session: Session, call: Call | None, key: str) -> ReminderRule | None:
    here = ReminderRule.call_id == call.id if call else ReminderRule.call_id.is_(None)
    return session.scalars(select(ReminderRule).where(here, ReminderRule.key == key)).one_or_none()


def _began(before: InForce | None, rule: Rule, now: datetime) -> dict[str, str]:
    """Give since when each step exists: those the rule had keep their time, the others begin now."""
    had = {step_name(line, offset) for line in before.rule.lines() for offset in line.offsets} if before else set()
    kept = {name: at.isoformat() for name, at in before.began.items()} if before else {}
    new = {step_name(line, offset): now.isoformat() for line in rule.lines() for offset in line.offsets}
    return {name: kept.get(name, at) for name, at in new.items() if name in kept or name not in had}


def _note(
    session: Session, call: Call | None, trigger: str, actor: Actor, *, payload: dict[str, Any], now: datetime
) -> None:
    item = call or session.get_one(Person, actor.person_id)
    journal.note(session, item, journal.Fact(trigger=trigger, actor=actor, now=now, payload=payload))
