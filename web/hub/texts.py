"""Published items in words: kinds, dates, scopes, objectives, in the reader's language, with the notes they bring."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _

from web import formats, i18n, partial_dates, terms
from web.parts import Text
from workflow.catalogue.rows import Row
from workflow.kernel.messages import Reason, plural, say
from workflow.rules.hub_order import GENERAL, GLOBAL_FLAG
from workflow.rules.partial_dates import PartialDate

FEW = 3
"""Up to so many objectives are named, more are counted."""

BEFORE_REVIEW = say("already published before this review existed")


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels for one page; `notes` gathers the legal notes that the labels used so far bring with them."""

    notes: dict[str, Reason] = field(default_factory=dict)

    def text(self, vocabulary: str, key: str) -> str:
        """Give a label in the reader's language."""
        label = terms.term_label(vocabulary, key)
        if label.note:
            self.notes[label.note.text] = label.note
        return label.text

    def texts(self, vocabulary: str, keys: Iterable[str]) -> str:
        """Give several labels in a row."""
        return listed(self.text(vocabulary, key) for key in keys)


def listed(texts: Iterable[str]) -> str:
    """Give texts in a row, parted as the reader's language does."""
    parts = list(texts)
    separator: str = _(", ") if len(parts) > 1 else ""
    return separator.join(parts)


def isolated(text: str) -> str:
    """Give a text of any language so that it keeps its own direction within a sentence."""
    return f"\u2068{text}\u2069" if text else text


def number_of(objective: str) -> str:
    """Give the number of an objective by its key."""
    return objective.removeprefix("gcm-").lstrip("0") or "0"


def objective_name(labels: Labels, key: str) -> str:
    """Give number and label: "7 Reduce vulnerabilities"."""
    label = labels.text("objectives", key)
    return label if key == GENERAL else f"{number_of(key)} {label}"


def kind(labels: Labels, row: Row) -> Text:
    """Give kind and type: "Document: Report"."""
    name = labels.text("content_kinds", row.kind)
    if not row.document_type:
        return name
    return say("{kind}: {type}", kind=name, type=labels.text("document_types", row.document_type))


def languages(labels: Labels, row: Row) -> str:
    """Give the languages of the resource."""
    return listed([*(labels.text("languages", key) for key in row.languages), *filter(None, [row.other_language])])


def dated(when: PartialDate | None) -> Text:
    """Give a date as far as it is known."""
    return partial_dates.written(when, i18n.language()) if when else say("no date given")


def scope(labels: Labels, row: Row) -> Text:
    """Give the scope with the places that say which."""
    name = labels.text("scope", row.scope)
    places = [labels.text("countries", key) for key in row.countries]
    places = places or [labels.text("regions", key) for key in row.regions if key != GLOBAL_FLAG]
    if row.scope in {"global", "unspecified"} or not places:
        return name
    return say("{scope}: {places}", scope=name, places=listed(places))


def objectives(row: Row) -> Text:
    """Give the objectives in short: all, some by number, or how many."""
    if row.is_general:
        return say("all objectives (General)")
    n = len(row.objectives)
    if n > FEW:
        return plural("{n} objective", "{n} objectives", n)
    return plural("objective {list}", "objectives {list}", n, list=listed(map(number_of, row.objectives)))


def reviewed(on: date | None) -> Reason:
    """Say when it was reviewed, or that it was there before reviews."""
    return say("reviewed {day}", day=day(on)) if on else BEFORE_REVIEW


def day(at: date) -> str:
    """Give a full date."""
    return formats.full_date(at, i18n.language(), i18n.zone())
