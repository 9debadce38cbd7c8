"""Writes one letter: the sentences of its sketch in the reader's language and zone, as plain text and light HTML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeGuard
from zoneinfo import ZoneInfo

from notifications import inert, light, plain, wording
from notifications.addresses import LINKS, Link, Reader
from notifications.facts import Facts
from notifications.languages import RIGHT_TO_LEFT, Language
from notifications.letter import Action, Item, Letter
from notifications.letters import Sketch
from notifications.sender import Sender
from notifications.wording import Own
from workflow.kernel import calendar
from workflow.kernel.messages import N_, Reason, render, say
from workflow.models import Person
from workflow.rules import mail_groups
from workflow.rules.dates import is_zone
from workflow.rules.letter_words import fill

LEFT_OUT = "(link)"
GREETING = N_("Dear {name},")
REFERENCE = N_("Reference: {reference}")
AUTOMATIC = N_("{site} has sent this message by itself, in the name of the coordinators.")
WHY = {
    "submitter": N_("You get it because you have sent this in."),
    "reviewer": N_("You get it because you were asked to review."),
    "reviewers": N_("You get it because you were asked to review."),
    "coordinator": N_("You get it because you are a coordinator."),
    "chief": N_("You get it because you are a chief coordinator."),
    "task_owner": N_("You get it because the task is yours."),
    "administrator": N_("You get it because you are an administrator."),
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
    html: str
    kept: str
    language: str


UrlOf = Callable[[Link], str]
"""Gives the address of a link; the secret in it is made then."""


def write(
    sketch: Sketch, facts: Facts, reader: Reader, sender: Sender, url_of: UrlOf, *, own: Own = wording.NONE
) -> Written:
    """Write the letter out. Raises LookupError where the sketch has a place that its facts do not fill."""
    link = link_of(sketch, facts)
    letter = letter_of(sketch, facts, reader, sender, url_of, own=own)
    return laid_out(letter, secret=link is not None and bool(link.purpose) and not sender.keeps_links)


def laid_out(letter: Letter, *, secret: bool = False) -> Written:
    """Give the letter as text and as HTML, and as it is kept: without its address where that holds a secret."""
    body = plain.text(letter)
    kept = body.replace(letter.action.url, LEFT_OUT) if secret and letter.action else body
    return Written(letter.subject, body, light.html(letter), kept, letter.language.code)


def to_page(letter: Letter) -> str:
    """Give what the letter says as it is read on the site, where nobody needs to be told why he gets it."""
    return plain.text(replace(letter, action=None, footer=(), settings=()))


def letter_of(
    sketch: Sketch, facts: Facts, reader: Reader, sender: Sender, url_of: UrlOf, *,
    items: tuple[Item, ...] = (), own: Own = wording.NONE,
) -> Letter:  # fmt: skip
    """Give the letter in words, not laid out yet; `own` is what its call says instead. Raises LookupError as `write`.

    Greeting, quotation, link, footer and settings are the same whoever words the rest.
    """
    link = link_of(sketch, facts)
    quote = inert.quotation(facts.quotes.get(sketch.quotes, ""))
    sentences = _without_announcing_nothing(sketch, sketch.sentences, quote)
    chosen = bool(items) or mail_groups.may_choose(mail_groups.group_of(reader.event.name, reader.audience))
    settings = [
        *([LINKS["availability"]] if reader.audience in ASKED else []),
        *([LINKS["mails"]] if chosen else []),
    ]
    footer = [*([REFERENCE] if facts.values.get("reference") else []), AUTOMATIC, WHY[reader.audience]]
    frame = [GREETING, *footer, *(each.words for each in (link, *settings) if each), *_sentences_within(facts)]
    words_of_call = wording.fitting(own, _known(facts))
    language, words = wording.choose(words_of_call, reader.person.locale, [sketch.subject, *sentences], frame)
    values = _values(facts, reader.person, language, sender)

    def in_words(sentence: str) -> str:
        return render(Reason(sentence, values), language.words)

    if words is None:
        subject, paragraphs = in_words(sketch.subject), tuple(in_words(sentence) for sentence in sentences)
    else:
        texts = {name: _in(language, value) for name, value in values.items()}
        typed = _without_announcing_nothing(sketch, words.paragraphs(), quote)
        subject, paragraphs = fill(words.subject, texts), tuple(fill(part, texts) for part in typed)

    return Letter(
        subject=inert.header(subject),
        language=language,
        greeting=in_words(GREETING),
        paragraphs=paragraphs,
        quote=quote,
        items=items,
        action=Action(in_words(link.words), url_of(link)) if link else None,
        footer=tuple(in_words(sentence) for sentence in footer),
        settings=tuple(Action(in_words(each.words), url_of(each)) for each in settings),
        dates=tuple(dict.fromkeys(render(each, language.words) for each in values.values() if _is_moment(each))),
    )


def link_of(sketch: Sketch, facts: Facts) -> Link | None:
    """Give where the letter leads; "seat" is the invitation for a reviewer who has still to answer, else the review."""
    if sketch.link == "seat":
        return LINKS["invitation" if facts.seat_state == "invited" else "review"]
    return LINKS.get(sketch.link)


def _is_moment(value: object) -> TypeGuard[Reason]:
    return isinstance(value, Reason) and value.text == WHEN


def _sentences_within(facts: Facts) -> list[str]:
    """Give the message ids of values that are sentences themselves."""
    within = [value.text for value in facts.values.values() if isinstance(value, Reason)]
    return [*within, WHEN] if any(isinstance(value, datetime) for value in facts.values.values()) else within


def _without_announcing_nothing(sketch: Sketch, sentences: tuple[str, ...], quote: str) -> tuple[str, ...]:
    """Leave out the sentence that announces a quotation where there is none."""
    announces = sketch.quotes and not quote and sentences[-1].endswith(":")
    return sentences[:-1] if announces and len(sentences) > 1 else sentences


def _known(facts: Facts) -> set[str]:
    """Give the names of what can be said in this case."""
    given = {**facts.typed, **facts.values}
    return {"site", *(name for name, value in given.items() if value is not None and value != "")}


def _in(language: Language, value: object) -> str:
    return render(value, language.words) if isinstance(value, Reason) else str(value)


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
