"""Why this reviewer: the row that is kept with each proposal and assignment, and what it says in words.

The row is the calculation itself: its parts add up to the score, the weights of the works to 1, and the contributions
of the terms to the lexical part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from workflow.kernel.messages import Reason, say
from workflow.rules.affinity_terms import Claim

WROTE_FROM_WORDS, WROTE_FROM_COSINE = 0.2, 0.6
"""From which nearness it is said that somebody wrote on this. Below, a work is shown but nothing is claimed."""

SHARED_FROM = 0.05
"""From which nearness by words it is worth saying which words are in common."""

MOST_WORDS_SAID = 5

FLAGS = {
    "no_publications": say("No publications on file: the score rests on what the reviewer declares"),
    "no_comparable_works": say("No publications on file in the language of the submission"),
    "no_text": say("The submission has no text to compare"),
    "no_abstract": say("The submission has no abstract: only its title was compared"),
    "truncated": say("A long text was read in part"),
    "not_embedded": say("Compared by words only: the texts have not been read by the model yet"),
    "stale_profile": say("The newest publication on file is old"),
}
"""What makes a score less sure, in words."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the score is the sum of, weighted; None where nothing is known, which is not the same as 0."""

    text: float | None = None
    lexical: float | None = None
    taxonomy: float | None = None
    language: float | None = None
    bid: float | None = None

    @property
    def total(self) -> float:
        """Give the sum of what is known."""
        known = (self.text, self.lexical, self.taxonomy, self.language, self.bid)
        return round(sum(value for value in known if value is not None), 6)


@dataclass(frozen=True, slots=True)
class WorkEvidence:
    """A work that speaks for the reviewer."""

    work: str
    title: str
    year: int | None
    cosine: float | None
    """With the submission's vector; None without a model."""
    words: float | None
    """The share of the submission's idf mass that the work reaches; None when the two were not compared by words."""
    lexical_share: float
    """What the work has in the soft maximum by words; over all works they add up to 1."""
    weight: float
    """What the work has in both soft maxima together; over all works they add up to 1."""

    @property
    def is_near(self) -> bool:
        """Say whether the work is near enough to say that the reviewer wrote on this."""
        return (self.words or 0.0) >= WROTE_FROM_WORDS or (self.cosine or 0.0) >= WROTE_FROM_COSINE


@dataclass(frozen=True, slots=True)
class TermEvidence:
    """Words that submission and works share, as the submission has them, and what they add to the lexical part."""

    term: str
    contribution: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything one score rests on; immutable, and complete without the texts."""

    config: str
    """SHA-256 of method, settings, model and corpus statistic."""
    score: float
    parts: Parts
    works: tuple[WorkEvidence, ...] = ()
    """The three that weigh most."""
    other_works: float = 0.0
    """What all other works weigh; with `works` it adds up to 1."""
    terms: tuple[TermEvidence, ...] = ()
    """The eight that add most."""
    other_terms: float = 0.0
    """What all other terms add; with `terms` it adds up to the lexical part."""
    topics: tuple[Claim, ...] = ()
    flags: tuple[str, ...] = ()
    rank: int | None = None
    """Among those who could be asked, 1 for the best; with `pool`, set when a list is made."""
    pool: int | None = None

    @property
    def percentile(self) -> float | None:
        """Give the share of the pool that stands behind, 0 to 1."""
        return (self.pool - self.rank) / self.pool if self.rank is not None and self.pool else None

    def placed(self, rank: int, pool: int) -> Evidence:
        """Give the same evidence with its place in a list."""
        return replace(self, rank=rank, pool=pool)

    def as_data(self) -> dict[str, Any]:
        """Give what `from_data` needs, as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Evidence:
        """Give back the evidence that `as_data` wrote."""
        many = {"works": WorkEvidence, "terms": TermEvidence, "topics": Claim}
        rows = {name: tuple(kind(**each) for each in data.get(name, ())) for name, kind in many.items()}
        known = {field.name: data[field.name] for field in fields(cls) if field.name in data}
        flags = tuple(data.get("flags", ()))
        return cls(**{**known, **rows, "parts": Parts(**data["parts"]), "flags": flags})


def reasons_for(evidence: Evidence) -> Iterator[Reason]:
    """Give what the texts say for the reviewer, in words: what he wrote on this, and the words in common."""
    for work in evidence.works:
        if work.is_near:
            yield _wrote(work)
    if evidence.terms and any((work.words or 0.0) >= SHARED_FROM for work in evidence.works):
        yield say("In common with the publications: {words}", words=", ".join(_telling(evidence.terms)))


def _telling(terms: Iterable[TermEvidence]) -> list[str]:
    """Give the terms as they are shown; a word that stands in a shown pair is not said again."""
    shown = [term.term for term in terms]
    paired = {word for term in shown if " " in term for word in term.split()}
    return [term for term in shown if term not in paired][:MOST_WORDS_SAID]


def _wrote(work: WorkEvidence) -> Reason:
    if work.year is None:
        return say("Wrote on this: «{title}»", title=work.title)
    return say("Wrote on this: «{title}» ({year})", title=work.title, year=work.year)


def reasons_against(evidence: Evidence) -> Iterator[Reason]:
    """Give what makes the score less sure, in words."""
    for flag in evidence.flags:
        yield FLAGS[flag]
