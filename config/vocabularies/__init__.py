"""Gives the controlled vocabularies: their terms, with labels in six languages and the source of each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
"""The six official languages of the United Nations, in the order of their English names."""

VOCABULARIES = (
    "objectives",
    "principles",
    "scope",
    "regions",
    "countries",
    "document_types",
    "content_kinds",
    "languages",
    "expertise",
)
"""Every vocabulary there is a file for, in the order of the facets."""

FALLBACK = "en"

Fact = str | int | bool | tuple[str, ...]


class UnknownVocabulary(LookupError):
    """There is no vocabulary of this name."""


@dataclass(frozen=True, slots=True)
class Label:
    """A text in one language and where it was taken from."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class TermRecord:
    """One term as its file gives it: key, place in the order, labels, full titles, facts.

    `note` is a legal note that must stand wherever the label is shown.
    """

    key: str
    vocabulary: str
    position: int
    labels: Mapping[str, Label]
    titles: Mapping[str, Label]
    facts: Mapping[str, Fact]
    note: str | None = None


@cache
def terms(vocabulary: str) -> tuple[TermRecord, ...]:
    """Give the terms of a vocabulary in their order. Raises UnknownVocabulary."""
    rows = _read(vocabulary)["terms"]
    return tuple(_term(row, vocabulary, position) for position, row in enumerate(rows, start=1))


@cache
def keys(vocabulary: str) -> frozenset[str]:
    """Give the keys of a vocabulary. Raises UnknownVocabulary."""
    return frozenset(term.key for term in terms(vocabulary))


def term(vocabulary: str, key: str) -> TermRecord | None:
    """Give one term, or None when the vocabulary has no such key. Raises UnknownVocabulary."""
    return by_key(vocabulary).get(key)


@cache
def by_key(vocabulary: str) -> Mapping[str, TermRecord]:
    """Give the terms of a vocabulary by their keys, in their order. Raises UnknownVocabulary."""
    return MappingProxyType({record.key: record for record in terms(vocabulary)})


def label(record: TermRecord, language: str) -> tuple[str, str]:
    """Give the label and the language it is really in: the one asked for, else English."""
    return _in_language(record.labels, language)


def title(record: TermRecord, language: str) -> tuple[str, str]:
    """Give the full title and the language it is really in; the label where there is no title."""
    return _in_language(record.titles or record.labels, language)


@cache
def legal_note() -> str:
    """Give the note that belongs to every starred label."""
    return str(hub_policy()["legal_note"]["value"])


@cache
def hub_policy() -> Mapping[str, Any]:
    """Give what is known of the Hub's own review rules, each entry marked stated, proposed or unknown."""
    return MappingProxyType(_load("hub_policy"))


def _in_language(labels: Mapping[str, Label], language: str) -> tuple[str, str]:
    used = language if language in labels else FALLBACK
    return labels[used].text, used


def _read(vocabulary: str) -> dict[str, Any]:
    if vocabulary not in VOCABULARIES:
        raise UnknownVocabulary(vocabulary)
    return _load(vocabulary)


def _load(name: str) -> dict[str, Any]:
    text = resources.files(__package__).joinpath(f"{name}.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


def _term(row: Mapping[str, Any], vocabulary: str, position: int) -> TermRecord:
    return TermRecord(
        key=row["key"],
        vocabulary=vocabulary,
        position=position,
        labels=_labels(row["labels"]),
        titles=_labels(row.get("titles", {})),
        facts=MappingProxyType({name: _fact(value) for name, value in row.get("facts", {}).items()}),
        note=row.get("note"),
    )


def _labels(rows: Mapping[str, Mapping[str, str]]) -> Mapping[str, Label]:
    return MappingProxyType({language: Label(row["text"], row["source"]) for language, row in rows.items()})


def _fact(value: Any) -> Fact:
    return tuple(value) if isinstance(value, list) else value
