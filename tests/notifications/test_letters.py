"""Every letter that the shipped processes ask for is written, whole, in English and in Arabic."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from importlib import resources
from string import Formatter
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config.settings import Settings, load_settings
from notifications.addresses import LINKS
from notifications.letters import LETTERS, sketch_for
from notifications.tick import tick
from notifications.transports import Mail, transport_for
from tests.behaviours import behaviour, case
from tests.builders import NOW, STEPS, a_submission, an_application, review_answers, seats_of, way_to
from tests.imported import NEW, a_member_table
from tests.mail import MailServer
from tests.notifications.conftest import Office
from workflow.actions import (
    accounts,
    answers,
    applications,
    capabilities,
    decisions,
    memberships,
    panels,
    people,
    reviews,
    screening,
    submissions,
)
from workflow.models import Assignment, Call, Membership, Message, Person, Submission

TOLD_BY_VERBS = {
    ("assignment.invite", "reviewer"), ("assignment.invite_next", "coordinator"),
    ("assignment.extend_due_date", "reviewer"),
    ("assignment.propose_due_date", "coordinator"), ("assignment.remind_answer", "reviewer"),
    ("assignment.remind_review", "reviewer"), ("submission.ask_submitter", "submitter"),
    ("submission.answer_clarification", "coordinator"), ("submission.hand_over", "coordinator"),
    ("submission.open_result", "submitter"), ("submission.release_decision", "submitter"),
    ("person.sign_in_link", "person"), ("person.confirm_address_link", "person"), ("person.staff_invitation", "person"),
    ("person.roster_invitation", "person"), ("membership.tell_entered", "member"),
}  # fmt: skip
"""What verbs announce besides the moves of the processes."""


def told_by_processes() -> set[tuple[str, str]]:
    kinds = {"hub": "submission"}
    found = set()
    for file in (resources.files("config") / "processes").iterdir():
        if file.name.endswith(".toml"):
            process = tomllib.loads(file.read_text(encoding="utf-8"))
            kind = kinds.get(process["name"], process["name"])
            for row in process["transition"]:
                found |= {(f"{kind}.{row['trigger']}", audience) for audience in row.get("tells", ())}
    return found


def test_there_is_a_letter_for_everything_that_is_told_and_none_besides() -> None:
    assert set(LETTERS) >= told_by_processes() | TOLD_BY_VERBS
    assert set(LETTERS) - told_by_processes() - TOLD_BY_VERBS <= {
        ("membership.start", "member"), ("submission.remind_draft", "submitter"),
    }  # fmt: skip


@pytest.mark.parametrize("audience", ["submitter", "reviewer", "reviewers", "coordinator", "applicant", "member"])
def test_a_move_that_an_installation_adds_has_a_general_letter(audience: str) -> None:
    sketch = sketch_for("submission.praise", audience, {})
    assert sketch.link in LINKS
    assert {name for _, name, _, _ in Formatter().parse(sketch.subject) if name} <= {"title", "reference"}


@pytest.mark.parametrize("key", sorted(LETTERS), ids=str)
def test_a_letter_quotes_and_links_only_what_there_is(key: tuple[str, str]) -> None:
    sketch = LETTERS[key]
    assert sketch.link in {"", "seat", *LINKS}
    assert sketch.quotes in {"", "reason", "question", "letter"}


class Life:
    """Lets things happen one after another, and empties the outbox after each."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.world = office.world
        self.mails: list[Mail] = []

    def does(self, verb: Callable[..., Any], *args: Any, **typed: Any) -> Any:
        """Run one verb, then let the mail go."""
        done = self.office.do(lambda session: getattr(verb(session, *args, **typed, now=NOW), "public_id", None))
        self.mails += self.office.read()
        return done

    def walks(self, point: str) -> Any:
        """Take a new submission to a point; only the mail of the last step goes by itself."""
        item_id = self.office.do(lambda session: a_submission(session, STEPS[point][0], world=self.world).public_id)
        self.goes_on(item_id, point)
        return item_id

    def goes_on(self, item_id: Any, point: str) -> None:
        """Take a submission one step further, to this point."""
        self.does(lambda session, now=NOW: STEPS[point][1](session, self.world, _item(session, item_id), now))

    def seat(self, item_id: Any, number: int = 0) -> Any:
        """Give the id of a seat of its panel."""
        return self.office.do(lambda session: seats_of(_item(session, item_id))[number].public_id)


