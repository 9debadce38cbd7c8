"""Answers as people read them: each field with its label, its value in words, and the page that changes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from config.forms import Field
from web import formats, i18n
from web.parts import Fact, Link, Text
from web.terms import term_label
from workflow.kernel.messages import say
from workflow.policy.content import FileView
from workflow.rules.answers import UNKNOWN_SUFFIX, is_empty


def facts(fields: Iterable[Field], answers: Mapping[str, Any], change: str = "") -> list[Fact]:
    """Give the fields with their answers; `change` is the page that changes them, where there is one."""
    return [_fact(field, answers, f"{change}#{field.name}" if change else "") for field in fields]


def file_links(files: Sequence[FileView]) -> list[Link]:
    """Give files as links, each with its size."""
    return [Link(_named(file), url_for("submitter.file", file_id=file.public_id)) for file in files]


def _named(file: FileView) -> str:
    size = i18n.words(formats.filesize(file.size or 0, i18n.language()))
    return f"{file.original_name or file.neutral_name} ({size})"


def _fact(field: Field, answers: Mapping[str, Any], change: str) -> Fact:
    value = answers.get(field.name)
    links: list[Link] = []
    words: Text = ""
    if field.kind in LINKS:
        links = LINKS[field.kind](value or [])
    elif answers.get(field.name + UNKNOWN_SUFFIX) is True and is_empty(value):
        words = say("The source does not say.")
    elif not is_empty(value):
        words = WORDS.get(field.kind, _as_typed)(field, value)
    return Fact(name=say(field.label), value=words, links=links, change=change, long=field.kind == "long_text")


def _as_typed(_field: Field, value: Any) -> Text:
    return str(value)


def _label(field: Field, key: str) -> str:
    return str(term_label(field.vocabulary, key))


def _terms(field: Field, value: Any) -> Text:
    keys = value if isinstance(value, list | tuple) else [value]
    return _listed(_label(field, str(key)) for key in keys)


def _chosen(field: Field, value: Any) -> Text:
    keys = [str(key) for key in value] if isinstance(value, list | tuple) else [str(value)]
    return _listed(i18n.words(say(choice.label)) for choice in field.choices if choice.key in keys)


def _people(_field: Field, value: Any) -> Text:
    return _listed(_person(item) for item in value)


PARTS = ("name", "affiliation", "orcid", "address", "organisation", "reason")
"""What is shown of somebody who is named."""


def _person(item: Any) -> str:
    if not isinstance(item, Mapping):
        return str(item)
    return " · ".join(str(item[part]) for part in PARTS if item.get(part))


def _levels(field: Field, value: Any) -> Text:
    words = {choice.key: i18n.words(say(choice.label)) for choice in field.choices}
    return _listed(f"{_label(field, key)}: {words.get(str(level), level)}" for key, level in value.items())


def _listed(words: Iterable[str]) -> str:
    separator: str = _(", ")
    return separator.join(words)


def _addresses(value: Any) -> list[Link]:
    rows = [item if isinstance(item, Mapping) else {"url": item} for item in value]
    return [Link(str(row.get("label") or row["url"]), str(row["url"])) for row in rows if row.get("url")]


WORDS: Mapping[str, Callable[[Field, Any], Text]] = {
    "term": _terms,
    "terms": _terms,
    "choice": _chosen,
    "choices": _chosen,
    "yes": lambda _field, _value: say("Yes"),
    "organisations": _people,
    "contributors": _people,
    "named_people": _people,
    "expertise": _levels,
    "language_levels": _levels,
}
"""How the answer of a kind of field is put into words; as typed where nothing stands here."""

LINKS: Mapping[str, Callable[[Any], list[Link]]] = {
    "links": _addresses,
    "link": lambda value: [Link(str(value), str(value))] if value else [],
    "files": file_links,
}
"""The kinds of fields whose answers are links."""
