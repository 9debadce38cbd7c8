"""Events become messages: one for each recipient and kind, once, for those whom the policy names."""

from __future__ import annotations

from threading import Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications.relay import relay
from tests.behaviours import behaviour, case
from tests.builders import NOW, a_submission, an_application, seats_of
from tests.notifications.conftest import Office
from workflow.actions import answers, screening, submissions
from workflow.kernel.errors import Refused
from workflow.models import ConflictDeclaration, Event, Message, Person, Submission


def told(office: Office, kind: str) -> list[str]:
    return sorted(message.person.name for message in office.messages(kind) if message.person)


@case("D-NT-02")
def test_each_event_becomes_one_message_for_each_recipient(office: Office) -> None:
    office.do(lambda s: a_submission(s, "assigned", world=office.world).id)
    relay(office.database, office.clock)
    made = [(m.event_id, m.recipient, m.kind) for m in office.messages() if m.state == "due"]
    assert len(made) == len(set(made))
    assert told(office, "assignment.invite:reviewer") == ["Mem Ber1", "Mem Ber2", "Mem Ber3"]
    assert told(office, "submission.submit:submitter") == ["Sue Submitter"]


@case("D-NT-02")
def test_relaying_twice_is_nothing(office: Office) -> None:
    office.do(lambda s: a_submission(s, "submitted", world=office.world).id)
    assert relay(office.database, office.clock) > 0
    before = len(office.messages())
    assert relay(office.database, office.clock) == 0
    assert len(office.messages()) == before


@case("D-NT-04")
def test_two_relays_at_once_make_each_message_once(office: Office) -> None:
    office.do(lambda s: [a_submission(s, "submitted", world=office.world).id for _ in range(5)])
    threads = [Thread(target=relay, args=(office.database, office.clock)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made = [(m.event_id, m.recipient, m.kind) for m in office.messages() if m.state == "due"]
    assert (len(made), len(set(made))) == (15, 15)  # a receipt, and both coordinators, five times


@case("D-NT-02")
def test_what_was_rolled_back_is_never_told(office: Office) -> None:
    def fail(session: Session) -> None:
        a_submission(session, "submitted", world=office.world)
        raise Refused

    with pytest.raises(Refused):
        office.do(fail)
    assert relay(office.database, office.clock) == 0


@pytest.mark.parametrize("handled", [False, True])
def test_the_handling_coordinator_is_told_or_every_coordinator_of_the_call(office: Office, handled: bool) -> None:
    def send(session: Session) -> None:
        submission = a_submission(session, "submitted", world=office.world)
        if handled:
            submission.handling_coordinator_id = office.world.coordinator2.person_id

    office.do(send)
    relay(office.database, office.clock)
    everybody = ["Carl Coordinator", "Cora Coordinator"]
    assert told(office, "submission.submit:coordinator") == (["Carl Coordinator"] if handled else everybody)


@behaviour("R5")
def test_a_coordinator_with_a_conflict_is_not_told(office: Office) -> None:
    def send(session: Session) -> None:
        submission = a_submission(session, "submitted", world=office.world)
        cora = office.world.coordinator.person_id
        assert cora is not None
        session.add(
            ConflictDeclaration(
                submission_id=submission.id, person_id=cora, kind="rival", declared_at=NOW, declared_by_id=cora
            )
        )  # fmt: skip

    office.do(send)
    relay(office.database, office.clock)
    assert told(office, "submission.submit:coordinator") == ["Carl Coordinator"]


def test_a_coordinator_is_not_told_of_his_own_submission(office: Office) -> None:
    def send(session: Session) -> None:
        submission = a_submission(session, "draft", world=office.world)
        submission.submitter_id = office.world.coordinator.person_id or 0
        session.flush()
        submissions.submit(session, office.world.coordinator, submission.public_id, now=office.clock.now())

    office.do(send)
    relay(office.database, office.clock)
    assert told(office, "submission.submit:coordinator") == ["Carl Coordinator"]
    assert told(office, "submission.submit:submitter") == ["Cora Coordinator"]


def test_nobody_is_told_of_what_he_has_just_done_himself(office: Office) -> None:
    def answer(session: Session) -> None:
        seat = seats_of(a_submission(session, "assigned", world=office.world))[0]
        answers.decline(session, office.world.coordinator, seat.public_id, now=office.clock.now())

    office.do(answer)
    relay(office.database, office.clock)
    assert told(office, "assignment.decline:coordinator") == []


def test_chiefs_are_told_where_no_coordinator_may_be(office: Office) -> None:
    def send(session: Session) -> None:
        for actor in (office.world.coordinator, office.world.coordinator2):
            session.get_one(Person, actor.person_id).suspended_at = office.clock.now()
        a_submission(session, "submitted", world=office.world)

    office.do(send)
    relay(office.database, office.clock)
    assert told(office, "submission.submit:coordinator") == ["Chidi Chief"]


@behaviour("C16")
def test_reviewers_who_were_released_hear_of_it_once(office: Office) -> None:
    def leave(session: Session) -> None:
        submission = a_submission(session, "accepted", world=office.world)
        submissions.withdraw(session, office.world.submitter, submission.public_id, now=office.clock.now())

    office.do(leave)
    relay(office.database, office.clock)
    assert told(office, "assignment.end:reviewer") == ["Mem Ber1", "Mem Ber2", "Mem Ber3"]
    assert told(office, "submission.withdraw:reviewers") == []


def test_an_application_is_told_to_the_coordinators_and_the_applicant(office: Office) -> None:
    office.do(lambda s: an_application(s, "submitted", world=office.world).id)
    relay(office.database, office.clock)
    assert told(office, "application.submit:applicant") == ["Olga Outsider"]
    assert told(office, "application.submit:coordinator") == [
        "Carl Coordinator", "Cora Coordinator", "Otto Coordinator",
    ]  # fmt: skip


def test_one_bad_event_does_not_stop_the_others(office: Office) -> None:
    office.do(lambda s: a_submission(s, "submitted", world=office.world).id)

    def spoil(session: Session) -> None:
        first = session.scalars(select(Event).where(Event.relayed_at.is_(None)).order_by(Event.id)).first()
        session.add(Event(key="bad", name="submission.odd", at=office.clock.now(), tells=["member"], person_id=None))
        assert first is not None
        first.tells = [{"not": "an audience"}]  # type: ignore[list-item]

    office.do(spoil)
    office.do(lambda s: a_submission(s, "submitted", world=office.world).id)
    relay(office.database, office.clock)
    assert len(office.messages("submission.submit:submitter")) == 1


def test_a_question_is_told_to_the_submitter(office: Office) -> None:
    def ask(session: Session) -> None:
        submission = a_submission(session, "submitted", world=office.world)
        screening.ask_submitter(session, office.world.coordinator, submission.public_id, "Who?", now=office.clock.now())

    office.do(ask)
    relay(office.database, office.clock)
    assert told(office, "submission.ask_submitter:submitter") == ["Sue Submitter"]
    with office.database.reading() as session:
        assert session.scalars(select(Event).where(Event.relayed_at.is_(None))).all() == []
        assert (
            session.scalars(select(Message).where(Message.state != "due", Message.due_at > office.clock.now())).all()
            == []
        )
        assert session.scalars(select(Submission)).one().clarification_open
