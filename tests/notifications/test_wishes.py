"""Mails come as their reader wants them: at once, in one mail a day, or on the site only; never in quiet hours."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications.mime import Mail
from notifications.sender import Sender
from notifications.stopping import is_genuine, stop_url
from notifications.tick import tick
from tests.behaviours import behaviour
from tests.builders import STEPS, a_submission
from tests.notifications.conftest import Office
from workflow.actions import mail_wishes
from workflow.insight import inbox
from workflow.kernel.errors import InvalidInput, NotFound
from workflow.kernel.ids import PublicId
from workflow.models import Message, Submission
from workflow.policy import Actor

MORNING = datetime(2026, 11, 24, 7, tzinfo=UTC)


def wants(office: Office, actor: Actor, hours: tuple[int, int] | None = None, **ways: str) -> None:
    office.do(lambda s: mail_wishes.change_mail_wishes(s, actor, ways, hours, now=office.clock.now()).id)


def stops(office: Office, person: Actor, group: str) -> None:
    person_id = PublicId(person.public_id)
    office.do(lambda s: mail_wishes.stop_by_link(s, person_id, group, now=office.clock.now()))


def read_on_the_site(office: Office, actor: Actor) -> list[str]:
    with office.database.reading() as session:
        return [row.subject for row in inbox.messages(session, actor).rows]


def to(mails: list[Mail], name: str) -> list[Mail]:
    return [mail for mail in mails if mail.to.startswith(name)]


def states(office: Office, actor: Actor) -> Counter[str]:
    return Counter(message.state for message in office.messages() if message.person_id == actor.person_id)


@behaviour("X5", "C20")
def test_what_is_wanted_once_a_day_comes_in_one_mail_with_the_same_words(office: Office) -> None:
    world, submitter = office.world, office.world.submitter
    wants(office, submitter, receipts="daily", progress="daily")
    office.do(lambda s: a_submission(s, "assigned", world=world).id)
    other_id = office.do(lambda s: a_submission(s, "submitted", world=world, title="A second one").id)
    assert to(office.read(), "sue") == []
    assert states(office, submitter) == {"gathered": 3}

    def withdraw(session: Session) -> None:
        STEPS["withdrawn"][1](session, world, session.get_one(Submission, other_id), office.clock.now())

    office.do(withdraw)
    office.read()
    office.clock.set(MORNING - timedelta(minutes=1))
    assert tick(office.database, office.clock).daily == 0
    office.clock.set(MORNING)
    assert tick(office.database, office.clock).daily == 1
    assert tick(office.database, office.clock).daily == 0
    (mail,) = to(office.read(), "sue")
    subjects = [line[2:] for line in mail.body.split("\n") if line.startswith("* ")]
    assert [subject.partition("“")[0].strip() for subject in subjects] == [
        "We have received", "The review of", "We have received", "Withdrawn:",
    ]  # fmt: skip
    assert "/status/open/" not in mail.body
    assert mail.body.count("https://hub.example.org/status/") == 4
    assert mail.stop_url.startswith("https://hub.example.org/mails/stop/")
    assert sorted(read_on_the_site(office, submitter)) == sorted(subjects)


@behaviour("X5")
def test_what_is_wanted_on_the_site_only_is_never_a_mail_and_what_must_be_is(office: Office) -> None:
    world, submitter = office.world, office.world.submitter
    office.do(lambda s: a_submission(s, "submitted", world=world).id)
    wants(office, submitter, receipts="here")
    item_id = office.do(lambda s: a_submission(s, "submitted", world=world).id)
    assert to(office.read(), "sue") == []  # the choice holds for what was not sent yet
    assert states(office, submitter) == {"kept": 2}
    assert len(read_on_the_site(office, submitter)) == 2
    assert read_on_the_site(office, world.submitter2) == []

    def give_back(session: Session) -> None:
        STEPS["returned"][1](session, world, session.get_one(Submission, item_id), office.clock.now())

    office.do(give_back)
    (mail,) = to(office.read(), "sue")
    assert (mail.subject.startswith("Back with you"), mail.stop_url) == (True, "")
    for ways in ({"decided": "here"}, {"receipts": "never"}, {"no such kind": "daily"}):
        with pytest.raises(InvalidInput):
            wants(office, submitter, None, **ways)
    with pytest.raises(InvalidInput):
        wants(office, submitter, (22, 24))


@behaviour("C20")
def test_nothing_comes_in_the_quiet_hours_and_all_of_it_after_them(office: Office) -> None:
    world, submitter = office.world, office.world.submitter
    wants(office, submitter, (8, 18))
    office.do(lambda s: a_submission(s, "submitted", world=world).id)
    assert to(office.read(), "sue") == []
    office.clock.set(datetime(2026, 11, 23, 18, tzinfo=UTC))
    assert len(to(office.read(), "sue")) == 1


@behaviour("X5", "R3")
def test_one_click_stops_a_kind_and_a_forged_address_nothing(office: Office) -> None:
    world, submitter = office.world, office.world.submitter
    sender = Sender.of(office.settings)
    url = stop_url(sender, submitter.public_id, "receipts")
    person_id, group, seal = url.removeprefix("https://hub.example.org/mails/stop/").split("/")
    assert is_genuine(sender, person_id, group, seal)
    assert not is_genuine(sender, person_id, "progress", seal)
    assert not is_genuine(sender, world.outsider.public_id, group, seal)
    assert not is_genuine(sender, person_id, group, "é" + seal[1:])
    stops(office, submitter, "receipts")
    wants(office, world.outsider, roster="daily")
    stops(office, world.outsider, "daily")
    office.do(lambda s: a_submission(s, "submitted", world=world).id)
    assert to(office.read(), "sue") == []
    with office.database.reading() as session:
        people = [submitter.person_id or 0, world.outsider.person_id or 0]
        assert [row.ways for row in mail_wishes.wishes_of(session, people).values()] == [
            {"receipts": "here"}, {"roster": "here"},
        ]  # fmt: skip
    with pytest.raises(NotFound):
        stops(office, submitter, "decided")


def test_a_daily_mail_that_is_sent_again_says_the_same(office: Office) -> None:
    world, submitter = office.world, office.world.submitter
    wants(office, submitter, receipts="daily")
    office.do(lambda s: a_submission(s, "submitted", world=world).id)
    office.read()
    office.clock.set(MORNING)
    tick(office.database, office.clock)
    (first,) = to(office.read(), "sue")

    def doubt(session: Session) -> None:
        message = session.scalars(select(Message).where(Message.kind == "person.daily_mail:person")).one()
        message.state, message.sent_at = "in_doubt", None

    office.do(doubt)
    office.do(lambda s: a_submission(s, "submitted", world=world, title="Later").id)
    (again,) = to(office.read(), "sue")
    assert (again.public_id, again.body) == (first.public_id, first.body)
