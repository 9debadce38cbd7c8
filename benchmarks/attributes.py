"""Gives an instance a panel rule of several attributes, drawn from one seed, for those that have none of their own.

One reviewer in three is internal; the background is policy, technical or practitioner, the region one of five, and nine
in ten read the language of a submission. A panel of three has an internal and two external reviewers, one who reads the
language, one from policy and at most two of one region.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import numpy as np

from workflow.roster.matching import Problem, Traits
from workflow.rules.panel import PanelRule

RULE = PanelRule(MappingProxyType({"internal": 1, "external": 2}), 1, MappingProxyType({"policy": 1}), 2)
SIDES = ("internal", "external")
BACKGROUNDS = ("policy", "technical", "practitioner")
REGIONS = ("africa", "americas", "arab states", "asia-pacific", "europe")
LANGUAGES = ("en", "fr", "es")
READS = 0.9


def with_rules(problem: Problem, seed: int = 1) -> Problem:
    """Give the same problem under the rule."""
    drawn, people, items = np.random.default_rng(seed), len(problem.reviewers), len(problem.papers)

    def some(values: tuple[str, ...], number: int) -> list[str]:
        return [str(value) for value in drawn.choice(values, number)]

    reads = drawn.random((people, len(LANGUAGES))) < READS
    traits = [
        Traits(SIDES[at % 3 > 0], background, frozenset({region}), frozenset(np.array(LANGUAGES)[reads[at]].tolist()))
        for at, (background, region) in enumerate(zip(some(BACKGROUNDS, people), some(REGIONS, people), strict=True))
    ]
    return replace(problem, rules=[RULE] * items, languages=some(LANGUAGES, items), traits=traits)
