"""Every letter in every language, written from facts in memory: whole, and the same in its text and its HTML."""

from __future__ import annotations

import re
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from html.parser import HTMLParser
from typing import Any, cast

import pytest

from notifications.addresses import Link, Reader
from notifications.facts import Facts
from notifications.letters import LETTERS, Key
from notifications.letters.of_calls import BY_KEY, name_of
from notifications.mime import Mail, wire
from notifications.rendering import Written, write
from notifications.sender import Sender
from notifications.wording import NONE, Own
from tests.behaviours import behaviour, case
from workflow.kernel.messages import say
from workflow.models import Event, Person
from workflow.rules.letter_words import Words

DUE = datetime(2026, 11, 30, 23, 59, tzinfo=UTC)
SENDER = Sender(
    base_url="https://hub.example.org", name="Collegium", address="hub@example.org", sign_in_life=timedelta(minutes=10)
)
NOT_YET = {"es", "ru", "zh"}
"""Languages whose letters are not there yet: they get English, and are told so."""

TYPED = {
    "name": "Ada Lovelace",
    "title": "Roads & <b>rivers</b>",
    "call": "Open call",
    "reviewer": "Rita",
    "person": "Pál",
    "task": "Ring the publisher.",
}
WORDS = re.compile(r"\w+")


def facts(**changes: Any) -> Facts:
    values = {
        "reference": "COL-2026-0001", "due": DUE, "proposed": DUE + timedelta(days=9),
        "lateness": say("due today"), "verdict": say("It will be published."),
        "trouble": say("What has happened is not turned into messages."),
    }  # fmt: skip
    quotes = {"reason": "One line.\nAnother <line>.", "question": "Who?", "letter": "Dear all,\n\nyes."}
    return Facts(values=values, typed={**TYPED, **changes}, quotes=quotes)


def address_of(link: Link) -> str:
    return SENDER.base_url + re.sub(r"\{\w+\}", "x" * 43, link.path)


def written(key: Key, locale: str, zone: str = "UTC", own: Own = NONE, **changes: Any) -> Written:
    person = Person(name="Ada", locale=locale, time_zone=zone)
    reader = Reader(person, key[1], Event(name=key[0]), "ada@example.org", {})
    return write(LETTERS[key], facts(**changes), reader, SENDER, address_of, own=own)


class Reading(HTMLParser):
    """Reads the HTML of a mail as a person does, and notes what it is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.given: set[str] = set()
        self._hidden = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note tag, attributes and links."""
        self._hidden = tag == "title" or (self._hidden and tag != "body")
        self.tags.add(tag)
        self.given |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        """Note the words."""
        if not self._hidden:
            self.said.append(data)


@behaviour("S5")
@pytest.mark.parametrize("locale", ["en", "fr", "ar", "es", "ru", "zh"])
def test_every_letter_is_whole_and_says_the_same_as_text_and_as_html(locale: str) -> None:
    own = locale not in NOT_YET
    for key in LETTERS:
        letter = written(key, locale)
        assert letter.language == (locale if own else "en"), key
        assert not {"{", "}"} & set(letter.subject + letter.body + letter.html), key
        assert "None" not in letter.subject + letter.body
        reading = Reading(letter.html)
        addresses = re.findall(r"https://\S+", letter.body)
        assert reading.links == addresses
        assert WORDS.findall(" ".join(reading.said)) == WORDS.findall(re.sub(r"https://\S+", "", letter.body))


STYLES = ""


@case("D-AN-06", "D-IN-12")
@pytest.mark.parametrize("locale", ["en", "ar"])
def test_the_html_loads_nothing_runs_nothing_and_goes_the_way_of_its_language(locale: str) -> None:
    for key in LETTERS:
        html = written(key, locale).html
        reading = Reading(html)
        assert reading.tags <= {
            "html", "head", "meta", "title", "body", "div", "p", "b", "a", "blockquote", "br",
        }  # fmt: skip
        assert reading.given <= {"lang", "dir", "charset", "name", "content", "style", "href"}
        assert "url(" not in html
        assert {link.startswith("https://hub.example.org/") for link in reading.links} <= {True}
        assert f'<html lang="{locale}" dir="{"rtl" if locale == "ar" else "ltr"}">' in html


@case("D-IN-12", "D-IN-04")
def test_a_title_full_of_markup_and_links_is_words_in_both_parts() -> None:
    evil = "<a href='https://evil.example'>Free</a> www.evil.example **bold** " + "x" * 5000
    letter = written(("submission.submit", "submitter"), "en", title=evil)
    reading = Reading(letter.html)
    assert [link for link in reading.links if "evil" in link] == []
    assert "https://evil" not in letter.html + letter.body
    assert "www.evil" not in letter.html + letter.body
    assert "x" * 200 not in letter.body
    assert len(letter.subject) <= 250


@behaviour("S5")
def test_who_reads_another_language_is_told_why_this_is_english() -> None:
    letter = written(("submission.submit", "submitter"), "es")
    assert letter.language == "en"
    assert letter.body.startswith("Este mensaje aún no está disponible")


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("UTC", "Monday 30 November 2026, 23:59 (UTC)"),
        ("Asia/Kathmandu", "Tuesday 1 December 2026, 05:44 (Kathmandu time, \u2066UTC+5:45\u2069)"),
        ("Nowhere/AtAll", "Monday 30 November 2026, 23:59 (UTC)"),
    ],
)
@case("D-TM-10")
def test_dates_are_in_the_readers_zone_with_its_name(zone: str, day: str) -> None:
    letter = written(("assignment.invite", "reviewer"), "en", zone)
    assert f"Please answer by {day}." in letter.body
    assert f"<b>{day}</b>" in letter.html


ENCODED_WORD = re.compile(rb"=\?utf-8\?b\?([^?]*)\?=")


