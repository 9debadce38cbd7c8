"""Texts as the matcher reads them: counted words of a work or a submission, kept under a key of their content."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from sys import intern
from typing import Any

from workflow.roster.affinity.vectors import TextVector
from workflow.rules.text import tidy_line
from workflow.rules.tokens import guessed_language, telling_tokens

READER = "words and pairs 1"
"""Changes when texts are read otherwise, so that no stored count is taken for a new one."""

LONGEST_TEXT = 12_000
"""Characters of title and abstract that are read: about five pages. The rest is left out, and flagged."""


def content_key(reader: str, text: str, language: str = "") -> str:
    """Give the SHA-256 of what a text is read with and the text itself."""
    return hashlib.sha256(f"{reader}\0{language}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class TextStatistics:
    """How often each word and each pair of neighbouring words stands in a text, by their stems."""

    key: str
    language: str
    counts: Mapping[str, int]
    length: int
    """The sum of the counts."""
    truncated: bool = False

    def to_data(self) -> dict[str, Any]:
        """Give what `from_data` needs, as plain JSON values: terms that stand once are one string."""
        once = " ".join(term.replace(" ", "+") for term, n in self.counts.items() if n == 1)
        often = {term: n for term, n in self.counts.items() if n > 1}
        return {"key": self.key, "language": self.language, "once": once, "often": often, "truncated": self.truncated}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> TextStatistics:
        """Give back the statistics that `to_data` wrote."""
        counts = dict.fromkeys((term.replace("+", " ") for term in data["once"].split()), 1) | data["often"]
        ordered = {intern(term): counts[term] for term in sorted(counts)}
        return cls(data["key"], data["language"], ordered, sum(ordered.values()), data["truncated"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A work or a submission: who it is, its counted words and, where there is one, its vector."""

    id: str
    title: str
    statistics: TextStatistics
    year: int | None = None
    vector: TextVector | None = None
    has_abstract: bool = True

    @property
    def language(self) -> str:
        """Give the language, or "" where it is not known."""
        return self.statistics.language


def compared_text(title: str, abstract: str) -> str:
    """Give the one text that is counted and embedded: title and abstract, not longer than LONGEST_TEXT."""
    whole = _joined(title, abstract)
    return whole if len(whole) <= LONGEST_TEXT else re.sub(r"\S+$", "", whole[:LONGEST_TEXT]) or whole[:LONGEST_TEXT]


def _joined(title: str, abstract: str) -> str:
    return "\n".join(part for part in (tidy_line(title), tidy_line(abstract)) if part)


def statistics_key(title: str, abstract: str, language: str = "") -> str:
    """Give the key under which the statistics of a text are stored; cheap, so that a stored one is found by it."""
    return content_key(READER, _joined(title, abstract), language)


def statistics_of(title: str, abstract: str, language: str = "") -> TextStatistics:
    """Count the words of a title and an abstract; an unknown language is guessed."""
    text, used = compared_text(title, abstract), language
    used = used or guessed_language(text)
    found: Counter[str] = Counter()
    for part in text.split("\n"):
        tokens = telling_tokens(part, used)
        found.update(tokens)
        found.update(f"{first} {second}" for first, second in pairwise(tokens))
    counts = {intern(term): found[term] for term in sorted(found)}
    truncated = len(text) < len(_joined(title, abstract))
    return TextStatistics(statistics_key(title, abstract, language), used, counts, sum(counts.values()), truncated)
