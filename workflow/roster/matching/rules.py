"""Panel rules as counts over kinds of reviewers: reviewers no rule can tell apart are one kind.

Every part of a rule then reads: of these kinds at least so many, at most so many. What locked pairs already fill is
taken off.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workflow.roster.matching.problem import NO_RULE, Problem, Traits, Whole
from workflow.rules.panel import EVERYWHERE, PanelRule

Part = tuple[str, str]
"""What a part of a rule is about: side, language, background or region, and which."""

NO_LIMIT = 2**20


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """The kinds of reviewers: what the rules ask about each, and which kind a reviewer is."""

    traits: tuple[Traits, ...]
    of: Whole


@dataclass(frozen=True, slots=True, eq=False)
class Quotas:
    """One row for each part of each submission's rule; Q rows, K kinds."""

    paper: Whole
    mask: NDArray[np.bool_]
    """Q × K: which kinds count."""
    least: Whole
    most: Whole
    part: tuple[Part, ...]

    @property
    def only_sides(self) -> bool:
        """Whether a flow can keep them all."""
        return all(kind == "side" for kind, _ in self.part)

    def missed(self, rows: slice, held: Whole) -> Whole:
        """Give by how many reviewers each row is missed when so many are held."""
        missed: Whole = np.maximum(self.least[rows] - held, 0) + np.maximum(held - self.most[rows], 0)
        return missed

    def of_paper(self, paper: int) -> slice:
        """Give the rows of a submission; they stand together."""
        return slice(*np.searchsorted(self.paper, (paper, paper + 1)))


def kinds_of(problem: Problem, reviewers: Whole) -> Kinds:
    """Tell the reviewers apart as far as the rules do, in the order given."""
    if not problem.rules:
        return Kinds((Traits(),), np.zeros(len(reviewers), np.int64))
    asked = _asked(problem)
    traits = [_seen(problem.traits[at], asked) if problem.traits else Traits() for at in reviewers]
    found = sorted(set(traits), key=_order)
    place = {trait: at for at, trait in enumerate(found)}
    return Kinds(tuple(found), np.array([place[trait] for trait in traits], np.int64))


def quotas_of(problem: Problem, papers: Whole, kinds: Kinds, locked: Whole) -> Quotas:
    """Give the quotas of all submissions, in the order given, less what locked pairs fill."""
    known: dict[tuple[int, str], list[tuple[Part, NDArray[np.bool_], int, int]]] = {}
    rows = []
    for place, at in enumerate(papers):
        rule, language = problem.rule_of(int(at)), problem.languages[at] if problem.languages else ""
        if rule is NO_RULE:
            continue
        key = (id(rule), language)
        if key not in known:
            known[key] = list(_parts(rule, language, kinds.traits))
        rows += [(place, *row) for row in known[key]]
    quotas = Quotas(
        np.array([row[0] for row in rows], np.int64),
        np.array([row[2] for row in rows], bool).reshape(len(rows), len(kinds.traits)),
        np.array([row[3] for row in rows], np.int64), np.array([row[4] for row in rows], np.int64),
        tuple(row[1] for row in rows),
    )  # fmt: skip
    for paper, reviewer in locked:
        mine = quotas.of_paper(paper)
        filled = quotas.mask[mine, kinds.of[reviewer]]
        quotas.least[mine] = np.maximum(quotas.least[mine] - filled, 0)
        quotas.most[mine] = np.maximum(quotas.most[mine] - filled, 0)
    return quotas


def _asked(problem: Problem) -> dict[str, frozenset[str]]:
    """Give what any rule asks about."""
    return {
        "side": frozenset(side for rule in problem.rules for side in rule.minimum),
        "background": frozenset(background for rule in problem.rules for background in rule.backgrounds),
        "language": frozenset(problem.languages)
        if any(rule.reads_item_language for rule in problem.rules)
        else frozenset(),
        "regions": frozenset({"any"}) if any(rule.most_of_one_region for rule in problem.rules) else frozenset(),
    }


def _seen(trait: Traits, asked: dict[str, frozenset[str]]) -> Traits:
    """Give what the rules see of a reviewer."""
    return Traits(
        trait.side if trait.side in asked["side"] else "",
        trait.background if trait.background in asked["background"] else "",
        trait.regions - {EVERYWHERE} if asked["regions"] else frozenset(),
        trait.languages & asked["language"],
    )


def _order(trait: Traits) -> tuple[str, str, list[str], list[str]]:
    return trait.side, trait.background, sorted(trait.regions), sorted(trait.languages)


def _parts(
    rule: PanelRule, language: str, traits: Sequence[Traits]
) -> Iterator[tuple[Part, NDArray[np.bool_], int, int]]:
    for side, least in rule.minimum.items():
        if least:
            yield ("side", side), np.array([trait.side == side for trait in traits]), least, NO_LIMIT
    if rule.reads_item_language:
        readers = np.array([language in trait.languages for trait in traits])
        yield ("language", language), readers, rule.reads_item_language, NO_LIMIT
    for background, least in rule.backgrounds.items():
        if least:
            yield ("background", background), np.array([t.background == background for t in traits]), least, NO_LIMIT
    if rule.most_of_one_region:
        for region in sorted({region for trait in traits for region in trait.regions}):
            yield ("region", region), np.array([region in t.regions for t in traits]), 0, rule.most_of_one_region