def _item(session: Session, public_id: Any) -> Submission:
    return session.scalars(select(Submission).where(Submission.public_id == public_id)).one()


def a_submission_lives(life: Life) -> None:
    world = life.world
    item = life.walks("submitted")
    for point in way_to("published")[1:]:
        life.goes_on(item, point)
    life.does(decisions.reopen, world.coordinator, item, "A figure is wrong.")
    for point in ("rejected", "returned_after_review", "withdrawn_from_review", "retracted"):
        life.walks(point)
    item = life.walks("submitted")
    asked = life.does(screening.ask_submitter, world.coordinator, item, "Who made it?")
    life.does(submissions.answer_clarification, world.submitter, asked, "We did.")
    life.does(screening.hand_over, world.coordinator, item, world.coordinator2.public_id)
    life.does(submissions.revive, world.submitter, life.walks("withdrawn"))
    life.does(submissions.submit, world.submitter, life.walks("returned"))
    item = life.walks("reviewed")
    life.does(screening.open_result, world.coordinator, item)
    life.does(decisions.reopen_round, world.coordinator, item, "One more opinion.")
    life.does(screening.take_back_return, world.coordinator, life.walks("returned"), "It is there.")
    life.does(screening.take_back_return, world.coordinator, life.walks("returned_after_review"), "It is there.")
    life.does(submissions.withdraw, world.submitter, life.walks("reviewed"))
    life.does(decisions.close_early, world.chief, life.walks("accepted"), "No time.")


def a_panel_lives(life: Life) -> None:
    world = life.world
    life.office.do(lambda s: s.execute(update(Call).values(next_in_line="invite")).close())
    item = life.walks("accepted")
    first, second, third = (life.seat(item, number) for number in range(3))
    life.does(panels.extend_due_date, world.coordinator, first, date(2027, 1, 10))
    life.does(answers.propose_due_date, world.members[0], first, date(2027, 3, 1))
    life.does(panels.end_assignment, world.coordinator, first)
    life.does(answers.declare_conflict, world.members[1], second, kind="rival")
    life.does(reviews.hand_in, world.members[2], third, review_answers())
    life.does(reviews.reopen_review, world.coordinator, third)
    item = life.walks("assigned")
    first, second = life.seat(item), life.seat(item, 1)
    life.does(answers.decline, world.members[0], first)
    life.does(panels.cancel, world.coordinator, second)
    life.does(panels.invite_again, world.coordinator, second)
    for days in (5, 8):
        life.office.clock.set(NOW + timedelta(days=days, hours=1))
        tick(life.office.database, life.office.clock)
        life.mails += life.office.read()
    life.office.clock.set(NOW + timedelta(days=20))
    tick(life.office.database, life.office.clock)
    life.mails += life.office.read()
    life.office.clock.set(NOW)


