"""Small submissions and reviewers for the tests of the affinity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workflow.roster.affinity.corpus import CorpusStatistic, counted
from workflow.roster.affinity.documents import Document, compared_text, statistics_of
from workflow.roster.affinity.embedding import embedded
from workflow.roster.affinity.facts import ReviewerFacts, SubmissionFacts, reviewer_facts
from workflow.roster.affinity.vectors import vector_key

WORDS = ("labour", "return", "children", "border", "remittances", "health", "climate", "data", "skills", "housing")


class WordCounts:
    """A model for tests: a text is the counts of ten words, whatever its language."""

    name = "counts of ten words"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give one row a text."""
        return np.array([[text.lower().count(word) for word in WORDS] for text in texts], np.float32)


MODEL = WordCounts()


def a_document(
    id_: str, title: str, abstract: str = "", *, language: str = "en", year: int | None = 2024, embed: bool = False
) -> Document:
    """Give a text as the matcher reads it."""
    text = compared_text(title, abstract)
    vector = embedded([text], MODEL).get(vector_key(MODEL.name, text)) if embed else None
    statistics = statistics_of(title, abstract, language)
    return Document(id=id_, title=title, statistics=statistics, year=year, vector=vector, has_abstract=bool(abstract))


def a_paper(title: str, abstract: str = "", *, topics: Sequence[str] = (), **more: Any) -> SubmissionFacts:
    """Give a submission."""
    return SubmissionFacts(document=a_document("s1", title, abstract, **more), topics=frozenset(topics))


def a_reviewer(id_: str, *titles: str, more: Mapping[str, Any] | None = None, **facts: Any) -> ReviewerFacts:
    """Give a reviewer who wrote texts of these titles."""
    works = [a_document(f"{id_}-{n}", title, **(more or {})) for n, title in enumerate(titles)]
    return reviewer_facts(id_, works, **facts)


def a_corpus(*texts: str, language: str = "en") -> CorpusStatistic:
    """Give the statistic of these texts."""
    return counted(statistics_of(text, "", language) for text in texts)


CORPUS = a_corpus(
    "labour migration and skills", "return and housing of migrants", "children at the border", "health and climate",
    "data on labour migration", "remittances and skills", "climate and return", "the border and health of children",
)  # fmt: skip
