"""A draft that nobody goes on with is reminded of once, and removed a week later; saving it begins anew."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import NOW, World, a_submission, a_world
from workflow.actions import audit, idle_drafts, invariants, reminders, submissions
from workflow.insight.timetable import planned
from workflow.insight.timetable.subjects import Wanted
from workflow.kernel.errors import NotFound
from workflow.models import Event, Submission
from workflow.policy import see


def days(n: float) -> timedelta:
    """Give a span of days."""
    return timedelta(days=n)


@pytest.fixture
def world(session: Session) -> World:
    """Give the usual cast."""
    return a_world(session)


@pytest.fixture
def draft(session: Session, world: World) -> Submission:
    """Give a draft that was saved now."""
    return a_submission(session, "draft", world=world)


def care(session: Session, n: float) -> bool:
    """Have the clock look after drafts, `n` days later: tell their owners, or remove them."""
    at = NOW + days(n)
    about_drafts = planned.due(session, at, Wanted(about="draft"))
    told = [reminders.remind(session, step=step, now=at) for step in about_drafts]
    return any(told) or any(idle_drafts.remove(session, one, now=at) for one in idle_drafts.idle(session, at))


def told(session: Session) -> int:
    """Count the reminders."""
    return len(session.scalars(select(Event).where(Event.name == "submission.remind_draft")).all())


@behaviour("S1")
def test_one_reminder_and_then_it_is_removed(session: Session, world: World, draft: Submission) -> None:
    assert [care(session, n) for n in (1, 82, 83, 83, 86, 89.9)] == [False, False, True, False, False, False]
    assert (told(session), draft.removed_at) == (1, None)
    assert care(session, 90)
    assert (draft.title, draft.current_version.answers, told(session)) == ("", {}, 1)
    with pytest.raises(NotFound):
        see(world.submitter, draft)
    with pytest.raises(NotFound):
        submissions.save_draft(session, world.submitter, draft.public_id, {"title": "Late"}, now=NOW + days(91))
    assert not care(session, 200)
    assert (invariants.check(session, NOW + days(91)), audit.verify(session)) == ([], [])


@behaviour("S1")
def test_saving_begins_the_count_anew(session: Session, world: World, draft: Submission) -> None:
    assert care(session, 85)
    submissions.save_draft(session, world.submitter, draft.public_id, {"title": "Going on"}, now=NOW + days(88))
    assert not care(session, 100)
    assert care(session, 88 + 83)
    assert (told(session), draft.removed_at) == (2, None)


@behaviour("S1")
def test_after_a_long_stop_there_is_still_a_week_between_the_two(session: Session, draft: Submission) -> None:
    assert care(session, 300)
    assert not care(session, 306)
    assert care(session, 307)
    assert draft.removed_at == NOW + days(307)


@behaviour("S1")
@pytest.mark.parametrize("state", ["submitted", "returned", "withdrawn"])
def test_what_was_sent_in_is_never_removed(session: Session, world: World, state: str) -> None:
    a_submission(session, state, world=world)
    care(session, 1000)
    assert not care(session, 1100)
