"""The clock reminds of the two due dates, once each, of what is still waited for, however late it comes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from notifications.tick import TickReport, tick
from tests.behaviours import behaviour, case
from tests.builders import NOW, a_submission, accepted, review_answers, seats_of
from tests.notifications.conftest import Office
from workflow.actions import answers, panels, reviews, submissions
from workflow.kernel.ids import PublicId
from workflow.models import Absence, Assignment, Event, LogAnchor, Membership, Submission

ASKED = 3
"""Invitations go to three; the answer is due seven days later, its steps are at -3, 0 and +3 days."""


@pytest.fixture
def invited(office: Office) -> Office:
    """Give an installation where three were invited on Monday 23 November, due on the 30th, and mail is up to date."""
    office.do(lambda s: a_submission(s, "assigned", world=office.world).id)
    office.forget_the_past()
    return office


def on(office: Office, days: float) -> TickReport:
    office.clock.set(NOW + timedelta(days=days))
    return tick(office.database, office.clock)


def seat(office: Office, number: int = 0) -> PublicId:
    found: PublicId = office.do(lambda s: seats_of(s.scalars(select(Submission)).one())[number].public_id)
    return found


def steps(office: Office, name: str = "assignment.remind_answer") -> list[int]:
    return sorted(event.payload["offset"] for event in office.events(name))


@behaviour("R10")
@case("D-NT-04", "D-TM-05")
def test_each_step_is_announced_once_at_eight_in_the_morning(invited: Office) -> None:
    assert on(invited, 3.9).reminders == 0
    assert on(invited, 4).reminders == ASKED
    assert on(invited, 4).reminders == 0
    assert on(invited, 6.9).reminders == 0
    assert on(invited, 7).reminders == ASKED
    assert steps(invited) == [-3, -3, -3, 0, 0, 0]
    assert {mail.subject[:8] for mail in invited.read()} == {"Reminder"}


@case("D-TM-04")
def test_after_a_stop_of_days_only_the_latest_step_is_sent(invited: Office) -> None:
    assert on(invited, 8).reminders == ASKED
    assert on(invited, 8).reminders == 0
    assert steps(invited) == [0, 0, 0]


@case("D-NT-04", "D-TM-07")
def test_two_clocks_at_once_announce_each_step_once(invited: Office) -> None:
    invited.clock.set(NOW + timedelta(days=4))
    threads = [Thread(target=tick, args=(invited.database, invited.clock)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert steps(invited) == [-3, -3, -3]


@behaviour("R10")
@case("D-NT-05", "D-NT-12")
def test_who_has_answered_is_reminded_of_the_review_only(invited: Office) -> None:
    invited.do(lambda s: accepted(s, invited.world, seats_of(s.scalars(select(Submission)).one())[0]).id)
    assert on(invited, 4).reminders == ASKED - 1
    invited.clock.set(NOW + timedelta(days=14))
    on(invited, 14)
    assert steps(invited, "assignment.remind_review") == [-7]


@case("D-NT-05")
@pytest.mark.parametrize("answer", ["declined", "cancelled", "withdrawn", "accepted"])
def test_a_reminder_that_was_announced_is_not_sent_after_the_answer(invited: Office, answer: str) -> None:
    assert on(invited, 4).reminders == ASKED
    first, world, now = seat(invited), invited.world, invited.clock.now()
    item = invited.do(lambda s: s.scalars(select(Submission)).one().public_id)
    verbs: dict[str, Callable[[Session], Any]] = {
        "declined": lambda s: answers.decline(s, world.members[0], first, now=now),
        "cancelled": lambda s: panels.cancel(s, world.coordinator, first, now=now),
        "withdrawn": lambda s: submissions.withdraw(s, world.submitter, item, now=now),
        "accepted": lambda s: answers.accept(s, world.members[0], first, now=now),
    }
    invited.do(lambda s: verbs[answer](s).id)
    reminded = {mail.to for mail in invited.read() if mail.subject.startswith("Reminder")}
    assert "mem.ber1.0@example.org" not in reminded
    assert len(reminded) == (0 if answer == "withdrawn" else ASKED - 1)


@pytest.mark.parametrize("why", ["absent", "do not contact"])
def test_the_absent_and_who_does_not_want_it_are_not_chased(invited: Office, why: str) -> None:
    def keep_away(session: Session) -> None:
        member = session.scalars(
            select(Membership).where(Membership.person_id == invited.world.members[0].person_id)
        ).one()
        if why == "absent":
            session.add(Absence(membership_id=member.id, starts_on=date(2026, 11, 26), ends_on=date(2026, 11, 28)))
        else:
            member.do_not_contact = True

    invited.do(keep_away)
    assert on(invited, 4).reminders == ASKED - 1
    on(invited, 6)
    assert len(steps(invited)) == (ASKED if why == "absent" else ASKED - 1)  # the absent one is back on the 29th


def test_an_absence_noted_after_the_announcement_stops_the_mail(invited: Office) -> None:
    on(invited, 4)

    def leave(session: Session) -> None:
        member = session.scalars(
            select(Membership).where(Membership.person_id == invited.world.members[0].person_id)
        ).one()
        session.add(Absence(membership_id=member.id, starts_on=date(2026, 11, 27), ends_on=date(2026, 12, 1)))

    invited.do(leave)
    assert len(invited.read()) == ASKED - 1


@behaviour("C24")
@case("D-TM-09")
def test_a_moved_due_date_moves_its_reminders(invited: Office) -> None:
    on(invited, 4)
    first = seat(invited)
    invited.do(
        lambda s: (
            panels.extend_due_date(s, invited.world.coordinator, first, date(2026, 12, 4), now=invited.clock.now()).id
        )
    )
    invited.forget_the_past()
    assert on(invited, 7).reminders == ASKED - 1
    assert on(invited, 8).reminders == 1
    assert steps(invited) == [-3, -3, -3, -3, 0, 0]


def test_a_due_date_moved_close_is_not_reminded_of_with_what_was_before(invited: Office) -> None:
    first = seat(invited)
    now = invited.clock.move(days=1)
    invited.do(lambda s: panels.extend_due_date(s, invited.world.coordinator, first, date(2026, 11, 26), now=now).id)
    assert on(invited, 1.1).reminders == 0
    assert on(invited, 3).reminders == 1


@case("D-NT-05")
def test_nobody_is_chased_when_the_round_has_closed(invited: Office) -> None:
    def close(session: Session) -> None:
        item = session.scalars(select(Submission)).one()
        for one in seats_of(item):
            accepted(session, invited.world, one)
        item.current_round.closed_at = NOW  # type: ignore[union-attr]

    invited.do(close)
    assert on(invited, 14).reminders == 0


@case("D-TM-04")
def test_unanswered_invitations_lapse_after_their_grace_once(invited: Office) -> None:
    assert on(invited, 9).lapsed == 0
    report = on(invited, 11)
    assert report.lapsed == ASKED
    assert on(invited, 11).lapsed == 0
    with invited.database.reading() as session:
        assert set(session.scalars(select(Assignment.state))) == {"lapsed"}
    letters = [mail for mail in invited.read() if mail.subject.startswith("Your invitation")]
    assert len(letters) == ASKED


@behaviour("C1")
def test_a_round_that_is_complete_is_closed_when_grace_is_over(invited: Office) -> None:
    def review(session: Session) -> None:
        from_all = seats_of(session.scalars(select(Submission)).one())
        for one in from_all:
            accepted(session, invited.world, one)
        for one, member in list(zip(from_all, invited.world.members, strict=False))[:2]:
            reviews.hand_in(session, member, one.public_id, review_answers(), now=NOW)

    invited.do(review)
    assert on(invited, 24).closed == 0
    assert on(invited, 25).closed == 1
    assert on(invited, 25).closed == 0
    with invited.database.reading() as session:
        assert session.scalars(select(Submission)).one().state == "reviewed"


@behaviour("X7")
def test_the_log_is_anchored_once_a_day(office: Office) -> None:
    assert [on(office, days).anchored for days in (0, 0.1, 1, 1.2, 4)] == [True, False, True, False, True]
    with office.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(LogAnchor)) == 3


@case("D-TM-08")
def test_a_clock_that_jumps_back_sends_nothing_twice(invited: Office) -> None:
    on(invited, 4)
    assert on(invited, 1).reminders == 0
    assert on(invited, 4).reminders == 0
    assert len(invited.events("assignment.remind_answer")) == ASKED


def test_one_bad_item_does_not_stop_the_tick(invited: Office) -> None:
    spoilt = update(Assignment).where(Assignment.public_id == seat(invited)).values(process_version=1, revision=0)
    invited.do(lambda s: s.execute(spoilt).close())
    invited.do(lambda s: s.execute(update(Event).values(payload={})).close())
    assert on(invited, 11).lapsed == ASKED


@behaviour("S1")
def test_the_reminder_of_an_idle_draft_reaches_its_submitter_and_passes_when_it_is_saved(office: Office) -> None:
    draft = office.do(lambda s: a_submission(s, "draft", world=office.world).public_id)
    office.forget_the_past()
    assert on(office, 84).reminders == 1
    (mail,) = office.read()
    assert (mail.subject.startswith("Your draft"), "will be removed on" in mail.body) == (True, True)
    assert f"/send/{draft}" in mail.body
    office.do(lambda s: submissions.save_draft(s, office.world.submitter, draft, {"title": "On"}, now=on_day(85)).id)
    report = on(office, 92)
    assert (report.reminders, report.drafts) == (0, 0)
    assert on(office, 85 + 83).reminders == 1
    assert [on(office, 85 + days).drafts for days in (89, 91)] == [0, 1]


def on_day(days: float) -> Any:
    return NOW + timedelta(days=days)
