"""How well the members fit a submission, by all that is known of both: the score of each, the evidence of the best.

The calculation needs numpy, which is loaded with the first ranking and not with the site.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from workflow.roster.affinity.evidence import Evidence, Parts
from workflow.roster.affinity.facts import ReviewerFacts, SubmissionFacts, reviewer_facts
from workflow.roster.affinity.settings import AffinitySettings
from workflow.roster.members import RosterMember
from workflow.roster.texts import Texts
from workflow.roster.topics import Subject, objectives_of
from workflow.rules.affinity_terms import AffinityRule, Band, Claim, TopicFit, band, fit, with_objectives

if TYPE_CHECKING:
    from workflow.roster.affinity.matrix import Affinities

TEXTS_COUNT_FROM = 0.3
"""From which score of the texts a member without a common topic is called a match: a word or two in common is none."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How well one member fits."""

    topics: TopicFit
    parts: Parts

    @property
    def score(self) -> float:
        """Give the sum of the parts."""
        return self.parts.total

    @property
    def band(self) -> Band:
        """Give the band of topics and texts together."""
        texts = (self.parts.text or 0.0) + (self.parts.lexical or 0.0)
        if not self.topics.matched and texts < TEXTS_COUNT_FROM:
            return "none"
        return band(self.topics.score + texts, AffinityRule())


@dataclass(frozen=True)
class Fitting:
    """A submission and what its members are compared by."""

    subject: Subject
    texts: Texts

    @cached_property
    def settings(self) -> AffinitySettings:
        """Give what the parts weigh, with the model that the basis names."""
        return AffinitySettings(model=self.texts.basis.model)

    @property
    def submission(self) -> SubmissionFacts:
        """Give the submission as affinities are counted."""
        return SubmissionFacts(document=self.texts.submission, topics=self.subject.topics)

    def facts(self, member: RosterMember) -> ReviewerFacts:
        """Give a member as affinities are counted."""
        works = self.texts.works.get(member.id, ())
        return reviewer_facts(member.person_public_id, works, claims=claims_of(member), languages=member.languages)

    def fits(self, members: Sequence[RosterMember]) -> list[Fit]:
        """Give the fit of each member, in their order."""
        if not members:
            return []
        table = FitTable({"": self}, members)
        return [table.fit("", member) for member in members]

    def evidence(self, members: Iterable[RosterMember], *, this_year: int) -> list[Evidence]:
        """Give why each of these members fits; their scores are those of `fits`."""
        from workflow.roster.affinity.explaining import Pair, explain  # noqa: PLC0415  # heavy

        submission, corpus, settings = self.submission, self.texts.basis.corpus, self.settings
        return [
            explain(
                Pair(submission, self.facts(member), corpus, settings),
                bid=member.bids.get(submission.id),
                forms=self.texts.forms,
                this_year=this_year,
            )
            for member in members
        ]


class FitTable:
    """How well many members fit many submissions, counted at once; a pair is put together when it is asked for."""

    def __init__(self, fittings: Mapping[str, Fitting], members: Sequence[RosterMember]) -> None:
        """Count the affinities, those of submissions that are compared with the same texts together."""
        from workflow.roster.affinity.matrix import affinities  # noqa: PLC0415  # heavy

        self._fittings = fittings
        self._column = {member.id: n for n, member in enumerate(members)}
        self._found: dict[str, tuple[Affinities, int]] = {}
        self._totals: dict[str, list[float]] = {}
        alike: dict[int, list[str]] = {}
        bids = {(item, str(each.person_public_id)): wish for each in members for item, wish in each.bids.items()}
        for key, each in fittings.items():
            alike.setdefault(id(each.texts.works), []).append(key)
        for keys in alike.values():
            first = fittings[keys[0]]
            facts = [first.facts(member) for member in members]
            submissions = [fittings[key].submission for key in keys]
            corpus, settings = first.texts.basis.corpus, first.settings
            found = affinities(submissions, facts, corpus=corpus, settings=settings, bids=bids)
            for n, key in enumerate(keys):
                self._found[key] = (found, n)
                self._totals[key] = found.score[n].tolist()

    def total(self, key: str, member: RosterMember) -> float:
        """Give the affinity of a member to a submission."""
        return self._totals[key][self._column[member.id]]

    def totals(self, key: str) -> list[float]:
        """Give the affinity of each member to a submission, in their order."""
        return self._totals[key]

    def fit(self, key: str, member: RosterMember) -> Fit:
        """Give how well a member fits a submission, part by part."""
        (found, row), column = self._found[key], self._column[member.id]
        parts = {name: _known(float(values[row, column])) for name, values in found.parts.items()}
        return Fit(fit(self._fittings[key].subject.topics, claims_of(member)), Parts(**parts))


def claims_of(member: RosterMember) -> tuple[Claim, ...]:
    """Give what a member knows, with the objectives his topics belong to."""
    return with_objectives(member.claims, objectives_of())


def _known(value: float) -> float | None:
    return None if value != value else value  # noqa: PLR0124 - what is not known is not equal to itself
