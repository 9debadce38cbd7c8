"""What the pages say of a message that did not arrive: what it was, why, and what can be done about it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from flask import url_for
from sqlalchemy.orm import Session

from web.desk import standing_words, words
from web.desk.standing_words import Note
from web.parts import Fact, Link, Text
from workflow.insight import undelivered
from workflow.insight.undelivered import Undelivered
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import say
from workflow.policy import Actor

STATUS = re.compile(r"\b([45]\.\d{1,3}\.\d{1,3})\b")
WHY = (
    ("5.1.8", say("The mail server does not accept our own address.")),
    ("5.1.", say("There is no such address.")),
    ("5.2.1", say("The mailbox is closed.")),
    ("5.2.2", say("The mailbox is full.")),
    ("5.2.3", say("The message is too large for the mailbox.")),
    ("5.4.", say("The mail server of the address cannot be found or reached.")),
    ("5.7.", say("The mail server of the address does not accept our mail.")),
)
"""By the beginning of the status that mail servers give (RFC 3463)."""

TITLES = {
    "bounced": say("A message to {who} came back."),
    "failed": say("A message to {who} could not be sent."),
    "in_doubt": say("It is not known whether a message to {who} arrived."),
}
TO_BE_DONE = Link(say("See why, and what to do"), "")


def note(message: Undelivered) -> Note:
    """Give what stands on the page of what the message is about."""
    title = say(TITLES[message.state].text, who=message.descriptor or message.recipient or message.address)
    link = Link(TO_BE_DONE.label, url_for("desk.undelivered", message_id=message.public_id))
    return Note(title, why(message.problem), "late" if message.state != "in_doubt" else "soon", link)


def notes(messages: Iterable[Undelivered], seat_id: str = "") -> list[Note]:
    """Give a note for each message, or for those about one seat; of several to one reader the newest."""
    found: dict[tuple[str, str], Note] = {}
    for message in messages:
        if not seat_id or message.assignment == seat_id:
            found.setdefault((message.assignment, message.recipient), note(message))
    return list(found.values())


def why(problem: str) -> Text:
    """Say in plain words what the mail server said; empty where it is not known."""
    status = STATUS.search(problem)
    if status is None:
        return ""
    return next((words for beginning, words in WHY if status[1].startswith(beginning)), "")


def page(session: Session, actor: Actor, message_id: PublicId) -> dict[str, object]:
    """Give what the page of one message shows. Raises NotFound."""
    message = undelivered.one(session, actor, message_id)
    way = [Link(standing_words.DESK, url_for("desk.index")), _about(message)]
    return {
        "message": message,
        "title": say(TITLES[message.state].text, who=message.descriptor or message.recipient or message.address),
        "why": why(message.problem),
        "facts": list(_facts(message)),
        "way": way,
        "back": way[-1].url,
        "takes_next": message.seat_state == "invited",
    }


def _about(message: Undelivered) -> Link:
    if message.assignment:
        url = url_for("desk.seat", submission_id=message.submission, assignment_id=message.assignment)
        return Link(message.descriptor or message.recipient, url)
    if message.submission:
        return Link(say("The submission"), url_for("desk.item", submission_id=message.submission))
    return Link(say("The application"), url_for("desk.application", application_id=message.application))


def _facts(message: Undelivered) -> Iterable[Fact]:
    yield Fact(name=say("Message"), value=message.subject or message.kind)
    yield Fact(name=say("To"), value=message.recipient)
    yield Fact(name=say("Address"), value=message.address or say("none that is confirmed"))
    yield Fact(name=say("When"), value=words.full_day(message.at))
    yield Fact(name=say("What the mail server said"), value=message.problem)
