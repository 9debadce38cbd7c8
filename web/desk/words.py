"""The words of the desk for what is kept as keys: kinds, states, decisions, sides, meters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from web import formats, i18n
from web.parts import Choice, Meter, Seat, Text
from web.terms import term_label
from workflow.insight.worklists import Quota
from workflow.kernel.messages import Reason, plural, say
from workflow.rules.panel import BACKGROUND_WORDS

MANY = 5
"""More objectives than this are counted instead of named."""

COMMA = say(", ")

NUMBERS = (
    say("No"), say("One"), say("Two"), say("Three"), say("Four"), say("Five"), say("Six"), say("Seven"), say("Eight"),
    say("Nine"), say("Ten"),
)  # fmt: skip

STAGE_CSS = {"Disputed": "split-view"}

SIDES = {"internal": say("internal"), "external": say("external")}
SEAT_STATES = {
    "invited": say("asked"),
    "accepted": say("accepted"),
    "handed_in": say("review in"),
    "declined": say("declined"),
    "lapsed": say("did not answer"),
    "cancelled": say("cancelled"),
    "ended": say("ended without a review"),
    "conflicted": say("has a conflict of interest"),
}
VERDICTS = {
    "publish": say("Publish"),
    "publish_with_changes": say("Publish with changes"),
    "reject": say("Reject"),
}
CODES = {
    "out_of_scope": say("Out of scope"),
    "desk": say("Not suitable as it is"),
    "duplicate": say("Already in the hub"),
    "after_review": say("After the review"),
}
DECLINES = {
    "busy": say("too busy"),
    "absent": say("absent"),
    "not_my_field": say("not the field"),
    "conflict": say("a conflict of interest"),
    "language": say("the language"),
    "no_longer": say("reviews no longer"),
    "other": say("another reason"),
}
CONFLICTS = {
    "own_work": say("own work"),
    "same_organisation": say("works for an organisation behind it"),
    "co_author": say("co-author in the last three years"),
    "personal": say("personal relation"),
    "financial": say("financial interest"),
    "rival": say("rival work"),
    "other": say("another conflict"),
}
ANONYMITY = {
    "open": say("open: names are known to all"),
    "single": say("single: the submitter does not learn who reviews"),
    "double": say("double: neither side learns who the other is"),
}
CHECKS = {
    "complete": say("Everything needed is there"),
    "theme": say("It fits the theme of the call"),
    "links": say("Its links and files open"),
    "duplicate": say("It is not in the hub already"),
    "rights": say("The rights statement is believable"),
    "personal_data": say("It shows no personal data that should not be public"),
}


def counted(n: int) -> Reason:
    """Give a number at the beginning of a sentence: in words up to ten."""
    return NUMBERS[n] if n < len(NUMBERS) else say("{n}", n=n)


def choices(labels: Mapping[str, Text]) -> list[Choice]:
    """Give the answers of a question."""
    return [Choice(key, label) for key, label in labels.items()]


def kind(key: str) -> str:
    """Give the name of a kind of resource."""
    return str(term_label("content_kinds", key))


def side(key: str) -> Reason:
    """Give the word for a side of a panel."""
    return SIDES.get(key) or say("{part}", part=key)


def background(key: str) -> Text:
    """Give the word for a background."""
    return BACKGROUND_WORDS.get(key, key)


def objectives(keys: Iterable[str]) -> Iterable[Reason]:
    """Name the objectives by their numbers, or count them where there are many."""
    numbers = [key.removeprefix("gcm-").lstrip("0") for key in keys if key.startswith("gcm-")]
    if len(numbers) > MANY:
        yield plural("{n} objective", "{n} objectives", len(numbers))
    elif numbers:
        yield plural("objective {which}", "objectives {which}", len(numbers), which=comma().join(numbers))


def comma() -> str:
    """Give what parts the members of a list."""
    return i18n.words(COMMA)


def listed(values: Iterable[Text]) -> str:
    """Give several words as one text in the reader's language."""
    return comma().join(i18n.words(value) for value in values)


def unless_said(name: str, text: str) -> str:
    """Give a name where the text beside it does not say it already."""
    return "" if name in text else name


def full_day(at: date) -> str:
    """Give a day as the reader's language writes it."""
    return formats.full_date(at, i18n.language(), i18n.zone())


def short_day(at: date) -> str:
    """Give day and month as the reader's language writes them."""
    return formats.day_month(at, i18n.language(), i18n.zone())


def days_since(since: datetime, now: datetime) -> Reason:
    """Say which day of its stage it is; the first day is day 1."""
    zone = i18n.zone()
    passed = formats.local_day(now, zone) - formats.local_day(since, zone)
    return say("day {n}", n=passed.days + 1)


def seats(drawn: Iterable[Any]) -> list[Seat]:
    """Give the seats of a panel as the standing keeps them: pairs of side and state."""
    return [Seat(internal=side == "internal", state=state) for side, state in drawn]


def meters(quotas: Iterable[Quota]) -> list[Meter]:
    """Give the parts of the panel rule as the meter writes them."""
    return [Meter(part_of(q.kind, q.key, q.label), q.have, q.need, q.short) for q in quotas]


def part_of(kind: str, key: str, label: Reason) -> Text:
    """Give the name of a part of the panel rule, without its figures."""
    if kind == "side":
        return side(key)
    if kind == "background":
        return background(key)
    if kind == "region":
        return str(term_label("regions", key))
    part = label.values.get("part")
    return part if isinstance(part, Reason | str) else say("reads the language")
