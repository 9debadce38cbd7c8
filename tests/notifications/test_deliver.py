"""Messages leave the outbox at least once, with one Message-ID each, whatever the server does."""

from __future__ import annotations

import socket
from collections import Counter
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config.settings import Settings
from notifications import doubt, pace
from notifications.claims import LEASE, NO_MESSAGE, Ending, Holder, claim, turn
from notifications.deliver import deliver
from notifications.endings import PAUSES
from notifications.letters import LETTERS
from notifications.relay import relay
from notifications.transports import Mail, SmtpTransport, Transport, transport_for
from tests.behaviours import case
from tests.builders import a_submission, accepted, seats_of
from tests.mail import MailServer, free_port
from tests.notifications.conftest import SUE, KeepingTransport, Office, by_smtp
from workflow.actions import answers
from workflow.models import Address, Assignment, Event, Message, Person

BAD_ADDRESSES = (
    "nobody", "two@words @example.org", "a\r\nBcc: b@example.org@example.org", "a..b@example.org",
    "ä\r\nRCPT TO:<b@example.org>\r\nDATA\r\n@example.org",
)  # fmt: skip


def ids(server: MailServer, address: str = SUE) -> list[str]:
    return [str(message["Message-ID"]) for message in server.to(address)]


def states(office: Office) -> Counter[str]:
    return Counter(message.state for message in office.messages() if message.kind.startswith("submission"))


def test_every_message_arrives_once_and_is_marked(sending: Office, mail_server: MailServer) -> None:
    assert by_smtp(sending).sent == 3
    assert by_smtp(sending).sent == 0
    receipt = sending.messages("submission.submit:submitter")[0]
    assert ids(mail_server) == [f"<{receipt.public_id}@hub.example.org>"]
    assert (receipt.state, receipt.address, receipt.sent_at) == ("sent", SUE, sending.clock.now())
    assert all(len(one.recipients) == 1 for one in mail_server.received)


