"""What the pages of a call's letters show: all of them with what is changed, and one to be worded, with its preview."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from notifications import previews
from notifications.addresses import LINKS
from notifications.letters.of_calls import BY_NAME, OfCalls
from notifications.sender import Sender
from web import i18n
from web.desk import standing_words
from web.desk.letter_words import QUOTES, SIDES, VARIABLES
from web.languages import OWN_NAMES
from web.parts import Choice, Link, Text
from workflow.insight import letters as insight
from workflow.insight.letters import CallLetters, Example
from workflow.insight.timetable.calls import coordinated_calls
from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, say
from workflow.policy import Actor
from workflow.rules.letter_words import VARIABLE, Words, problems_in

LETTERS = say("Letters")
REFERENCE = " ({reference})"


@dataclass(frozen=True)
class Wording:
    """One language of a letter in the list."""

    language: str
    link: Link
    changed: bool


@dataclass(frozen=True)
class Row:
    """One letter in the list."""

    subject: str
    wordings: list[Wording]


@dataclass(frozen=True, kw_only=True)
class Form:
    """What was typed, or looked for: the words, and the submission they are looked at with."""

    words: Words | None = None
    about: str = ""
    problems: Mapping[str, Reason] | None = None
    is_stale: bool = False


@dataclass(frozen=True)
class Place:
    """One letter of a call in one language."""

    call_id: PublicId
    letter: OfCalls
    language: str


def place_of(call_id: PublicId, name: str, language: str) -> Place:
    """Give the place that an address names. Raises NotFound."""
    letter = BY_NAME.get(name)
    if letter is None or language not in previews.languages():
        raise NotFound
    return Place(call_id, letter, language)


def listed(session: Session, actor: Actor, call_id: str) -> dict[str, object]:
    """Give what the list of letters shows; of the first call where none is named. Raises NotFound or NotAllowed."""
    calls = coordinated_calls(session, actor)
    if not calls and not call_id:
        return {"groups": [], "others": [], "changed": 0, "call_title": "", "way": _way()}
    found = insight.of_call(session, actor, call_id or next(iter(calls)))
    return {
        "groups": [(f"to-{side}", words, list(_rows(found, side))) for side, words in SIDES.items()],
        "others": [Link(title, url_for("desk.letters", call=each), each == found.call.public_id)
                   for each, title in calls.items()],
        "changed": len({name for name, _language in found.kept}),
        "call_title": found.call.title,
        "way": _way(),
    }  # fmt: skip


def form(
    session: Session, actor: Actor, place: Place, typed: Form, *, sender: Sender, now: datetime
) -> dict[str, object]:
    """Give what the form of one letter shows, with its preview. Raises NotFound or NotAllowed."""
    found, letter = insight.of_call(session, actor, place.call_id), place.letter
    kept = found.kept.get((letter.name, place.language))
    shipped = previews.shipped_words(letter, place.language)
    words = typed.words or (kept.words if kept else shipped)
    of_reviewers = letter.key[0].startswith("assignment.") or letter.side == "reviewers"
    examples = insight.examples(session, actor, found.call, reviewed=of_reviewers)
    about = _chosen(examples, typed.about)
    problems = typed.problems or (problems_in(previews.to_be_worded(letter), words) if typed.words else None)
    wanted = previews.Wanted(
        words=words if typed.words or kept else None, language=place.language, labels=_labels()
    )  # fmt: skip
    return {
        "title": _subject(found, letter), "side": SIDES[letter.side], "call_title": found.call.title, "place": place,
        "words": words, "problems": problems, "changed": kept, "revision": kept.revision if kept else 0,
        "theirs": kept.words if kept and typed.is_stale else None, "shipped": shipped,
        "variables": [("{" + name + "}", VARIABLES[name]) for name in letter.has],
        "link_words": LINKS[letter.sketch.link].words if letter.sketch.link in LINKS else "",
        "quotes": QUOTES.get(letter.sketch.quotes, ""),
        "languages": [replace(_wording(found, letter, code).link, hidden="", current=code == place.language)
                      for code in previews.languages()],
        "unchanged_elsewhere": _untouched(found, letter),
        "examples": [Choice(each.public_id, f"{each.reference} {each.title}".strip()) for each in examples],
        "about": about,
        "preview": None if problems
        else previews.preview(session, actor, letter, wanted, about, sender=sender, now=now),
        "way": [*_way(), Link(LETTERS, url_for("desk.letters", call=place.call_id))],
    }  # fmt: skip


def _chosen(examples: list[Example], wished: str) -> PublicId | None:
    """Give the submission that was asked for, else the latest."""
    ids = [each.public_id for each in examples]
    return PublicId(wished) if wished in ids else next(iter(ids), None)


def _rows(found: CallLetters, side: str) -> Iterator[Row]:
    for letter in BY_NAME.values():
        if letter.side == side:
            wordings = [_wording(found, letter, code) for code in previews.languages()]
            yield Row(_subject(found, letter), wordings)


def _wording(found: CallLetters, letter: OfCalls, code: str) -> Wording:
    url = url_for("desk.letter", call_id=found.call.public_id, name=letter.name, language=code)
    link = Link(OWN_NAMES[code], url, hidden=_subject(found, letter))
    return Wording(code, link, (letter.name, code) in found.kept)


def _subject(found: CallLetters, letter: OfCalls) -> str:
    """Give the subject as the page's reader would get it; what differs from mail to mail is left open."""
    own = found.kept.get((letter.name, i18n.language()))
    subject = own.words.subject if own else _(letter.sketch.subject)
    return VARIABLE.sub("…", subject.replace(REFERENCE, ""))


def _labels() -> dict[str, str]:
    return {name: _(words.text) for name, words in VARIABLES.items()}


def _untouched(found: CallLetters, letter: OfCalls) -> list[str]:
    """Give the languages whose readers get the shipped words while others get the call's own."""
    there = {language for name, language in found.kept if name == letter.name}
    return [OWN_NAMES[code] for code in previews.languages() if there and code not in there]


def _way() -> list[Link]:
    outbox: Text = say("Outbox")
    return [Link(standing_words.DESK, url_for("desk.index")), Link(outbox, url_for("desk.outbox"))]
