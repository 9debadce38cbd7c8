"""Tasks are opened once, given on, done and opened again, and refused with a sentence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import NOW, a_seat, a_submission, a_world
from workflow.actions import tasks
from workflow.kernel.errors import InvalidInput, Refused
from workflow.kernel.ids import PublicId
from workflow.models import ConflictDeclaration, Event, LogEntry, Task

DAY = NOW.date()


@behaviour("C20")
def test_a_task_lives_and_its_owner_hears_of_it_once_at_each_turn(session: Session) -> None:
    world = a_world(session)
    item = a_submission(session, "submitted", world=world)
    with pytest.raises(InvalidInput) as wrong:
        tasks.make_task(session, world.coordinator, item.public_id, "  ", DAY, owner_id=None, now=NOW + timedelta(2))
    assert set(wrong.value.problems) == {"what", "due_on"}
    others = PublicId(world.other_coordinator.public_id)
    with pytest.raises(InvalidInput) as wrong:
        tasks.make_task(session, world.coordinator, item.public_id, "Ring.", DAY, owner_id=others, now=NOW)
    assert set(wrong.value.problems) == {"owner"}
    own = tasks.make_task(session, world.coordinator, item.public_id, "Ring.", DAY + timedelta(1), now=NOW)
    second = PublicId(world.coordinator2.public_id)
    tasks.reassign_task(session, world.coordinator, own.public_id, second, now=NOW)
    tasks.finish_task(session, world.coordinator2, own.public_id, now=NOW)
    with pytest.raises(Refused):
        tasks.reassign_task(session, world.coordinator, own.public_id, second, now=NOW)
    tasks.reopen_task(session, world.coordinator, own.public_id, now=NOW + timedelta(5))
    assert (own.done_at, own.due_at > NOW + timedelta(5)) == (None, True)
    told = [event.name for event in session.scalars(select(Event).where(Event.tells.is_not(None)).order_by(Event.id))]
    assert [name for name in told if name.endswith("_task")] == ["submission.reassign_task", "submission.reopen_task"]
    logged = session.scalars(select(LogEntry.trigger).order_by(LogEntry.id.desc()).limit(4)).all()
    assert logged == ["reopen_task", "finish_task", "reassign_task", "make_task"]


@behaviour("C20")
def test_a_rule_opens_a_task_once_for_whoever_handles_the_submission(session: Session) -> None:
    world = a_world(session)
    seat = a_seat(session, world)
    first, again = (
        tasks.open_task(session, seat, kind=tasks.FIX_ADDRESS, key="bounce-1", facts={"person": "Mem Ber1"}, now=NOW)
        for _ in range(2)
    )
    assert first is again
    assert (first.assignment_id, first.person_id, first.owner_id) == (
        seat.id, seat.reviewer_id, seat.submission.handling_coordinator_id,
    )  # fmt: skip
    assert session.scalars(select(Task)).all() == [first]


def test_who_has_a_conflict_can_be_given_no_task(session: Session) -> None:
    world = a_world(session)
    item = a_submission(session, "submitted", world=world)
    task = tasks.make_task(session, world.coordinator, item.public_id, "Ring.", DAY + timedelta(1), now=NOW)
    who = world.coordinator2.person_id or 0
    session.add(
        ConflictDeclaration(submission_id=item.id, person_id=who, kind="rival", declared_at=NOW, declared_by_id=who)
    )
    session.flush()
    session.expire_all()
    second = PublicId(world.coordinator2.public_id)
    with pytest.raises(InvalidInput):
        tasks.reassign_task(session, world.coordinator, task.public_id, second, now=NOW)
