"""Answers of a form as names and values in the reader's language, for whoever reads them back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask_babel import gettext as _

from config.forms import Field, FieldKind
from web import i18n, terms
from web.parts import Fact, Link, Text
from workflow.kernel.messages import Reason, say
from workflow.rules.answers import UNKNOWN_SUFFIX, is_empty
from workflow.rules.partial_dates import PartialDate


def facts(fields: Iterable[Field], answers: Mapping[str, Any]) -> list[Fact]:
    """Give each answered field with its value; what was left empty and may be is left out."""
    return [
        fact(field, answers.get(field.name), unknown=bool(answers.get(field.name + UNKNOWN_SUFFIX)))
        for field in fields
        if field.required or not is_empty(answers.get(field.name)) or answers.get(field.name + UNKNOWN_SUFFIX)
    ]


def fact(field: Field, value: Any, *, unknown: bool = False) -> Fact:
    """Give one field with its value; "not given" is written by the page."""
    name = say(field.label)
    if is_empty(value):
        return Fact(name=name, value=say("the source does not say") if unknown else "")
    if field.kind in {"link", "links"}:
        return Fact(name=name, links=_links(value))
    return Fact(name=name, value=WRITERS.get(field.kind, _plain)(field, value), long=field.kind == "long_text")


def _links(value: Any) -> tuple[Link, ...]:
    every = value if isinstance(value, list) else [value]
    found = [item if isinstance(item, Mapping) else {"url": item} for item in every]
    return tuple(Link(str(item.get("label") or item.get("url")), str(item.get("url"))) for item in found)


def _plain(_field: Field, value: Any) -> str:
    return str(value.get("name", "")) if isinstance(value, Mapping) else str(value)


def _term(field: Field, value: Any) -> str:
    return str(terms.term_label(field.vocabulary, str(value)))


def _terms(field: Field, value: Any) -> str:
    return _listed(_term(field, key) for key in value)


def _choice(field: Field, value: Any) -> Text:
    found = next((choice.label for choice in field.choices if choice.key == str(value)), None)
    return say(found) if found else str(value)


def _choices(field: Field, value: Any) -> str:
    return _listed(_choice(field, key) for key in value)


def _date(_field: Field, value: Any) -> str:
    """Give a date as its source writes it."""
    parsed = value if isinstance(value, PartialDate) else PartialDate.parse(str(value))
    return str(value) if isinstance(parsed, Reason) else parsed.as_written


def _yes(_field: Field, _value: Any) -> Reason:
    return say("yes")


def _organisations(field: Field, value: Any) -> str:
    return _listed(_plain(field, item) for item in value)


def _named_people(_field: Field, value: Any) -> str:
    """Give each person with what was said about him: "Ann Lee (Ministry, ann@example.org): knows the field"."""
    return _listed(_named(row) for row in value if isinstance(row, Mapping))


def _named(row: Mapping[str, Any]) -> Text:
    about = [str(row[part]) for part in ("organisation", "address") if row.get(part)]
    who = say("{name} ({about})", name=row.get("name"), about=_listed(about)) if about else str(row.get("name"))
    return say("{who}: {reason}", who=who, reason=row["reason"]) if row.get("reason") else who


def _levels(field: Field, value: Any) -> str:
    """Give each key with its level: "Arabic (first language)"."""
    pairs = value.items() if isinstance(value, Mapping) else ((row.get("key"), row.get("level")) for row in value)
    return _listed(say("{what} ({level})", what=_term(field, key), level=_choice(field, level)) for key, level in pairs)


def _listed(values: Iterable[Text]) -> str:
    return str(_(", ")).join(i18n.words(value) for value in values)


WRITERS: Mapping[FieldKind, Callable[[Field, Any], Text]] = {
    "term": _term,
    "terms": _terms,
    "choice": _choice,
    "choices": _choices,
    "date": _date,
    "yes": _yes,
    "organisations": _organisations,
    "contributors": _organisations,
    "named_people": _named_people,
    "files": _organisations,
    "expertise": _levels,
    "language_levels": _levels,
}
