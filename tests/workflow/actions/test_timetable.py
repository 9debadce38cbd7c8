"""What a coordinator does about automatic mails: hold, let go, leave out, send now, and other rules; nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.behaviours import behaviour, case
from tests.builders import NOW, World, a_submission, a_world
from workflow.actions import memberships, panels, reminder_rules, reminders, tasks, timetable
from workflow.insight.timetable import planned
from workflow.insight.timetable.planned import Step
from workflow.insight.timetable.subjects import Wanted
from workflow.kernel.errors import InvalidInput, NotFound, Refused, Stale
from workflow.kernel.ids import PublicId
from workflow.models import Assignment, Event, Membership, Task
from workflow.process import door

WEEK = timedelta(days=7)
RULE: dict[str, Any] = {"key": "answer", "about": "answer", "tells": "reviewer", "steps": [-3, 0, 3]}


def on(days: float) -> datetime:
    """Give a time so many days after the invitations went out; the answers are due on the seventh, -3, 0 and 3."""
    return NOW + timedelta(days=days)


def ticks(session: Session, days: float) -> int:
    """Have the clock ask; give how many mails came of it."""
    found = planned.due(session, on(days))
    return sum(reminders.remind(session, step=step, now=on(days)) for step in found)


def week(session: Session, world: World, days: float = 0) -> list[Step]:
    """Give what the coordinator sees of the week that begins then."""
    return planned.steps(session, on(days), on(days) + WEEK, Wanted(actor=world.coordinator))


@pytest.fixture
def world(session: Session) -> World:
    """Give the usual cast, with three invitations of now."""
    world = a_world(session)
    a_submission(session, "assigned", world=world)
    return world


@behaviour("C8")
def test_the_timetable_says_what_the_clock_then_does(session: Session, world: World) -> None:
    seen = week(session, world)
    assert {step.at for step in seen} == {on(4).replace(hour=8), on(7).replace(hour=8)}
    assert planned.steps(session, NOW, on(7), Wanted(actor=world.other_coordinator)) == []
    assert [ticks(session, days) for days in (3.9, 4, 4, 7)] == [0, 3, 0, 3]
    announced = set(session.scalars(select(Event.key).where(Event.key.startswith("remind-"))))
    assert announced == {step.key for step in seen}


def of_one_step(session: Session, world: World) -> tuple[str, dict[str, Any]]:
    """Name the first mail."""
    return week(session, world)[0].handle, {"kind": "step"}


HELD: dict[str, tuple[Callable[[Session, World], tuple[str, dict[str, Any]]], int]] = {
    "step": (of_one_step, 2),
    "person": (lambda _s, world: (world.members[0].public_id, {"kind": "person"}), 2),
    "submission": (lambda s, w: (week(s, w)[0].subject.item, {"kind": "submission"}), 0),
    "rule": (lambda _s, world: (world.call_id, {"kind": "rule", "rule": "answer"}), 0),
    "everything": (lambda _s, _w: ("", {"kind": "everything"}), 0),
}


@behaviour("C8")
@pytest.mark.parametrize("what", HELD)
def test_what_is_held_waits_and_leaves_once_when_it_is_let_go(session: Session, world: World, what: str) -> None:
    naming, left = HELD[what]
    of, named = naming(session, world)
    for _ in range(2):
        timetable.hold_mails(session, world.coordinator, of, reason="A holiday.", now=NOW, **named)
    held = [step.stopped for step in week(session, world)].count("held")
    assert held == {"step": 1, "person": 2}.get(what, 6)
    assert ticks(session, 4) == left
    timetable.release_mails(session, world.coordinator, of, now=on(5), **named)
    assert [ticks(session, 5), ticks(session, 5)] == [3 - left, 0]
    with pytest.raises(NotFound if what == "step" else Refused):
        timetable.release_mails(session, world.coordinator, of, now=on(5), **named)


@behaviour("C8")
def test_a_mail_that_is_left_out_never_leaves_and_the_next_one_does(session: Session, world: World) -> None:
    first = week(session, world)[0]
    timetable.skip_mail(session, world.coordinator, first.handle, now=NOW)
    assert [ticks(session, days) for days in (4, 5, 7)] == [2, 0, 3]
    with pytest.raises(NotFound):
        timetable.skip_mail(session, world.other_coordinator, first.handle, now=NOW)


@behaviour("C8")
def test_a_mail_sent_now_is_not_sent_again_at_its_time(session: Session, world: World) -> None:
    first = week(session, world)[0]
    timetable.hold_mails(session, world.coordinator, first.handle, kind="step", now=NOW)
    timetable.send_mail_now(session, world.coordinator, first.handle, now=NOW)
    with pytest.raises(NotFound):
        timetable.send_mail_now(session, world.coordinator, first.handle, now=NOW)
    assert ticks(session, 4) == 2
    timetable.hold_mails(session, world.chief, "", kind="everything", now=on(5))
    with pytest.raises(Refused, match="Everything is held"):
        timetable.send_mail_now(session, world.coordinator, week(session, world, 5)[0].handle, now=on(5))


@behaviour("C8")
@case("D-TM-04")
def test_nobody_who_is_away_is_written_to_before_the_return(session: Session, world: World) -> None:
    away, member = world.members[0], world.membership_ids[0]
    memberships.announce_absence(session, away, member, date(2026, 11, 26), date(2026, 12, 1), now=NOW)
    theirs = [step for step in week(session, world, 3) if step.subject.person == away.public_id]
    assert [(step.offset, step.at, step.waits_for_return) for step in theirs if step.rule.key == "answer"] == [
        (0, datetime(2026, 12, 2, tzinfo=NOW.tzinfo), True), (3, datetime(2026, 12, 3, 8, tzinfo=NOW.tzinfo), False),
    ]  # fmt: skip
    with pytest.raises(Refused, match="is away"):
        timetable.send_mail_now(session, world.coordinator, theirs[0].handle, now=on(4))
    assert [ticks(session, days) for days in (4, 7, 8.5, 8.7, 9)] == [2, 2, 0, 1, 1]  # the last one: welcome back


@case("D-TM-09")
def test_a_moved_date_moves_what_is_planned(session: Session, world: World) -> None:
    seat = session.scalars(select(Assignment).order_by(Assignment.id).limit(1)).one()
    assert ticks(session, 4) == 3
    panels.extend_due_date(session, world.coordinator, seat.public_id, date(2026, 12, 10), now=on(4))
    assert [step.at.day for step in week(session, world, 4) if step.subject.number == seat.id] == []
    assert [step.at.day for step in week(session, world, 8) if step.subject.number == seat.id] == [7]


@behaviour("C8")
def test_a_rule_of_a_call_counts_for_what_is_not_sent_and_for_no_day_that_has_passed(
    session: Session, world: World
) -> None:
    def sets(days: float, revision: int | None = None, **changes: Any) -> int:
        row = {**RULE, **changes}
        found = reminder_rules.set_reminder_rule(
            session, world.coordinator, world.call_id, row, revision=revision, now=on(days)
        )
        return found.revision

    assert ticks(session, 4) == 3
    assert sets(5, steps=[-4, -3, -2, 1]) == 1
    assert ticks(session, 5) == 0  # two days before has passed: the step is new
    assert sets(5.5, steps=[-4, -3, -2, 1], every=2, until=5) == 2
    assert [ticks(session, days) for days in (5.5, 7, 8, 9, 10)] == [0, 0, 3, 0, 3]
    with pytest.raises(Stale):
        sets(6, revision=1)
    with pytest.raises(InvalidInput) as wrong:
        sets(6, about="renewal", tells="chief", steps=[])
    assert set(wrong.value.problems) == {"about", "steps"}
    reminder_rules.reset_reminder_rule(session, world.coordinator, world.call_id, "answer", now=on(8))
    with pytest.raises(Refused):
        reminder_rules.reset_reminder_rule(session, world.coordinator, world.call_id, "answer", now=on(8))
    assert sets(8.1, active=False) == 1
    assert week(session, world, 0) == []


@behaviour("C20")
def test_a_rule_can_open_a_task_instead_of_writing_a_mail(session: Session, world: World) -> None:
    row = {**RULE, "key": "own", "tells": "coordinator", "steps": [1], "channel": "task"}
    reminder_rules.set_reminder_rule(session, world.coordinator, world.call_id, row, now=NOW)
    assert [ticks(session, 8), ticks(session, 8)] == [6, 0]
    opened = session.scalars(select(Task)).all()
    assert {(task.kind, task.assignment_id is not None) for task in opened} == {("answer", True)}
    assert len(opened) == 3


def test_a_hold_on_what_is_not_there_is_refused(session: Session, world: World) -> None:
    for kind, rule in (("weather", ""), ("rule", "no-such"), ("step", ""), ("person", "")):
        of = world.call_id if kind == "rule" else PublicId("0" * 16)
        with pytest.raises(NotFound):
            timetable.hold_mails(session, world.coordinator, of, kind=kind, rule=rule, now=NOW)


@behaviour("C8")
@case("D-AZ-02")
def test_somebody_is_held_by_who_may_plan_for_him_and_by_nobody_for_himself(session: Session, world: World) -> None:
    item = session.scalars(select(Assignment)).first()
    assert item is not None
    tasks.make_task(session, world.coordinator, item.submission.public_id, "Ring.", on(3).date(), now=NOW)
    for actor, person in ((world.other_coordinator, world.members[0]), (world.coordinator, world.coordinator)):
        with pytest.raises(NotFound):
            timetable.hold_mails(session, actor, person.public_id, kind="person", now=NOW)
    timetable.hold_mails(session, world.coordinator2, world.coordinator.public_id, kind="person", now=NOW)


@behaviour("C8", "C12")
def test_the_ends_of_trial_periods_and_of_terms_are_looked_at(session: Session, world: World) -> None:
    ending, trying, later = session.scalars(select(Membership).order_by(Membership.id).limit(3))
    with door.open():
        trying.state = "trial"
    ending.renewal_on, trying.trial_until = on(16).date(), on(17).date()
    later.renewal_on, later.trial_until = on(400).date(), on(16).date()
    session.flush()
    seen = [(step.subject.name, step.line.tells) for step in week(session, world) if step.subject.about == "renewal"]
    assert seen == [(ending.person.name, "coordinator"), (trying.person.name, "coordinator")]