def the_roster_lives(life: Life) -> None:
    world = life.world
    life.does(an_application, "approved", world=world, applicant=world.submitter2)
    declined = life.does(an_application, "declined", world=world)
    life.does(applications.reopen_application, world.coordinator, declined, "New facts.")
    life.does(applications.withdraw_application, world.outsider, declined)
    life.does(applications.revive_application, world.outsider, declined)
    more = life.does(an_application, "more_asked", world=world, applicant=world.chief)
    life.does(applications.submit_application, world.chief, more, reply="2010 to 2020")
    member = world.membership_ids[4]
    life.does(memberships.move_membership, world.coordinator, member, "ask_renewal")
    for trigger in ("renew", "pause", "resume", "leave"):
        life.does(memberships.move_membership, world.members[4], member, trigger)
    life.does(memberships.move_membership, world.coordinator, member, "reinstate", reason="Asked for.")
    life.does(memberships.move_membership, world.coordinator, member, "put_on_trial", reason="Too soon.")
    for trigger in ("extend_trial", "retire"):
        life.does(memberships.move_membership, world.coordinator, member, trigger, reason="As we said.")
    known = {**NEW, "name": "Ada Administrator", "email": "ada.administrator.11@example.org"}
    life.does(a_member_table, world, "taken", [NEW, known])
    life.does(people.invite_staff, world.administrator, name="New", email="new@example.org", role="coordinator")
    life.does(accounts.register, "Somebody", "somebody@example.org", peer="1")
    life.does(accounts.ask_for_link, "sue.submitter.5@example.org", peer="1")


@behaviour("C16", "S5")
def test_every_letter_is_written_whole_in_the_language_of_its_reader(office: Office) -> None:
    language = {"sqlite": "ar", "postgresql": "en"}[office.database.dialect]
    office.do(lambda s: s.execute(update(Person).values(locale=language, time_zone="Africa/Cairo")).close())
    office.do(lambda s: s.execute(update(Membership).values(yearly_cap=99)).close())
    life = Life(office)
    a_submission_lives(life)
    a_panel_lives(life)
    the_roster_lives(life)

    known = {kind_words(message) for message in office.messages() if message.state == "sent"}
    assert told_by_processes() | TOLD_BY_VERBS - known_by_other_names() <= known
    assert [m.kind for m in office.messages() if m.state == "failed"] == []
    strangers = {"new@example.org", "somebody@example.org", NEW["email"]}
    assert [(m.to, m.subject) for m in life.mails if m.to not in strangers and m.language != language] == []
    for mail in life.mails:
        assert not {"{", "}"} & set(mail.subject + mail.body)
        assert "None" not in mail.subject + mail.body
        assert mail.body.replace(AVAILABILITY, "").count("https://hub.example.org/") <= 1


def kind_words(message: Message) -> tuple[str, str]:
    name, _, audience = message.kind.rpartition(":")
    return name, audience


def known_by_other_names() -> set[tuple[str, str]]:
    """An invitation to the staff or the roster is the confirmation of an address, for a reason."""
    return {("person.staff_invitation", "person"), ("person.roster_invitation", "person")}


AVAILABILITY = "https://hub.example.org/profile#h-availability"


@behaviour("R11")
def test_whoever_may_be_asked_is_led_to_where_he_says_how_often(office: Office) -> None:
    life = Life(office)
    a_panel_lives(life)
    the_roster_lives(life)
    sent = [message for message in office.messages() if message.state == "sent"]
    assert {(kind_words(message)[1], AVAILABILITY in message.body) for message in sent} == {
        ("reviewer", True), ("member", True), ("submitter", False), ("coordinator", False), ("applicant", False),
        ("person", False),
    }  # fmt: skip


@behaviour("S5")
def test_a_language_without_the_letter_gets_english_and_is_told_so(office: Office) -> None:
    office.do(lambda s: s.execute(update(Person).values(locale="fr")).close())
    office.do(lambda s: a_submission(s, "submitted", world=office.world).id)
    receipt = next(mail for mail in office.read() if mail.to.startswith("sue"))
    assert receipt.language == "en"
    assert receipt.body.startswith("Ce message n’est pas encore disponible dans votre langue")
    assert "Thank you for sending in" in receipt.body


