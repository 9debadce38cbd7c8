"""Gives the evidence of one submission and one reviewer: the calculation of the matrix, kept term by term."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workflow.roster.affinity.corpus import CorpusStatistic
from workflow.roster.affinity.evidence import Evidence, Parts, TermEvidence, WorkEvidence
from workflow.roster.affinity.facts import ReviewerFacts, SubmissionFacts
from workflow.roster.affinity.matrix import DECIMALS, PARTS, Similarities, compared, postings_of, weighted
from workflow.roster.affinity.settings import AffinitySettings
from workflow.roster.affinity.soft import shares
from workflow.roster.affinity.words import Hits
from workflow.rules.affinity_terms import AffinityRule, fit
from workflow.rules.tokens import decoded

MOST_WORKS, MOST_TERMS = 3, 8
STALE_AFTER = 8
"""Years after which the newest work says little of what somebody does today."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pair:
    """One submission, one reviewer, and what their texts are compared with."""

    submission: SubmissionFacts
    reviewer: ReviewerFacts
    corpus: CorpusStatistic
    settings: AffinitySettings


def explain(
    pair: Pair, *, topics: AffinityRule | None = None, bid: str | None = None,
    forms: Mapping[str, str] | None = None, this_year: int | None = None,
) -> Evidence:  # fmt: skip
    """Give the evidence of a pair; its score is that of the matrix.

    `forms` gives for a token of the submission the word as it stands there (`tokens.typed_forms` of its text);
    `this_year` allows to say that a profile is old.
    """
    submission, reviewer = pair.submission, pair.reviewer
    bids = {(submission.id, reviewer.id): bid} if bid else {}
    postings = postings_of([submission.document], reviewer.works, pair.corpus, pair.settings)
    (near,) = compared([submission.document], reviewer.works, postings, pair.settings)
    row = weighted([submission], [reviewer], [near], settings=pair.settings, topics=topics, bids=bids)
    parts = Parts(**{name: _known(row.parts[name][0, 0]) for name in PARTS})
    works, others = _works(pair, near, parts)
    added = _added(pair, near, parts, postings.hits(submission.document.statistics))
    terms, other_terms = _terms(added, forms or {})
    return Evidence(
        config=pair.settings.config_hash(pair.corpus.key), score=parts.total, parts=parts,
        works=works, other_works=others, terms=terms, other_terms=other_terms,
        topics=fit(submission.topics, reviewer.claims, topics).matched,
        flags=tuple(_flags(pair, near, this_year)),
    )  # fmt: skip


def _known(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)


def _works(pair: Pair, near: Similarities, parts: Parts) -> tuple[tuple[WorkEvidence, ...], float]:
    rule = pair.settings.texts
    by_text = shares(near.cosine[0], near.has_cosine[0], rule.beta_text)
    by_words = shares(near.words[0], near.has_words[0], rule.beta_lexical)
    weights = _weights(by_text, by_words, parts)
    best = sorted(range(len(weights)), key=lambda n: (-weights[n], n))[:MOST_WORKS]
    best = [n for n in best if weights[n] > 0]
    found = tuple(
        WorkEvidence(
            work=pair.reviewer.works[n].id, title=pair.reviewer.works[n].title, year=pair.reviewer.works[n].year,
            cosine=round(float(near.cosine[0, n]), DECIMALS) if near.has_cosine[0, n] else None,
            words=round(float(near.words[0, n]), DECIMALS) if near.has_words[0, n] else None,
            lexical_share=round(float(by_words[n]), DECIMALS), weight=round(float(weights[n]), DECIMALS),
        )
        for n in best
    )  # fmt: skip
    rest = 1 - sum(work.weight for work in found) if found else 0.0
    return found, round(rest, DECIMALS) + 0.0


def _weights(by_text: Numbers, by_words: Numbers, parts: Parts) -> Numbers:
    """Give each work's share in both soft maxima, each counted as its part counts in the score."""
    any_text, any_words = float(by_text.any()), float(by_words.any())
    text, lexical = abs(parts.text or 0.0) * any_text, abs(parts.lexical or 0.0) * any_words
    if not text + lexical:
        text, lexical = any_text, any_words
    return (text * by_text + lexical * by_words) / ((text + lexical) or 1.0)


def _added(pair: Pair, near: Similarities, parts: Parts, hits: Hits) -> dict[str, float]:
    """Give what each term adds to the lexical part: what it reaches in each work, by the work's share."""
    if not parts.lexical:
        return {}
    by_words = shares(near.words[0], near.has_words[0], pair.settings.texts.beta_lexical)
    added = np.bincount(hits.terms, hits.values * by_words[hits.works], minlength=len(hits.sizes))
    scaled = added * (parts.lexical / float(added.sum()))
    terms = pair.submission.document.statistics.counts
    return {term: value for term, value in zip(terms, scaled.tolist(), strict=True) if value > 0}


def _terms(added: Mapping[str, float], forms: Mapping[str, str]) -> tuple[tuple[TermEvidence, ...], float]:
    best = sorted(added, key=lambda term: (-added[term], term))[:MOST_TERMS]
    kept = tuple(TermEvidence(_shown(term, forms), round(added[term], DECIMALS)) for term in best)
    rest = round(sum(added.values()) - sum(term.contribution for term in kept), DECIMALS)
    return kept, rest + 0.0


def _shown(term: str, forms: Mapping[str, str]) -> str:
    """Give a term as it is read; two pairs of characters that overlap are three characters."""
    first, *more = [forms.get(token) or decoded(token) for token in term.split(" ")]
    for second in more:
        first += second[1:] if _overlap(first, second) else f" {second}"
    return first


def _overlap(first: str, second: str) -> bool:
    return len(first) == len(second) == 2 and first[-1] == second[0] and not first.isascii()  # noqa: PLR2004 - pairs


def _flags(pair: Pair, near: Similarities, this_year: int | None) -> Iterator[str]:
    document, works = pair.submission.document, pair.reviewer.works
    if not document.statistics.length:
        yield "no_text"
    elif not document.has_abstract:
        yield "no_abstract"
    if not works:
        yield "no_publications"
    elif document.statistics.length and not (near.has_words.any() or near.has_cosine.any()):
        yield "no_comparable_works"
    if works and pair.settings.model and not near.has_cosine.any() and near.has_words.any():
        yield "not_embedded"
    if document.statistics.truncated or any(work.statistics.truncated for work in works):
        yield "truncated"
    years = [work.year for work in works if work.year is not None]
    if this_year is not None and years and max(years) < this_year - STALE_AFTER:
        yield "stale_profile"
