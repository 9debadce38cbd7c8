"""What letters link to and what they keep to themselves, as they leave by SMTP."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from functools import partial
from string import Formatter

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from config.settings import Settings, load_settings
from notifications.addresses import LINKS
from notifications.letters import LETTERS, sketch_for
from notifications.letters.of_calls import BY_NAME
from notifications.previews import Wanted, preview, to_be_worded
from notifications.sender import Sender
from notifications.transports import transport_for
from tests.behaviours import behaviour, case
from tests.builders import a_submission
from tests.mail import MailServer
from tests.notifications.conftest import Office
from workflow.actions import capabilities, letters
from workflow.kernel.errors import InvalidInput, Refused, Stale
from workflow.models import Assignment, Person
from workflow.rules.letter_words import Words


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
        text = read(one.message)
        assert one.recipients == (one.message["To"].addresses[0].addr_spec,)
        assert {name.lower() for name in one.message} in (HEADERS, HEADERS | STOP)
        assert "evil.example" not in text or "https: //evil.example" in text
        assert text.count("https://") == text.count("https://hub.example.org/")
        assert "\u202e" not in text + str(one.message["Subject"])
        assert len(str(one.message["Subject"])) < 300


HEADERS = {
    "from", "to", "subject", "date", "message-id", "auto-submitted", "content-language", "content-type", "mime-version",
}  # fmt: skip
STOP = {"list-unsubscribe", "list-unsubscribe-post"}
"""Where there is a choice."""


def read(message: EmailMessage) -> str:
    """Give what the plain part and the HTML part say."""
    parts = (message.get_body((kind,)) for kind in ("plain", "html"))
    return "".join(str(part.get_content()) for part in parts if part)


@case("D-AN-06")
def test_headers_name_the_sender_and_one_recipient_and_nothing_else(
    office: Office, mail_server: MailServer, smtp_settings: Settings
) -> None:
    office.settings = smtp_settings
    office.do(lambda s: a_submission(s, "submitted", world=office.world).id)
    office.drain(transport_for(smtp_settings))
    receipt = mail_server.to("sue.submitter.5@example.org")[0]
    assert {name.lower() for name in receipt} == HEADERS | STOP
    assert str(receipt["From"]) == "Collegium <hub@example.org>"
    assert str(receipt["To"]) == "sue.submitter.5@example.org"
    assert receipt["Auto-Submitted"] == "auto-generated"
    assert receipt["Content-Language"] == "en"
    assert receipt["Date"].datetime == office.clock.now()


MORE = ("reference", "reviewer", "lateness", "proposed", "verdict", "task")
INVITED = BY_NAME["assignment.invite:reviewer"]
WORDED = Words("{call}: {title}", "We ask for your opinion by {due}.\n\nIt takes an hour.")


@behaviour("C19")
def test_a_call_words_its_letters_and_what_was_looked_at_is_what_is_sent(office: Office) -> None:
    """Save, look, send, be overtaken, be refused, go back: on one database."""
    world, letter = office.world, to_be_worded(INVITED)

    def sets(session: Session, words: Words = WORDED, revision: int | None = None) -> int:
        found = letters.set_letter(
            session, world.coordinator, world.call_id, letter, words, language="en", revision=revision,
            now=office.clock.now(),
        )  # fmt: skip
        return found.revision

    assert office.do(lambda s: sets(s, revision=0)) == 1
    with pytest.raises(Stale):
        office.do(lambda s: sets(s, revision=0))
    with pytest.raises(InvalidInput) as wrong:
        office.do(lambda s: sets(s, Words("{verdict}", "{due")))
    assert set(wrong.value.problems) == {"subject", "text"}
    item = office.do(lambda s: a_submission(s, "assigned", world=world).public_id)
    with office.database.reading() as session:
        wanted = Wanted(words=WORDED, language="en", labels=dict.fromkeys(INVITED.has, "?"))
        sender, now = Sender.of(office.settings), office.clock.now()
        looked_at = preview(session, world.coordinator, INVITED, wanted, item, sender=sender, now=now)
        shipped = Wanted(words=None, language="ar", labels={name: name.upper() for name in INVITED.has + MORE})
        for one in BY_NAME.values():
            for about in (None, item):
                found = preview(session, world.coordinator, one, shipped, about, sender=sender, now=now)
                left_open = about is None and "{title}" in one.sketch.subject
                assert ("[TITLE]" in found.subject) == left_open, one.name
                assert "[SITE]" not in found.text
                assert "{" not in found.subject + found.text + found.html
    mails = [mail for mail in office.read() if mail.subject == looked_at.subject]
    assert len(mails) == len({mail.to for mail in mails}) > 1
    assert looked_at.subject.endswith(": A guide to fair recruitment")
    same = looked_at.text.split("\n\n")[1:3]
    assert all(same == mail.body.split("\n\n")[1:3] for mail in mails)
    assert all("/invitation/open/" in mail.body for mail in mails)
    reset = partial(
        letters.reset_letter, actor=world.coordinator, call_id=world.call_id, letter=letter, language="en", now=now
    )
    office.do(reset)
    with pytest.raises(Refused):
        office.do(reset)