@case("D-NT-04", "D-NT-06")
def test_two_deliverers_at_once_send_each_message_once(sending: Office, mail_server: MailServer) -> None:
    sending.do(lambda s: [a_submission(s, "submitted", world=sending.world).id for _ in range(5)])
    relay(sending.database, sending.clock)
    mail_server.delay = 0.05
    posts = [sending.post(transport_for(sending.settings)) for _ in range(2)]
    threads = [Thread(target=deliver, args=(post,)) for post in posts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(mail_server.received) == len({one.message["Message-ID"] for one in mail_server.received}) == 18
    assert states(sending) == {"sent": 18}


@case("D-NT-01", "D-DU-02")
def test_a_message_whose_sender_died_after_handing_it_over_is_sent_again_as_the_same_one(
    sending: Office, mail_server: MailServer
) -> None:
    class Killed(BaseException):
        """Ends the deliverer as kill -9 would: nothing of it runs any more."""

    class DiesAfterwards(SmtpTransport):
        """Hands the message over and is gone."""

        def send(self, mail: Mail) -> None:
            """Send, then die."""
            super().send(mail)
            raise Killed

    post = sending.post(transport_for(sending.settings))
    with pytest.raises(Killed):
        sending.drain(DiesAfterwards(sending.settings, post.sender))
    assert by_smtp(sending).in_doubt == 0
    assert states(sending) == {"sending": 3}  # the lease of all that were claimed is still held
    sending.clock.move(seconds=LEASE.total_seconds() + 1)
    assert by_smtp(sending).in_doubt == 1  # what was not begun has surely not left
    assert states(sending) == {"sent": 3}
    copies = Counter(str(one.message["Message-ID"]) for one in mail_server.received)
    assert (len(copies), sum(copies.values())) == (3, 4)


@case("D-NT-01")
def test_a_connection_lost_before_the_answer_leaves_a_visible_doubt(sending: Office, mail_server: MailServer) -> None:
    mail_server.hangs_up = True
    by_smtp(sending)
    assert states(sending) == {"in_doubt": 3}
    mail_server.hangs_up = False
    assert by_smtp(sending).sent == 0
    sending.clock.move(minutes=2)
    by_smtp(sending)
    first, second = ids(mail_server)
    assert first == second
    assert states(sending) == {"sent": 3}


@case("D-NT-01")
def test_what_should_not_come_twice_waits_for_a_person_when_it_is_in_doubt(
    office: Office, smtp_settings: Settings, mail_server: MailServer
) -> None:
    office.do(lambda s: a_submission(s, "released", world=office.world).id)
    office.settings = smtp_settings
    mail_server.hangs_up = True
    office.drain(transport_for(smtp_settings))
    mail_server.hangs_up = False
    office.clock.move(minutes=2)
    office.drain(transport_for(smtp_settings))
    waiting = [one for one in office.messages() if one.state == "in_doubt"]
    assert [(m.kind, m.left_to_person, m.problem) for m in waiting] == [
        ("submission.release_decision:submitter", True, doubt.PROBLEMS[doubt.PERSON])
    ]
    again = update(Message).where(Message.id == waiting[0].id).values(state="due", left_to_person=False)
    office.do(lambda s: s.execute(again).close())
    with pytest.raises(KeyboardInterrupt):
        office.drain(Interrupted())
    office.clock.move(seconds=LEASE.total_seconds() + 1)
    assert office.drain().in_doubt == 1
    assert [m.left_to_person for m in office.messages() if m.id == waiting[0].id] == [True]


class Interrupted(KeepingTransport):
    """Ends the deliverer in the middle of a message."""

    def send(self, mail: Mail) -> None:
        """Stop here."""
        del mail
        raise KeyboardInterrupt


def test_every_rule_for_a_doubt_names_a_letter_that_there_is() -> None:
    known = {event for event, _audience in LETTERS} | {"*"}
    assert {rule.event for rule in doubt.RULES} <= known
    assert all(rule.reason and rule.then in doubt.PROBLEMS for rule in doubt.RULES)
    assert [doubt.policy_of(name) for name in ("person.sign_in_link", "assignment.invite")] == [doubt.DROP, doubt.AGAIN]


@case("D-NT-07", "D-NT-09")
def test_without_a_server_nothing_is_lost_and_no_try_is_counted(sending: Office, mail_server: MailServer) -> None:
    reachable = sending.settings
    sending.settings = reachable.model_copy(update={"smtp_port": free_port()})
    assert by_smtp(sending).unreachable
    assert all("Connection refused" in message.problem for message in sending.messages("submission.submit:submitter"))
    sending.settings = reachable
    for refusal in ("530 Authentication required", "421 Too many connections", "554 Not from you"):
        mail_server.sender_refused = refusal
        assert by_smtp(sending).unreachable
        assert {m.problem[:3] for m in sending.messages("submission.submit:submitter")} == {refusal[:3]}
    assert states(sending) == {"due": 3}
    assert {message.attempts for message in sending.messages() if message.state == "due"} == {0}
    post = sending.post(transport_for(sending.settings))
    assert deliver(post)["unreachable"]
    mail_server.sender_refused = None
    assert deliver(post)["sent"] == 0  # it is left alone for a while
    sending.clock.move(seconds=pace.PAUSES[0].total_seconds())
    assert deliver(post)["sent"] == 3
    assert len(mail_server.received) == 3


@case("D-NT-08")
def test_a_server_that_falls_silent_holds_up_one_message_and_no_other(sending: Office, mail_server: MailServer) -> None:
    sending.settings = sending.settings.model_copy(update={"smtp_timeout_seconds": 1})
    mail_server.once[SUE] = "silent"
    by_smtp(sending)
    assert states(sending) == {"sent": 2, "in_doubt": 1}
    sending.clock.move(minutes=2)
    assert by_smtp(sending).sent == 1
    assert (states(sending), len(mail_server.received)) == ({"sent": 3}, 3)


@case("D-NT-08")
def test_a_server_that_never_greets_is_one_that_cannot_be_reached(sending: Office) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:  # the system takes the connection, and nobody answers it
        port = deaf.getsockname()[1]
        sending.settings = sending.settings.model_copy(update={"smtp_port": port, "smtp_timeout_seconds": 1})
        assert by_smtp(sending).unreachable
    assert states(sending) == {"due": 3}
    assert {message.attempts for message in sending.messages() if message.state == "due"} == {0}


@case("D-NT-09")
def test_a_server_that_says_later_is_asked_again_with_growing_pauses(sending: Office, mail_server: MailServer) -> None:
    mail_server.refused[SUE] = "451 Greylisted"
    waits = []
    for _ in range(2):
        assert by_smtp(sending).later == 1
        receipt = sending.messages("submission.submit:submitter")[0]
        waits.append(receipt.due_at - sending.clock.now())
        sending.clock.set(receipt.due_at)
    assert receipt.problem.startswith("451")
    assert timedelta() < waits[0] < waits[1]
    mail_server.refused.clear()
    assert by_smtp(sending).sent == 1
    assert len(ids(mail_server)) == 1


@case("D-NT-09")
def test_after_two_days_of_later_a_message_has_failed(sending: Office, mail_server: MailServer) -> None:
    mail_server.refused[SUE] = "451 Later"
    for _ in range(len(PAUSES) + 1):
        by_smtp(sending)
        sending.clock.set(sending.messages("submission.submit:submitter")[0].due_at)
    assert sending.messages("submission.submit:submitter")[0].state == "failed"


@case("D-NT-09", "D-NT-10")
@pytest.mark.parametrize("refusal", ["550 No such user", "554 No"])
def test_a_refusal_for_good_is_shown_and_stops_nobody_else(
    sending: Office, mail_server: MailServer, refusal: str
) -> None:
    mail_server.refused[SUE] = refusal
    report = by_smtp(sending)
    assert (report.failed, report.sent) == (1, 2)
    failed = sending.messages("submission.submit:submitter")[0]
    assert (failed.state, failed.problem[:3], failed.address) == ("failed", refusal[:3], SUE)


@case("D-NT-10")
@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_an_address_that_is_none_fails_alone(sending: Office, mail_server: MailServer, address: str) -> None:
    office = sending

    def spoil(session: Session) -> None:
        owner = session.get_one(Person, office.world.submitter.person_id)
        owner.addresses[0].email = address

    office.do(spoil)
    report = by_smtp(office)
    assert (report.failed, report.sent) == (1, 2)
    assert not [one for one in mail_server.received if "b@example.org" in one.recipients]


@case("D-NT-10")
def test_an_address_with_letters_of_other_scripts_arrives(sending: Office, mail_server: MailServer) -> None:
    def rename(session: Session) -> None:
        session.get_one(Person, sending.world.submitter.person_id).addresses[0].email = "søren@bücher.example"

    sending.do(rename)
    assert by_smtp(sending).sent == 3
    assert len(mail_server.to("søren@xn--bcher-kva.example")) == 1


@case("D-NT-11")
def test_mail_goes_to_the_confirmed_address_of_the_moment(sending: Office) -> None:
    def move(session: Session) -> None:
        person = session.get_one(Person, sending.world.submitter.person_id)
        person.addresses[0].is_primary = False
        session.flush()
        for email, primary, verified in (("new@example.org", True, False), ("other@example.org", False, True)):
            at = sending.clock.now() if verified else None
            session.add(
                Address(person_id=person.id, email=email, normal_form=email, is_primary=primary, verified_at=at)
            )

    sending.do(move)
    assert [mail.to for mail in sending.read() if "received" in mail.subject] == [SUE]


def test_without_a_confirmed_address_nothing_is_sent(sending: Office) -> None:
    sending.do(lambda s: s.execute(update(Address).values(verified_at=None)).close())
    assert sending.drain().failed == 3


@case("D-NT-05")
def test_an_invitation_that_was_answered_meanwhile_is_not_sent(office: Office) -> None:
    def invite_and_answer(session: Session) -> None:
        seat = seats_of(a_submission(session, "assigned", world=office.world))[0]
        accepted(session, office.world, seat)

    office.do(invite_and_answer)
    office.drain()
    kinds = Counter((m.kind, m.state) for m in office.messages() if m.kind == "assignment.invite:reviewer")
    assert kinds == {("assignment.invite:reviewer", "dropped"): 1, ("assignment.invite:reviewer", "sent"): 2}


@pytest.mark.parametrize("wanted", ["suspended", "conflicted"])
def test_who_may_no_longer_know_is_not_told(office: Office, wanted: str) -> None:
    office.do(lambda s: a_submission(s, "assigned", world=office.world).id)
    relay(office.database, office.clock)

    def change(session: Session) -> None:
        member = office.world.members[0]
        if wanted == "suspended":
            session.get_one(Person, member.person_id).suspended_at = office.clock.now()
            return
        seat = session.scalars(select(Assignment).where(Assignment.reviewer_id == member.person_id)).one()
        answers.declare_conflict(session, member, seat.public_id, kind="rival", now=office.clock.now())

    office.do(change)
    office.drain()
    invited = {m.person.name: m.state for m in office.messages("assignment.invite:reviewer") if m.person}
    assert invited == {"Mem Ber1": "dropped", "Mem Ber2": "sent", "Mem Ber3": "sent"}


def test_a_letter_that_cannot_be_written_fails_alone(office: Office) -> None:
    office.do(lambda s: a_submission(s, "assigned", world=office.world).id)
    relay(office.database, office.clock)
    spoilt = update(Event).where(Event.name == "assignment.invite").values(payload={"due_at": "no date"})
    office.do(lambda s: s.execute(spoilt.values(name="assignment.remind_answer")).close())
    report = office.drain()
    assert (report.failed, report.sent > 0) == (3, True)
    assert {m.problem for m in office.messages() if m.state == "failed"} == {"The message could not be written."}


def test_claims_are_taken_by_one_worker_and_in_order(office: Office) -> None:
    office.do(lambda s: a_submission(s, "assigned", world=office.world).id)
    relay(office.database, office.clock)
    first = office.do(lambda s: claim(s, Holder("one"), office.clock.now(), 4))
    second = office.do(lambda s: claim(s, Holder("two"), office.clock.now(), 4))
    assert (len(first), set(first) & set(second)) == (4, set())
    assert max(first) < min(second)


@pytest.mark.parametrize(
    ("worker", "places", "ours", "now"),
    [
        ("one", (0, 1), {1}, {"sending, begun": 1, "sending": 2}),
        ("one", (1, 2), {1, 2}, {"sent": 1, "sending, begun": 1, "sending": 1}),
        ("one", (1, 0), {1}, {"sent": 1, "sending": 2}),
        ("two", (1, 2), set(), {"sending": 3}),
    ],
)
def test_the_end_of_one_message_and_the_beginning_of_the_next_are_one_step(
    sending: Office, worker: str, places: tuple[int, int], ours: set[int], now: dict[str, int]
) -> None:
    relay(sending.database, sending.clock)
    at = sending.clock.now()
    numbers = [NO_MESSAGE, *sending.do(lambda s: claim(s, Holder("one"), at, 3))]
    ended, following = (numbers[place] for place in places)
    ending = Ending(message_id=ended, state="sent", sent_at=at)
    with sending.database.by_statement() as ask:
        found = turn(ask, Holder(worker), at, ended=ending, following=following)
    assert {numbers.index(number) for number in found} == ours
    said = Counter(one.state + (", begun" if one.begun_at else "") for one in sending.messages() if one.id in numbers)
    assert said == now


def test_a_deliverer_that_is_told_to_stop_gives_back_what_it_has_not_sent(office: Office) -> None:
    office.do(lambda s: a_submission(s, "assigned", world=office.world).id)
    relay(office.database, office.clock)
    transport = KeepingTransport()
    outcomes = deliver(office.post(transport, goes_on=lambda: len(transport.mails) < 2))
    assert (outcomes["sent"], len(transport.mails)) == (2, 2)
    assert "sending" not in states(office)
    assert office.drain().sent > 0


def test_whose_lease_has_passed_does_not_overwrite_who_took_over(office: Office) -> None:
    office.do(lambda s: a_submission(s, "submitted", world=office.world).id)
    relay(office.database, office.clock)
    other = KeepingTransport()

    class Slow(KeepingTransport):
        """Takes longer than its lease for the first message; meanwhile another sends it."""

        def send(self, mail: Mail) -> None:
            """Send late."""
            super().send(mail)
            if len(self.mails) == 1:
                office.clock.move(seconds=LEASE.total_seconds() + 1)
                deliver(office.post(other))

    outcomes = deliver(office.post(Slow()))
    assert outcomes["lost"] >= 1
    assert states(office) == {"sent": 3}


def test_no_transaction_is_open_while_the_transport_works(office: Office) -> None:
    office.do(lambda s: a_submission(s, "submitted", world=office.world).id)

    class Writes(KeepingTransport):
        """Writes to the same database while it sends: with an open transaction it would wait for ever."""

        def send(self, mail: Mail) -> None:
            """Write, then keep."""
            office.do(lambda s: s.execute(update(Person).values(theme="dark")).close())
            super().send(mail)

    transport: Transport = Writes()
    assert office.drain(transport).sent == 3
