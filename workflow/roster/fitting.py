"""How well the members fit a submission, by all that is known of both: the score of each, the evidence of the best.

The calculation needs numpy, which is loaded with the first ranking and not with the site.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from workflow.roster.affinity.evidence import Evidence, Parts
from workflow.roster.affinity.facts import ReviewerFacts, SubmissionFacts, reviewer_facts
from workflow.roster.affinity.settings import AffinitySettings
from workflow.roster.members import RosterMember
from workflow.roster.texts import Texts
from workflow.roster.topics import Subject, objectives_of
from workflow.rules.affinity_terms import AffinityRule, Band, TopicFit, band, fit, with_objectives

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
    def _submission(self) -> SubmissionFacts:
        return SubmissionFacts(document=self.texts.submission, topics=self.subject.topics)

    def _facts(self, member: RosterMember) -> ReviewerFacts:
        claims = with_objectives(member.claims, objectives_of())
        works = self.texts.works.get(member.id, ())
        return reviewer_facts(member.person_public_id, works, claims=claims, languages=member.languages)

    def fits(self, members: Sequence[RosterMember]) -> list[Fit]:
        """Give the fit of each member, in their order."""
        from workflow.roster.affinity.matrix import PARTS, affinities  # noqa: PLC0415  # heavy

        facts = [self._facts(member) for member in members]
        found = affinities([self._submission], facts, corpus=self.texts.basis.corpus, settings=self.settings)
        columns = {name: found.parts[name][0].tolist() for name in PARTS} if members else {}
        return [
            Fit(fit(self.subject.topics, each.claims), Parts(**{name: _known(columns[name][n]) for name in PARTS}))
            for n, each in enumerate(facts)
        ]

    def evidence(self, members: Iterable[RosterMember], *, this_year: int) -> list[Evidence]:
        """Give why each of these members fits; their scores are those of `fits`."""
        from workflow.roster.affinity.explaining import Pair, explain  # noqa: PLC0415  # heavy

        submission, corpus, settings = self._submission, self.texts.basis.corpus, self.settings
        return [
            explain(
                Pair(submission, self._facts(member), corpus, settings), forms=self.texts.forms, this_year=this_year
            )
            for member in members
        ]


def _known(value: float) -> float | None:
    return None if value != value else value  # noqa: PLR0124 - what is not known is not equal to itself
