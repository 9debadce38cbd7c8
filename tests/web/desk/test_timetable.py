"""A coordinator foresees automatic mails, holds them, leaves them out, changes their rules, and keeps tasks."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from tests.behaviours import behaviour
from tests.builders import NOW, World, a_submission
from tests.web.conftest import TestSite
from workflow.insight.timetable import planned
from workflow.insight.timetable.subjects import Wanted
from workflow.models import Event, ReminderHold, ReminderRule, Task

RULE = {
    "about": "answer", "tells": "reviewer", "days": "calendar", "channel": "mail", "catch_up": "latest",
    "active": "yes",
}  # fmt: skip


@behaviour("C8", "C20")
def test_what_leaves_is_seen_held_left_out_sent_and_ruled_and_tasks_are_kept(site: TestSite, world: World) -> None:
    item = site.do(lambda s: a_submission(s, "assigned", world=world).public_id)
    browser = site.client(world.coordinator)
    page = browser.get(f"/desk/timetable?item={item}").text
    assert page.count("<b>Answer to an invitation</b>") == 6
    week, mine = NOW + timedelta(days=7), Wanted(actor=world.coordinator)
    steps = site.do(lambda s: [step.handle for step in planned.steps(s, NOW, week, mine)])
    for verb, number in (("hold", 0), ("skip", 1), ("send", 2)):
        sent = {"kind": "step", "of": steps[number], "at-item": item}
        answer = site.post(browser, f"/desk/timetable/{verb}", data=sent)
        assert answer.location == f"/desk/timetable?item={item}"
    page = browser.get("/desk/timetable").text
    assert ("held back: this one" in page, "left out: this one" in page) == (True, True)
    assert site.do(lambda s: len(s.scalars(select(Event).where(Event.key.startswith("remind-"))).all())) == 1
    site.post(browser, "/desk/timetable/hold", data={"kind": "everything"})
    assert "Everything is held back." in browser.get("/desk/timetable").text
    site.post(browser, "/desk/timetable/release", data={"kind": "everything"})
    assert site.do(lambda s: len(s.scalars(select(ReminderHold)).all())) == 2

    call = {"call": world.call_id, "key": "answer"}
    wrong = site.post(browser, "/desk/reminders/rule", data={**call, **RULE, "steps": "-3, soon"})
    assert (wrong.status_code, "-3, soon" in wrong.text, "Write whole days" in wrong.text) == (422, True, True)
    site.post(browser, "/desk/reminders/rule", data={**call, **RULE, "steps": "−2, 1"})
    assert site.do(lambda s: s.scalars(select(ReminderRule)).one().rule["steps"]) == [-2, 1]
    assert "2 days before, 1 day after" in browser.get(f"/desk/reminders?call={world.call_id}").text
    site.post(browser, "/desk/reminders/reset", data=call)
    assert site.do(lambda s: s.scalars(select(ReminderRule)).all()) == []

    wrong = site.post(browser, f"/desk/{item}/task", data={"what": "", "due_on": "2026-12-01"})
    assert (wrong.status_code, "Say what is to be done." in wrong.text) == (422, True)
    site.post(browser, f"/desk/{item}/task", data={"what": "Ring them.", "due_on": "2026-12-01"})
    assert "1 task is yours" in browser.get("/desk/tasks").text
    task = site.do(lambda s: s.scalars(select(Task)).one().public_id)
    site.post(browser, f"/desk/tasks/{task}/done", data={})
    assert "You have no task" in browser.get("/desk/tasks?which=done").text
