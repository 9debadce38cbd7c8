"""Compares texts by their words: BM25 over the submission's own idf mass, for all works at once.

Raw BM25 compares badly across submissions, since a long one reaches more; its share of what could be reached does not
have that fault. All summands are multiples of a small fraction, so that their sum is exact in any order: a score does
not depend on how many others are computed with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, repeat

import numpy as np
from numpy.typing import NDArray

from workflow.roster.affinity.corpus import CorpusStatistic
from workflow.roster.affinity.documents import TextStatistics
from workflow.roster.affinity.settings import TextRule

IDF_STEPS, COUNT_STEPS = 2.0**12, 2.0**16

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Hits:
    """Where the terms of one submission stand in the works, term after term: the work and what the hit adds."""

    sizes: Places
    """How many works each term of the submission stands in."""
    works: Places
    values: Numbers
    """Summands of BM25; their sum over `mass` is what a work reaches."""
    mass: float

    @property
    def terms(self) -> Places:
        """Give the term of each hit, as its place among the submission's terms."""
        return np.repeat(np.arange(len(self.sizes)), self.sizes)


class Postings:
    """Where each term of some submissions stands in the works, and how much it counts there."""

    def __init__(
        self, submissions: Sequence[TextStatistics], works: Sequence[TextStatistics],
        corpus: CorpusStatistic, rule: TextRule,
    ) -> None:  # fmt: skip
        """Find the terms of the submissions in the works."""
        self._corpus = corpus
        self._place = {term: n for n, term in enumerate(dict.fromkeys(t for text in submissions for t in text.counts))}
        terms, where, counts = self._found(works)
        order = np.argsort(terms, kind="stable")
        norms = _length_norms(works, corpus, rule)
        saturated = counts * (rule.saturation + 1) / (counts + rule.saturation * norms[where])
        self._works = where[order]
        self._values = (np.rint(saturated * COUNT_STEPS) / COUNT_STEPS)[order]
        self._sizes = np.bincount(terms, minlength=len(self._place))
        self._starts = np.cumsum(self._sizes) - self._sizes
        self._n = len(works)

    def _found(self, works: Sequence[TextStatistics]) -> tuple[Places, Places, Numbers]:
        lengths = [len(work.counts) for work in works]
        placed = chain.from_iterable(map(self._place.get, work.counts, repeat(-1)) for work in works)
        terms = np.fromiter(placed, np.int64, sum(lengths))
        counts = np.fromiter(chain.from_iterable(work.counts.values() for work in works), np.float64, sum(lengths))
        where, kept = np.repeat(np.arange(len(works)), lengths), terms >= 0
        return terms[kept], where[kept], counts[kept]

    def hits(self, submission: TextStatistics) -> Hits:
        """Give every place where a term of the submission stands in a work."""
        idf = _idf(submission, self._corpus)
        places = np.array([self._place[term] for term in submission.counts], np.int64)
        starts, sizes = self._starts[places], self._sizes[places]
        ranges = [slice(a, a + n) for a, n in zip(starts.tolist(), sizes.tolist(), strict=True) if n]
        works = np.concatenate([self._works[:0], *(self._works[each] for each in ranges)])
        values = np.concatenate([self._values[:0], *(self._values[each] for each in ranges)])
        return Hits(sizes, works, values * np.repeat(idf, sizes), float(idf.sum()) or 1.0)

    def similarities(self, submission: TextStatistics) -> Numbers:
        """Give, for each work, the share of the submission's idf mass that it reaches."""
        hits = self.hits(submission)
        return np.bincount(hits.works, hits.values, minlength=self._n) / hits.mass


def _idf(text: TextStatistics, corpus: CorpusStatistic) -> Numbers:
    """Give the inverse document frequency of each term of a text: above 0, higher for what few texts say."""
    own = corpus.of(text.language)
    held = np.fromiter(map(own.frequencies.get, text.counts, repeat(0)), np.float64, len(text.counts))
    idf = np.log(1 + (own.documents - held + 0.5) / (held + 0.5))
    return np.rint(idf * IDF_STEPS) / IDF_STEPS


def _length_norms(works: Sequence[TextStatistics], corpus: CorpusStatistic, rule: TextRule) -> Numbers:
    relative = np.array([work.length / corpus.of(work.language).mean_length for work in works])
    return 1 - rule.length_share + rule.length_share * relative
