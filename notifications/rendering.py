"""Writes one letter: the sentences of its sketch in the reader's language and time zone, as plain text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from notifications import inert
from notifications.addresses import LINKS, Reader, url_of
from notifications.facts import Facts
from notifications.languages import RIGHT_TO_LEFT, Language, language_for
from notifications.letters import Sketch
from notifications.sender import Sender
from workflow.kernel import calendar
from workflow.kernel.messages import N_, Reason, render, say
from workflow.models import Person
from workflow.rules.dates import is_zone

LEFT_OUT = "(link)"
GREETING = N_("Dear {name},")
REFERENCE = N_("Reference: {reference}")
AUTOMATIC = N_("{site} has sent this message by itself, in the name of the coordinators.")
WHY = {
    "submitter": N_("You get it because you have sent this in."),
    "reviewer": N_("You get it because you were asked to review."),
    "reviewers": N_("You get it because you were asked to review."),
    "coordinator": N_("You get it because you are a coordinator."),
    "task_owner": N_("You get it because the task is yours."),
    "applicant": N_("You get it because you have applied to the roster."),
    "member": N_("You get it because you are on the roster."),
    "person": N_("You get it because your address was given there."),
}
ASKED = frozenset({"reviewer", "reviewers", "member"})
"""Whom every letter leads to the place where he says how often that may be."""

WHEN = N_("{day}, {time} ({zone})")


@dataclass(frozen=True)
class Written:
    """A letter in words; `kept` is its body as the outbox keeps it, without secrets."""

    subject: str
    body: str
    kept: str
    language: str


def write(session: Session, sketch: Sketch, facts: Facts, reader: Reader, sender: Sender, *, now: datetime) -> Written:
    """Write the letter; the secret in its link is made here.

    Raises LookupError where the sketch has a place that its facts do not fill.
    """
    link = LINKS.get(_link_of_seat(facts) if sketch.link == "seat" else sketch.link)
    quote = inert.quotation(facts.quotes.get(sketch.quotes, ""))
    sentences = _without_announcing_nothing(sketch, quote)
    own = LINKS["availability"] if reader.audience in ASKED else None
    footer = [*([REFERENCE] if facts.values.get("reference") else []), AUTOMATIC, WHY[reader.audience]]
    told = [sketch.subject, GREETING, *sentences, *footer, *(each.words for each in (link, own) if each)]
    language = language_for(reader.person.locale, [*told, *_sentences_within(facts)])
    values = _values(facts, reader.person, language, sender)
    url = url_of(session, link, reader, sender, now) if link else ""
    parts = [
        language.notice,
        *(_say(sentence, values, language) for sentence in (GREETING, *sentences)),
        quote,
        f"{_say(link.words, values, language)}\n{url}" if link else "",
        "\n".join(["-- ", *(_say(sentence, values, language) for sentence in footer)]),
        f"{_say(own.words, values, language)}\n{url_of(session, own, reader, sender, now)}" if own else "",
    ]
    body = "\n\n".join(part for part in parts if part) + "\n"
    secret = link is not None and link.purpose and not sender.keeps_links
    subject = inert.header(_say(sketch.subject, values, language))
    return Written(subject, body, body.replace(url, LEFT_OUT) if secret else body, language.code)


def _sentences_within(facts: Facts) -> list[str]:
    """Give the message ids of values that are sentences themselves."""
    within = [value.text for value in facts.values.values() if isinstance(value, Reason)]
    return [*within, WHEN] if any(isinstance(value, datetime) for value in facts.values.values()) else within


def _link_of_seat(facts: Facts) -> str:
    """Give the link for a reviewer who has still to answer, or has."""
    return "invitation" if facts.seat_state == "invited" else "review"


def _without_announcing_nothing(sketch: Sketch, quote: str) -> tuple[str, ...]:
    """Leave out the sentence that announces a quotation where there is none."""
    announces = sketch.quotes and not quote and sketch.sentences[-1].endswith(":")
    return sketch.sentences[:-1] if announces and len(sketch.sentences) > 1 else sketch.sentences


def _values(facts: Facts, person: Person, language: Language, sender: Sender) -> dict[str, object]:
    isolate = language.code in RIGHT_TO_LEFT
    zone = ZoneInfo(person.time_zone if is_zone(person.time_zone) else "UTC")
    values: dict[str, object] = {name: inert.line(text, isolate=isolate) for name, text in facts.typed.items()}
    values["site"] = inert.line(sender.name, isolate=isolate)
    for name, value in facts.values.items():
        values[name] = _moment(value, language, zone) if isinstance(value, datetime) else value
    return {name: value for name, value in values.items() if value is not None and value != ""}


def _moment(at: datetime, language: Language, zone: ZoneInfo) -> Reason:
    """Give a moment in the reader's zone, with the zone named."""
    return say(
        WHEN,
        day=calendar.weekday_date(at, language.code, zone),
        time=calendar.clock_time(at, zone),
        zone=calendar.zone_name(at, language.code, zone),
    )


def _say(sentence: str, values: Mapping[str, object], language: Language) -> str:
    return render(Reason(sentence, values), language.words)
