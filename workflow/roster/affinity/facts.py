"""What is known of a submission and of a reviewer when their fit is computed: plain facts, in one order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from workflow.roster.affinity.documents import Document
from workflow.rules.affinity_terms import Claim

MOST_WORKS = 20
"""So many of a reviewer's works are read, the latest: what somebody wrote long ago says little of today."""

BIDS = {"interested": 1.0, "maybe": 0.25, "not_for_me": -1.0}
"""What a bid is worth. A conflict is no bid: it excludes the pair before anything is computed."""

HIGHEST_LEVEL = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionFacts:
    """A submission: its text, and the topics it asks its reviewers to know."""

    document: Document
    topics: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """Give the submission's id."""
        return self.document.id


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewerFacts:
    """A reviewer: works in a fixed order, what he claims to know, and his languages with their levels, 1 to 3."""

    id: str
    works: tuple[Document, ...] = ()
    claims: tuple[Claim, ...] = ()
    languages: Mapping[str, int] = field(default_factory=dict)


def latest_works(works: Iterable[Document]) -> tuple[Document, ...]:
    """Give the works that are read: the latest first, the same text once, in an order that depends on nothing else."""
    ordered = sorted(works, key=lambda work: (-(work.year or 0), work.statistics.key, work.id))
    once = {work.statistics.key: work for work in reversed(ordered)}
    return tuple(work for work in ordered if once[work.statistics.key] is work)[:MOST_WORKS]


def reviewer_facts(
    id_: str, works: Iterable[Document], *, claims: Iterable[Claim] = (), languages: Mapping[str, int] | None = None
) -> ReviewerFacts:
    """Give a reviewer's facts in the order that the calculation wants."""
    ordered = tuple(sorted(claims, key=lambda claim: (claim.topic, -claim.level, not claim.verified)))
    return ReviewerFacts(id=id_, works=latest_works(works), claims=ordered, languages=dict(languages or {}))