def mail(**changes: Any) -> EmailMessage:
    given: dict[str, Any] = {
        "public_id": "m1", "to": "ada@example.org", "subject": "Où", "body": "Ça va ?\n-- \nfin\n", "language": "fr",
        "html": "<p>Ça va ?</p>\n", "at": DUE, **changes,
    }  # fmt: skip
    return cast("EmailMessage", message_from_bytes(wire(Mail(**given), SENDER), policy=cast("Any", SMTP)))


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("calendar", ["", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"])
def test_what_goes_over_the_wire_is_read_back_as_it_was(language: str, calendar: str) -> None:
    body = "Ça va ?\n\n.\n-- \n" + "שלום مرحبا " * 40 + "\n"
    message = mail(body=body, language=language, calendar=calendar, subject="“Où ?” " * 30)
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert (plain and plain.get_content().replace("\r\n", "\n"), html and html.get_content()) == (
        body,
        "<p>Ça va ?</p>\r\n",
    )
    assert [part.defects for part in message.walk()] == [[]] * len(list(message.walk()))
    assert str(message["Subject"]).startswith("“Où ?” “Où ?”")
    attached = [part.get_content() for part in message.iter_attachments()]
    assert attached == ([calendar] if calendar else [])
    assert max(len(row) for row in wire(_of(body, language), SENDER).split(b"\r\n")) < 200


def _of(body: str, language: str) -> Mail:
    return Mail(public_id="m", to="a@example.org", subject="é" * 250, body=body, language=language, at=DUE)


@pytest.mark.parametrize(
    "subject",
    [
        "Roads",
        "R" * 66,
        "Roads and rivers " * 10,
        "Où " * 60,
        "طرق وأنهار " * 20,
        "𝒜" * 100,
        "=?utf-8?b?Um9hZHM=?=",
        "",
    ],
)
def test_a_subject_is_read_back_from_rows_that_every_server_takes(subject: str) -> None:
    shown = " ".join(subject.split())
    assert str(mail(subject=subject)["Subject"]) == shown
    head = wire(Mail(public_id="m", to="a@example.org", subject=subject, body="", language="en", at=DUE), SENDER)
    rows = head.partition(b"\r\nDate:")[0].partition(b"Subject:")[2].split(b"\r\n")
    assert max(len(row) for row in (b"Subject:" + rows[0], *rows[1:])) <= 76
    words = [b64decode(word).decode() for row in rows for word in ENCODED_WORD.findall(row)]  # each has whole letters
    assert "".join(words) in {shown, ""}


def test_one_click_ends_a_mail_only_where_there_is_a_choice() -> None:
    assert mail()["List-Unsubscribe"] is None
    message = mail(stop_url="https://hub.example.org/stop/x")
    assert message["List-Unsubscribe"] == "<https://hub.example.org/stop/x>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


INVITATION = ("assignment.invite", "reviewer")
ENGLISH = Words("{title}, please", "Our own words.\n\nBy {due},\nplease.")
FRENCH = Words("{title}, s’il vous plaît", "Nos propres mots.")
OURS = {"Our own words.": "en", "Nos propres mots.": "fr"}


@behaviour("C19")
@pytest.mark.parametrize(
    ("own", "locale", "ours", "language"),
    [
        ({}, "fr", "", "fr"),
        ({"en": ENGLISH}, "en", "en", "en"),
        ({"en": ENGLISH}, "fr", "", "fr"),
        ({"en": ENGLISH}, "es", "en", "en"),
        ({"fr": FRENCH}, "fr", "fr", "fr"),
        ({"fr": FRENCH}, "en", "", "en"),
        ({"fr": FRENCH, "en": ENGLISH}, "ar", "", "ar"),
        ({"es": FRENCH}, "es", "", "en"),
        ({"en": Words("x", "Our own words. {verdict} {task}")}, "en", "en", "en"),
        ({"en": Words("x", "Our own words. {person}")}, "en", "", "en"),
    ],
)
def test_the_readers_language_comes_before_the_words_of_the_call(
    own: Own, locale: str, ours: str, language: str
) -> None:
    letter = written(INVITATION, locale, own=own, person="")
    assert (letter.language, next((code for text, code in OURS.items() if text in letter.body), "")) == (language, ours)
    assert "Este mensaje" in letter.body or locale != "es"


@behaviour("C19")
def test_a_call_words_the_middle_and_the_rest_stays() -> None:
    shipped, own = written(INVITATION, "en"), written(INVITATION, "en", own={"en": ENGLISH})
    assert own.subject == "Roads & <b>rivers</b>, please"
    day = "Monday 30 November 2026, 23:59 (UTC)"
    assert f"Our own words.\n\nBy {day},\nplease." in own.body
    assert f"By <b>{day}</b>,<br>please." in own.html
    for part in ("Dear Ada Lovelace,", "Open the invitation:", "Reference: COL-2026-0001", "You get it because"):
        assert part in shipped.body
        assert part in own.body
    assert Reading(own.html).links == Reading(shipped.html).links


@behaviour("C19")
def test_what_a_call_writes_is_words_in_both_parts() -> None:
    own = {"en": Words("<b>x</b>", "<script>alert(1)</script> & {title}")}
    letter = written(INVITATION, "en", own=own)
    assert Reading(letter.html).tags.isdisjoint({"script"})
    assert "<script>alert(1)</script> & Roads & <b>rivers</b>" in letter.body


def test_every_letter_about_a_submission_can_be_worded_and_no_other() -> None:
    about = {key for key in LETTERS if key[0].startswith(("submission.", "assignment."))}
    assert set(BY_KEY) == about
    assert name_of("assignment.invite_again", "reviewer") == name_of(*INVITATION)
    assert name_of("application.approve", "applicant") == ""