@pytest.mark.parametrize(
    ("zone", "written"),
    [
        ("UTC", "Monday 30 November 2026, 23:59 (UTC)"),
        ("Asia/Kathmandu", "Tuesday 1 December 2026, 05:44 (Kathmandu time (\u2066UTC+5:45\u2069))"),
        ("Nowhere/AtAll", "Monday 30 November 2026, 23:59 (UTC)"),
    ],
)
@case("D-TM-10")
def test_dates_are_in_the_readers_zone_with_its_name(office: Office, zone: str, written: str) -> None:
    office.do(lambda s: s.execute(update(Person).values(time_zone=zone)).close())
    office.do(lambda s: a_submission(s, "assigned", world=office.world).id)
    invitation = next(mail for mail in office.read() if mail.subject.startswith("Invitation"))
    assert f"Please answer by {written}." in invitation.body


@behaviour("R2", "S5")
def test_secret_links_leave_in_the_mail_and_stay_out_of_the_outbox(office: Office) -> None:
    office.do(lambda s: a_submission(s, "assigned", world=office.world).id)
    mails = office.read()
    link = next(m for m in mails if m.subject.startswith("Invitation")).body.split("/invitation/open/")[1].split()[0]
    receipt = next(m for m in mails if "received" in m.subject).body.split("/status/open/")[1].split()[0]
    kept = "".join(message.body for message in office.messages())
    assert link not in kept
    assert receipt not in kept
    assert "(link)" in kept
    with office.database.reading() as session:
        invited = capabilities.find(session, link, "invitation", office.clock.now() + timedelta(days=1000))
        status = capabilities.find(session, receipt, "status", office.clock.now() + timedelta(days=1000))
        assert session.get_one(Assignment, invited.assignment_id).reviewer_id == invited.person_id
        assert status.submission_id is not None


def test_the_demo_keeps_its_links_clickable(office: Office) -> None:
    office.settings = load_settings(demo=True)
    office.do(lambda s: a_submission(s, "submitted", world=office.world).id)
    office.drain()
    assert "http://127.0.0.1:8000/status/open/" in office.messages("submission.submit:submitter")[0].body


HOSTILE = "Free\r\nBcc: all@example.org\x07\u202e https://evil.example/ " + "x" * 400


@case("D-IN-04")
def test_what_people_typed_is_inert_in_every_mail(
    office: Office, mail_server: MailServer, smtp_settings: Settings
) -> None:
    office.settings = smtp_settings

    def send(session: Session) -> None:
        item = a_submission(session, "assigned", world=office.world)
        item.title = item.current_version.title = HOSTILE
        session.execute(update(Person).values(name=HOSTILE[:200]))  # now: who is called the same is held for the same

    office.do(send)
    office.drain(transport_for(smtp_settings))
    assert mail_server.received
    for one in mail_server.received:
        text = one.message.get_content()
        assert one.recipients == (one.message["To"].addresses[0].addr_spec,)
        assert {name.lower() for name in one.message} == HEADERS
        assert "evil.example" not in text or "https: //evil.example" in text
        assert "\u202e" not in text + str(one.message["Subject"])
        assert len(str(one.message["Subject"])) < 300


HEADERS = {
    "from", "to", "subject", "date", "message-id", "auto-submitted", "content-language", "content-type",
    "content-transfer-encoding", "mime-version",
}  # fmt: skip


@case("D-AN-06")
def test_headers_name_the_sender_and_one_recipient_and_nothing_else(
    office: Office, mail_server: MailServer, smtp_settings: Settings
) -> None:
    office.settings = smtp_settings
    office.do(lambda s: a_submission(s, "submitted", world=office.world).id)
    office.drain(transport_for(smtp_settings))
    receipt = mail_server.to("sue.submitter.5@example.org")[0]
    assert {name.lower() for name in receipt} == HEADERS
    assert str(receipt["From"]) == "Collegium <hub@example.org>"
    assert str(receipt["To"]) == "sue.submitter.5@example.org"
    assert receipt["Auto-Submitted"] == "auto-generated"
    assert receipt["Content-Language"] == "en"
    assert receipt["Date"].datetime == office.clock.now()
