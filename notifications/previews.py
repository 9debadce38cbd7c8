"""A letter as it would be sent, before anybody has saved its words: with what is known of a real submission.

It is written by what writes the mails. Nothing is sent, no secret is made, and what the example does not have stands
there by its name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib import resources

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from notifications import light, plain, rendering, wording
from notifications.addresses import LINKS, Link, Reader
from notifications.facts import Facts, gather
from notifications.languages import ENGLISH, language_for
from notifications.letters.of_calls import OfCalls
from notifications.rendering import letter_of
from notifications.sender import Sender
from workflow.actions.finding import find
from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId
from workflow.models import Assignment, Event, Person, Submission
from workflow.policy import Actor, Permission, require
from workflow.rules.letter_words import Letter, Words

PART = re.compile(r"\{\w+\}")
REVIEWERS = ("reviewer", "reviewers")


@dataclass(frozen=True)
class Preview:
    """What would be read: the subject, the text, and the same as HTML, whose links lead nowhere."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to be looked at: the words, or None for the shipped ones; the language; the names of the variables."""

    words: Words | None
    language: str
    labels: Mapping[str, str]


@cache
def languages() -> tuple[str, ...]:
    """Give the languages that letters are whole in: what stands around a call's words is written in them too."""
    frame = [
        rendering.GREETING, rendering.REFERENCE, rendering.AUTOMATIC, rendering.WHEN, *rendering.WHY.values(),
        *(link.words for link in LINKS.values()),
    ]  # fmt: skip
    there = [folder.name for folder in (resources.files("config") / "translations").iterdir() if folder.is_dir()]
    return (ENGLISH, *sorted((code for code in there if _is_whole(code, frame)), reverse=True))


def _is_whole(code: str, frame: list[str]) -> bool:
    return code != ENGLISH and language_for(code, frame).code == code


def to_be_worded(letter: OfCalls) -> Letter:
    """Give the letter as its words are checked."""
    return Letter(letter.name, letter.has, languages())


def shipped_words(letter: OfCalls, language: str) -> Words:
    """Give the shipped words in a language, as a call may begin with them."""
    sketch = letter.sketch
    translate = language_for(language, [sketch.subject, *sketch.sentences]).words.gettext
    return Words(translate(sketch.subject), "\n\n".join(translate(sentence) for sentence in sketch.sentences))


def preview(
    session: Session, actor: Actor, letter: OfCalls, wanted: Wanted, about: PublicId | None, *,
    sender: Sender, now: datetime,
) -> Preview:  # fmt: skip
    """Write the letter with what is known of a submission, or of none. Raises NotFound or NotAllowed."""
    person, event, facts = _example(session, actor, letter, about, now)
    known = {"site", *(name for name, value in {**facts.typed, **facts.values}.items() if value)}
    facts.values |= {name: f"[{wanted.labels[name]}]" for name in letter.has if name not in known}
    reader = Reader(
        Person(name=person.name, locale=wanted.language, time_zone=person.time_zone), letter.key[1], event, "", {}
    )
    own = {wanted.language: wanted.words} if wanted.words else wording.NONE
    written = letter_of(letter.sketch, facts, reader, sender, lambda link: _address(link, sender), own=own)
    nowhere = replace(
        written, action=replace(written.action, url="#") if written.action else None,
        settings=tuple(replace(each, url="#") for each in written.settings),
    )  # fmt: skip
    return Preview(written.subject, plain.text(written), light.html(nowhere))


def _address(link: Link, sender: Sender) -> str:
    return sender.base_url + PART.sub("…", link.path)


def _example(
    session: Session, actor: Actor, letter: OfCalls, about: PublicId | None, now: datetime
) -> tuple[Person, Event, Facts]:
    """Give a reader, and what he may be told; of nothing, where the example has no such reader."""
    name, audience = letter.key
    event, number, seat = Event(name=name, payload={}), actor.person_id, None
    if about is not None:
        submission = find(session, Submission, about)
        require(actor, Permission.SUBMISSION_HANDLE, submission)
        seat = _seat_of(submission, letter)
        event.submission_id, event.call_id = submission.id, submission.call_id
        if audience == "submitter":
            number = submission.submitter_id
        elif audience in REVIEWERS and seat is not None:
            number = seat.reviewer_id
    reader = session.scalars(_PERSON, {"number": number}).unique().one()
    nothing = Facts(typed={"name": reader.name})
    is_of_seat = name.startswith("assignment.")
    if about is None or (is_of_seat and seat is None):
        return reader, event, nothing
    event.assignment_id = seat.id if is_of_seat and seat else None
    try:
        return reader, event, gather(session, event, reader, audience, now)
    except NotFound:
        return reader, event, nothing


_PERSON = select(Person).where(Person.id == bindparam("number")).options(joinedload(Person.roles))


def _seat_of(submission: Submission, letter: OfCalls) -> Assignment | None:
    """Give the seat that the letter fits best: the last one in a state in which it is sent."""
    seats, states = submission.assignments, letter.sketch.while_seat
    fitting = [seat for seat in seats if not states or seat.state in states]
    return next(reversed(fitting or seats), None)
