"""The affinity of all reviewers to all submissions at once, part by part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from workflow.roster.affinity.corpus import CorpusStatistic
from workflow.roster.affinity.documents import Document
from workflow.roster.affinity.embedding import cosines, unit_rows
from workflow.roster.affinity.facts import BIDS, HIGHEST_LEVEL, ReviewerFacts, SubmissionFacts
from workflow.roster.affinity.settings import AffinitySettings, TextRule
from workflow.roster.affinity.soft import soft_maxima
from workflow.roster.affinity.words import Postings
from workflow.rules.affinity_terms import AffinityRule, worth

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Bids = Mapping[tuple[str, str], str]
"""What a reviewer said of a submission, by the ids of submission and reviewer."""

PARTS = ("text", "lexical", "taxonomy", "language", "bid")
DECIMALS = 6
A_BLOCK = 128
"""So many submissions are compared at a time: memory stays the same however many there are."""


@dataclass(frozen=True, slots=True)
class Affinities:
    """Scores and their parts, one row a submission and one column a reviewer, weighted, in six decimals.

    A part is NaN where nothing is known, and then adds nothing to the score; so a score that rests on topics alone
    can be told from one of somebody who wrote of other things.
    """

    score: Numbers
    parts: Mapping[str, Numbers]


@dataclass(frozen=True, slots=True)
class Similarities:
    """How near each work is to each submission, by vectors and by words, and where that may be asked at all."""

    cosine: Numbers
    has_cosine: Flags
    words: Numbers
    has_words: Flags


def affinities(
    submissions: Sequence[SubmissionFacts], reviewers: Sequence[ReviewerFacts], *, corpus: CorpusStatistic,
    settings: AffinitySettings, topics: AffinityRule | None = None, bids: Bids | None = None,
) -> Affinities:  # fmt: skip
    """Give the affinity of each reviewer to each submission; no score depends on who else is asked about."""
    documents = [each.document for each in submissions]
    works = [work for reviewer in reviewers for work in reviewer.works]
    postings = postings_of(documents, works, corpus, settings)
    near = compared(documents, works, postings, settings)
    return weighted(submissions, reviewers, near, settings=settings, topics=topics, bids=bids)


def weighted(
    submissions: Sequence[SubmissionFacts], reviewers: Sequence[ReviewerFacts], near: Iterable[Similarities], *,
    settings: AffinitySettings, topics: AffinityRule | None = None, bids: Bids | None = None,
) -> Affinities:  # fmt: skip
    """Give the affinities where the similarities of all works are known, in the order of `reviewers`."""
    text, lexical = _texts(reviewers, near, settings.texts)
    raw = {
        "text": text,
        "lexical": lexical,
        "taxonomy": _taxonomy(submissions, reviewers, topics or AffinityRule()),
        "language": _languages(submissions, reviewers),
        "bid": _bids(submissions, reviewers, bids or {}),
    }
    weights = settings.weights
    parts = {name: np.round(values * getattr(weights, name), DECIMALS) + 0.0 for name, values in raw.items()}
    whole = sum((np.nan_to_num(parts[name]) for name in PARTS), np.zeros_like(text))
    return Affinities(np.round(whole, DECIMALS) + 0.0, parts)


def _texts(reviewers: Sequence[ReviewerFacts], near: Iterable[Similarities], rule: TextRule) -> tuple[Numbers, Numbers]:
    sizes = np.array([len(reviewer.works) for reviewer in reviewers], np.int64)
    found = ([np.zeros((0, len(sizes)))], [np.zeros((0, len(sizes)))])
    for block in near:
        found[0].append(soft_maxima(block.cosine, block.has_cosine, sizes, rule.beta_text))
        found[1].append(soft_maxima(block.words, block.has_words, sizes, rule.beta_lexical))
    return np.concatenate(found[0]), np.concatenate(found[1])


def postings_of(
    submissions: Sequence[Document], works: Sequence[Document], corpus: CorpusStatistic, settings: AffinitySettings
) -> Postings:
    """Give where the terms of the submissions stand in the works."""
    return Postings([each.statistics for each in submissions], [w.statistics for w in works], corpus, settings.texts)


def compared(
    submissions: Sequence[Document], works: Sequence[Document], postings: Postings, settings: AffinitySettings
) -> Iterator[Similarities]:
    """Give the similarities of submissions and works, a block of submissions at a time."""
    columns, has_column = unit_rows([work.vector for work in works], settings.model)
    read = np.array([work.statistics.length > 0 for work in works], np.bool_)
    for start in range(0, len(submissions), A_BLOCK):
        block = submissions[start : start + A_BLOCK]
        rows, has_row = unit_rows([each.vector for each in block], settings.model)
        alike = _same_language(block, works)
        near = alike if not settings.texts.across_languages else np.ones_like(alike)
        has_cosine = has_row[:, None] & has_column[None, :] & near
        cosine = cosines(rows, columns) if has_cosine.any() else np.zeros(has_cosine.shape)
        words = np.stack([postings.similarities(each.statistics) for each in block])
        written = np.array([each.statistics.length > 0 for each in block], np.bool_)
        yield Similarities(cosine, has_cosine, words, written[:, None] & read[None, :] & alike)


def _same_language(submissions: Sequence[Document], works: Sequence[Document]) -> Flags:
    """Say which texts may be compared: those of one language; an unknown one may be any."""
    asked = np.array([each.language for each in submissions], object)[:, None]
    held = np.array([work.language for work in works], object)[None, :]
    return np.asarray((asked == held) | (asked == "") | (held == ""), np.bool_)


def _taxonomy(
    submissions: Sequence[SubmissionFacts], reviewers: Sequence[ReviewerFacts], rule: AffinityRule
) -> Numbers:
    """Give the sum of the matched levels over the root of the number of topics, as `affinity_terms.fit` does."""
    place = {topic: n for n, topic in enumerate(sorted({topic for each in submissions for topic in each.topics}))}
    known = np.zeros((len(place), len(reviewers)))
    for column, reviewer in enumerate(reviewers):
        for claim in reviewer.claims:
            if (row := place.get(claim.topic)) is not None:
                known[row, column] = max(known[row, column], worth(claim, rule))
    wanted = np.zeros((len(submissions), len(place)))
    for row, each in enumerate(submissions):
        wanted[row, [place[topic] for topic in each.topics]] = 1 / sqrt(len(each.topics) or 1)
    without = np.array([not each.topics for each in submissions], np.bool_)
    return np.where(without[:, None], np.nan, wanted @ known)


def _languages(submissions: Sequence[SubmissionFacts], reviewers: Sequence[ReviewerFacts]) -> Numbers:
    names = sorted({each.document.language for each in submissions})
    levels = {name: _levels(name, reviewers) for name in names}
    rows = [levels[each.document.language] for each in submissions]
    return np.stack(rows) if rows else np.zeros((0, len(reviewers)))


def _levels(language: str, reviewers: Sequence[ReviewerFacts]) -> Numbers:
    if not language:
        return np.full(len(reviewers), np.nan)
    levels = [_level(language, reviewer.languages) for reviewer in reviewers]
    return np.array(levels, np.float64) / HIGHEST_LEVEL


def _level(language: str, known: Mapping[str, int]) -> float:
    """Give the level, 0 for a language that is not among the known ones, NaN where no language is known."""
    return min(max(known.get(language, 0), 0), HIGHEST_LEVEL) if known else np.nan


def _bids(submissions: Sequence[SubmissionFacts], reviewers: Sequence[ReviewerFacts], bids: Bids) -> Numbers:
    rows = {each.id: n for n, each in enumerate(submissions)}
    columns = {reviewer.id: n for n, reviewer in enumerate(reviewers)}
    found = np.full((len(rows), len(columns)), np.nan)
    for (submission, reviewer), bid in bids.items():
        if submission in rows and reviewer in columns and bid in BIDS:
            found[rows[submission], columns[reviewer]] = BIDS[bid]
    return found
