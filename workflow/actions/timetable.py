"""What a coordinator does about the automatic mails to come: hold back, let go, leave one out, send one now (C8).

Whatever is held back is named by what it is about (rules.holds), and says so in the timetable. Letting go undoes both
holding back and leaving out; what was sent cannot be taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actions import journal, reminders, restored, tasks
from workflow.actions.finding import find
from workflow.insight.timetable import planned
from workflow.insight.timetable.planned import Step
from workflow.insight.timetable.rules import in_force
from workflow.insight.timetable.subjects import Wanted
from workflow.kernel.errors import NotFound, Refused
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import say
from workflow.models import Application, Call, Membership, Person, ReminderHold, Submission, Task
from workflow.policy import Actor, Permission, require
from workflow.rules import holds
from workflow.rules.text import tidy

AHEAD = timedelta(days=62)
"""How far ahead a single mail can be left out or sent."""

LONGEST_REASON = 2000
Item = Submission | Application | Membership | Person | Call

ITEMS: dict[str, tuple[type[Submission | Application | Membership | Task], Permission]] = {
    "submission": (Submission, Permission.SUBMISSION_HANDLE),
    "application": (Application, Permission.APPLICATION_SCREEN),
    "membership": (Membership, Permission.ROSTER_EDIT),
    "task": (Task, Permission.TASK_MANAGE),
}


@dataclass(frozen=True)
class _Target:
    """What is held, by its name, and in whose history it stands."""

    name: str
    item: Item | None


def hold_mails(
    session: Session, actor: Actor, of: str, *, kind: str, rule: str = "", reason: str = "", now: datetime
) -> ReminderHold:
    """Hold back the automatic mails of an item, a person, a rule of a call, one step, or all; twice is once.

    `kind` is submission, application, membership, task, person, rule (of the call `of`, or of the roster where it is
    empty), step or everything. Raises NotFound, also for a person to whom nothing goes that the actor may plan for,
    and for the actor himself, or NotAllowed.
    """
    target = _target(session, actor, kind, of, rule=rule, now=now)
    return _stop(session, actor, target, "held", reason=reason, now=now)


def release_mails(session: Session, actor: Actor, of: str, *, kind: str, rule: str = "", now: datetime) -> None:
    """Let go what was held or left out; what has fallen due meanwhile leaves at once, the latest step only.

    Raises NotFound, NotAllowed, or Refused where nothing is held.
    """
    target = _target(session, actor, kind, of, rule=rule, now=now)
    found = _held(session, target.name)
    if found is None:
        raise Refused(say("This is not held back."))
    session.delete(found)
    if target.name == holds.EVERYTHING:
        restored.let_messages_go(session)
    session.flush()
    _note(session, target, "release_mails", actor, now=now)


def skip_mail(session: Session, actor: Actor, handle: str, *, reason: str = "", now: datetime) -> ReminderHold:
    """Leave one automatic mail out; the others go on. Raises NotFound."""
    target = _target(session, actor, "step", handle, now=now)
    return _stop(session, actor, target, "skipped", reason=reason, now=now)


def send_mail_now(session: Session, actor: Actor, handle: str, *, now: datetime) -> None:
    """Send one automatic mail before its time; the clock does not send it again.

    Raises NotFound, or Refused where somebody is away or everything is held.
    """
    reminders.lock_subject(session, _step(session, actor, handle, now).subject)
    step = _step(session, actor, handle, now)
    if step.stopped_by == holds.EVERYTHING:
        raise Refused(say("Everything is held back. Let it go first."))
    if step.line.tells in planned.OF_PERSONS and planned.is_away(session, step.subject.person_id, now):
        raise Refused(say("{name} is away, and is written to on the day of return.", name=step.subject.name))
    reminders.announce(session, step, actor, now)
    target = _Target(holds.of_step(step.key), _history_of(session, step))
    if (held := _held(session, target.name)) is not None:
        session.delete(held)
    _note(session, target, "send_mail_now", actor, now=now)


def everything_is_held(session: Session) -> bool:
    """Say whether no automatic mail leaves until somebody lets it go."""
    return _held(session, holds.EVERYTHING) is not None


def _target(session: Session, actor: Actor, kind: str, of: str, *, rule: str = "", now: datetime) -> _Target:
    """Give what is meant, after the policy was asked. Raises NotFound or NotAllowed."""
    if kind == "everything":
        require(actor, Permission.MAIL_HOLD)
        who = session.get(Person, actor.person_id) if actor.person_id else None
        return _Target(holds.EVERYTHING, who)
    if kind == "rule":
        return _rule(session, actor, of, rule)
    if kind == "step":
        step = _step(session, actor, of, now)
        return _Target(holds.of_step(step.key), _history_of(session, step))
    if kind == "person":
        person = find(session, Person, PublicId(of))
        if person.id == actor.person_id or not any(_is_to(step, person) for step in _plannable(session, actor, now)):
            raise NotFound
        return _Target(holds.of_person(person.public_id), person)
    if kind not in ITEMS:
        raise NotFound
    model, permission = ITEMS[kind]
    item = find(session, model, PublicId(of))
    require(actor, permission, item)
    history = tasks.item_of(session, item) if isinstance(item, Task) else item
    return _Target(holds.of_item(kind, item.public_id), history)


def _rule(session: Session, actor: Actor, of: str, rule: str) -> _Target:
    call = find(session, Call, PublicId(of)) if of else None
    require(actor, Permission.REMINDER_MANAGE if call else Permission.DESK_SEE, call)
    if rule not in {each.rule.key for each in in_force(session).of(call.id if call else None)}:
        raise NotFound
    return _Target(holds.of_rule(of, rule), call or session.get_one(Person, actor.person_id))


def _step(session: Session, actor: Actor, handle: str, now: datetime) -> Step:
    """Give the mail of this handle among those the actor may plan for. Raises NotFound."""
    step = next((each for each in _plannable(session, actor, now) if each.handle == handle), None)
    if step is None:
        raise NotFound
    return step


def _plannable(session: Session, actor: Actor, now: datetime) -> Sequence[Step]:
    """Give the automatic mails to come that the actor may plan for. Raises NotAllowed."""
    require(actor, Permission.DESK_SEE)
    return planned.steps(session, now, now + AHEAD, Wanted(actor=actor))


def _is_to(step: Step, person: Person) -> bool:
    return step.line.tells in planned.OF_PERSONS and step.subject.person == person.public_id


def _history_of(session: Session, step: Step) -> Item:
    item = reminders.item_of(session, step.subject)
    owner = journal.owner_of(item)
    assert not isinstance(owner, Call)  # noqa: S101 - no date is a call's own
    return owner  # type: ignore[return-value]  # the owner of a seat is its submission


def _stop(session: Session, actor: Actor, target: _Target, kind: str, *, reason: str, now: datetime) -> ReminderHold:
    found = _held(session, target.name)
    if found is None:
        found = ReminderHold(key=target.name, kind=kind, at=now, by_id=actor.person_id)
        session.add(found)
    found.kind, found.reason = kind, tidy(reason)[:LONGEST_REASON]
    session.flush()
    trigger = "skip_mail" if kind == "skipped" else "hold_mails"
    _note(session, target, trigger, actor, now=now, reason=found.reason)
    return found


def _held(session: Session, name: str) -> ReminderHold | None:
    return session.scalars(select(ReminderHold).where(ReminderHold.key == name)).one_or_none()


def _note(session: Session, target: _Target, trigger: str, actor: Actor, *, now: datetime, reason: str = "") -> None:
    if target.item is not None:
        payload = {"what": target.name.partition(":")[0], "reason": reason}
        journal.note(session, target.item, journal.Fact(trigger=trigger, actor=actor, now=now, payload=payload))
