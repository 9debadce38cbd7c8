"""What rules ask for reaches those who have to act, in their language, and passes when it is done."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from notifications import restored
from notifications.letters.clock import BY_THE_CLOCK, STAFF
from notifications.tick import tick
from tests.behaviours import behaviour, case
from tests.builders import NOW, a_seat, a_submission, an_application
from tests.cast import a_member
from tests.notifications.conftest import Office
from workflow.actions import answers, memberships, reminder_rules, screening, tasks, timetable
from workflow.actions import restored as rows
from workflow.kernel.ids import PublicId
from workflow.models import Call, Person, Task
from workflow.rules.reminder_rules import ABOUT


@behaviour("C20")
def test_whoever_is_given_a_task_gets_a_letter_and_no_letter_when_it_was_done_meanwhile(office: Office) -> None:
    now, world = office.clock.now(), office.world
    office.do(lambda s: s.execute(update(Person).values(locale="ar")).close())
    item = office.do(lambda s: a_submission(s, "submitted", world=world).public_id)
    office.forget_the_past()
    second = PublicId(world.coordinator2.public_id)

    def give(what: str) -> PublicId:
        given: PublicId = office.do(
            lambda s: (
                tasks.make_task(
                    s, world.coordinator, item, what, date(2026, 11, 30), owner_id=second, now=now
                ).public_id
            )
        )
        return given

    give("Ring the publisher.")
    done = give("Ask for the file.")
    office.do(lambda s: tasks.finish_task(s, world.coordinator2, done, now=now).id)
    (mail,) = office.read()
    assert (mail.language, "Ring the publisher." in mail.body, "None" in mail.body) == ("ar", True, False)

    def bounce(session: Session) -> None:
        person = session.scalars(select(Person).where(Person.id == world.members[0].person_id)).one()
        task = tasks.open_task(
            session, person, kind=tasks.FIX_ADDRESS, key="b1", facts={"person": "Mem"}, now=now,
            owner_id=world.coordinator.person_id,
        )  # fmt: skip
        assert task.submission_id is None

    office.do(bounce)
    (mail,) = office.read()
    assert "/desk/tasks" in mail.body
    assert office.do(lambda s: [t.done_at is None for t in s.scalars(select(Task).order_by(Task.id))]) == [
        True, False, True,
    ]  # fmt: skip


def rules_that_tell_everybody() -> list[tuple[bool, dict[str, Any]]]:
    """Give rules by which each date tells everybody, first and as an escalation."""
    rows = []
    for about, each in ABOUT.items():
        for number, first in enumerate(each.tells if about not in {"draft", "absence"} else ()):
            others = [{"after": 3, "tells": who} for who in STAFF if who != first]
            row = {"key": f"own-{number}-{about}", "about": about, "tells": first, "steps": [2], "escalation": others}
            rows += [(True, row)] * each.of_call + [(False, row)] * each.of_roster
    return rows


@pytest.mark.sqlite_first
@behaviour("C20", "C8")
@case("D-NT-12")
def test_every_letter_of_the_clock_is_written_whole_and_lateness_is_brought_to_the_chief(office: Office) -> None:
    language = {"sqlite": "ar", "postgresql": "en"}[office.database.dialect]
    world = office.world

    def furnish(session: Session) -> None:
        a_member(session, "Tia Trial", state="trial").trial_until = date(2026, 12, 10)
        session.execute(update(Person).values(locale=language, time_zone="Africa/Cairo"))
        session.execute(update(Call).values(grace_days=60))
        for point in ("submitted", "screened", "assigned", "accepted", "reviewed"):
            a_submission(session, point, world=world)
        asked = a_submission(session, "submitted", world=world)
        screening.ask_submitter(session, world.coordinator, asked.public_id, "Who made it?", now=NOW)
        application = an_application(session, "submitted", world=world)
        memberships.announce_absence(
            session, world.members[4], world.membership_ids[4], date(2026, 11, 24), date(2026, 11, 25), now=NOW
        )
        person = session.get_one(Person, world.members[3].person_id)
        for subject in (asked, application, person):
            tasks.open_task(
                session, subject, kind=tasks.FIX_ADDRESS, key=subject.public_id, facts={"person": "Mem"}, now=NOW,
                owner_id=world.coordinator.person_id,
            )  # fmt: skip

        for of_call, row in rules_that_tell_everybody():
            reminder_rules.set_reminder_rule(session, world.coordinator, world.call_id if of_call else "", row, now=NOW)

    office.do(furnish)
    office.forget_the_past()
    mails = []
    for day in (2.875, 12, 20, 33):
        office.clock.set(NOW + timedelta(days=day))
        tick(office.database, office.clock)
        mails += office.read()
    sent = {(name, audience) for name, _, audience in (message.kind.rpartition(":") for message in office.messages())}
    assert set(BY_THE_CLOCK) - sent == set()
    assert [message.kind for message in office.messages() if message.state == "failed"] == []
    assert {(mail.subject, mail.to) for mail in mails if mail.language != language} == set()
    for mail in mails:
        assert not {"{", "}"} & set(mail.subject + mail.body)
        assert "None" not in mail.subject + mail.body


@behaviour("C8")
@case("D-TM-08")
def test_after_a_restore_everything_is_held_until_it_is_let_go_and_leaves_once(office: Office, tmp_path: Path) -> None:
    database, clock, world = office.database, office.clock, office.world
    seat = office.do(lambda s: a_seat(s, world).public_id)
    assert [restored.watch(database, clock, tmp_path) for _ in range(3)] == [False, False, False]
    assert (tmp_path / "installation").read_text().split()[1] == "3"
    (tmp_path / "installation").write_text((tmp_path / "installation").read_text().replace(" 3", " 30"))
    assert [restored.watch(database, clock, tmp_path) for _ in range(2)] == [True, False]
    assert {message.state for message in office.messages()} - {"sent"} == {"held"}
    clock.move(days=4)
    assert (tick(database, clock).reminders, office.read()) == (0, [])
    office.do(lambda s: answers.decline(s, world.members[0], seat, now=clock.now()).id)
    assert {mail.subject[:8] for mail in office.read()} == {"Declined"}  # what people do is told
    office.do(lambda s: timetable.release_mails(s, world.coordinator, "", kind="everything", now=clock.now()))
    assert tick(database, clock).reminders == 2
    subjects = sorted(mail.subject[:8] for mail in office.read())
    assert (subjects.count("Reminder"), subjects.count("Invitati")) == (2, 2)
    assert (tick(database, clock).reminders, office.read()) == (0, [])
    (tmp_path / "installation").write_text("spoilt")
    assert restored.watch(database, clock, tmp_path)


@case("D-TM-08")
def test_another_worker_that_goes_on_between_two_looks_is_no_restored_database(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, watch = iter([True]), partial(restored.watch, office.database, office.clock, tmp_path)
    watch()

    def then_another_goes_on(look: Callable[..., Any]) -> Callable[..., Any]:
        def looked(*given: Any) -> Any:
            found = look(*given)
            if next(first, False):
                watch()
            return found

        return looked

    monkeypatch.setattr(restored, "_read", then_another_goes_on(restored._read))  # noqa: SLF001 - the moment between
    monkeypatch.setattr(rows, "mark", then_another_goes_on(rows.mark))
    monkeypatch.setattr(time, "sleep", pytest.fail)
    assert not watch()


@case("D-TM-08")
def test_a_worker_that_starts_while_another_marks_a_new_folder_waits_for_the_mark(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    restored.watch(office.database, office.clock, tmp_path)
    mark = (tmp_path / "installation").read_text()
    (tmp_path / "installation").unlink()  # the other has written its row, and not yet this
    monkeypatch.setattr(time, "sleep", lambda _: (tmp_path / "installation").write_text(mark))
    assert not restored.watch(office.database, office.clock, tmp_path)
    assert {message.state for message in office.messages()} <= {"sent", "due"}
