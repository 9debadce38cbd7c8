"""How telling a word is: from a statistic that is counted once, kept and named, and never from who is on the roster.

If the weights of words came from the reviewers who happen to be there, every score would change when one joined. They
come from a stored statistic instead: counted over a body of texts (say, all that is published and all works on file on
the first day of a term), kept under its key, and replaced only by a decision. Its key is part of each evidence row.
Without any statistic every word weighs the same; the scale stays, the quality is lower.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from workflow.roster.affinity.documents import TextStatistics

USUAL_LENGTH = 250.0
"""Words and pairs of an abstract of usual length, where no statistic says so."""

KEPT_FROM = 2
"""A term of fewer texts is not kept; it weighs as one that was never seen."""


@dataclass(frozen=True, slots=True)
class LanguageCorpus:
    """Of one language: how many texts were counted, their summed length, and in how many each term stands."""

    documents: int
    length: int
    frequencies: Mapping[str, int]

    @property
    def mean_length(self) -> float:
        """Give the mean length of a text."""
        return self.length / self.documents if self.length else USUAL_LENGTH


NOTHING = LanguageCorpus(0, 0, {})


@dataclass(frozen=True)
class CorpusStatistic:
    """The statistic of each language; immutable, so that the same key always gives the same scores."""

    languages: Mapping[str, LanguageCorpus] = field(default_factory=dict)

    def of(self, language: str) -> LanguageCorpus:
        """Give the statistic of a language; one that knows nothing where there is none."""
        return self.languages.get(language, NOTHING)

    @cached_property
    def key(self) -> str:
        """Give the SHA-256 of the statistic."""
        return hashlib.sha256(json.dumps(self.to_data(), sort_keys=True).encode()).hexdigest()

    def to_data(self) -> dict[str, Any]:
        """Give what `from_data` needs, as plain JSON values."""
        return {
            name: {"documents": own.documents, "length": own.length, "frequencies": dict(own.frequencies)}
            for name, own in sorted(self.languages.items())
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> CorpusStatistic:
        """Give back the statistic that `to_data` wrote."""
        return cls({name: LanguageCorpus(**own) for name, own in data.items()})


def counted(texts: Iterable[TextStatistics]) -> CorpusStatistic:
    """Count a statistic over texts; the same text counts once, and their order does not matter."""
    by_key = {text.key: text for text in texts if text.length}
    by_language: dict[str, list[TextStatistics]] = {}
    for _, text in sorted(by_key.items()):
        by_language.setdefault(text.language, []).append(text)
    return CorpusStatistic({name: _of_language(own) for name, own in sorted(by_language.items())})


def _of_language(texts: list[TextStatistics]) -> LanguageCorpus:
    found = Counter(term for text in texts for term in text.counts)
    kept = {term: n for term, n in sorted(found.items()) if n >= KEPT_FROM}
    return LanguageCorpus(len(texts), sum(text.length for text in texts), kept)
