"""A randomised plan: no pair is sure to happen, so that nobody can count on getting a certain submission.

With a cap q = a / b every submission asks for b times its reviewers, every reviewer has b times his load, and a pair
counts at most a times. The best such plan is split into b plans that each keep all rules; one is drawn. Each pair then
happens with exactly the probability it has in the whole, and never with more than q.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from workflow.kernel.errors import InvalidInput
from workflow.kernel.messages import say
from workflow.roster.matching import infeasible
from workflow.roster.matching.exact import Best, best_total
from workflow.roster.matching.instance import Instance, instance_of
from workflow.roster.matching.plan import NoPlan, Pair
from workflow.roster.matching.problem import SCALE, Problem, Whole

MOST_PARTS = 100
"""The cap is a fraction with at most this denominator."""


@dataclass(frozen=True, slots=True)
class Randomised:
    """Plans of equal probability, the one drawn, their expected total, and the bound none under the cap exceeds."""

    plans: tuple[tuple[Pair, ...], ...]
    drawn: tuple[Pair, ...]
    total: float
    bound: float

    def probability(self, pair: Pair) -> Fraction:
        """Give the probability of a pair."""
        return Fraction(sum(pair in plan for plan in self.plans), len(self.plans))


def randomised(problem: Problem, cap: Fraction, *, seed: int) -> Randomised:
    """Draw a plan in which no pair has a probability above `cap`, except the locked ones.

    Raises NoPlan when the cap leaves none, InvalidInput for a cap that is none and for rules beyond sides.
    """
    instance = instance_of(problem)
    if not 0 < cap <= 1 or cap.denominator > MOST_PARTS:
        raise InvalidInput({"cap": say("Give a share above 0 and at most 1, in hundredths or coarser.")})
    if not instance.quotas.only_sides:
        raise InvalidInput({"rules": say("A randomised plan can keep rules on sides only.")})
    if report := infeasible.alone(problem, instance):
        raise NoPlan(report)
    parts = cap.denominator
    best = best_total(_times(instance, parts), cap=cap.numerator)
    if not best.complete:
        raise NoPlan(infeasible.from_prices(problem, instance, best))
    plans = tuple(_named(problem, instance, keys) for keys in _split(instance, best, parts))
    drawn = plans[int(np.random.default_rng(seed).integers(parts))]
    return Randomised(plans, drawn, best.total / SCALE / parts, best.bound / SCALE / parts)


def _times(instance: Instance, parts: int) -> Instance:
    demand, need = instance.demand * parts, instance.group_need * parts
    return replace(instance, demand=demand, group_need=need, high=instance.high * parts, low=instance.low * parts)


def _split(instance: Instance, best: Best, parts: int) -> list[Whole]:
    """Split a plan of `parts` times everything into plans, each with an even share of every load."""
    keys, count, found = best.chosen, best.count, []
    for left in range(parts, 0, -1):
        taken = _even_share(instance, keys, count, left)
        found.append(keys[taken])
        count = count - taken
        keys, count = keys[count > 0], count[count > 0]
    return found


def _even_share(instance: Instance, keys: Whole, count: Whole, left: int) -> np.ndarray:
    """Take one of `left` plans: of a submission its demand, of every group and reviewer an even share, rounded."""
    from ortools.graph.python import max_flow  # noqa: PLC0415  # heavy

    papers, reviewers = instance.shape
    paper, reviewer = np.divmod(keys, reviewers)
    group = instance.group_of[paper, instance.side[reviewer]]
    groups, sink = len(instance.group_paper), len(instance.group_paper) + papers + reviewers
    load, share = (
        np.bincount(reviewer, count, reviewers).astype(np.int64),
        np.bincount(group, count, groups).astype(np.int64),
    )
    bounded = (  # tail, head, least, most: even shares, so that what is left can be split evenly again
        (group, groups + papers + reviewer, count // left, -(-count // left)),
        (groups + instance.group_paper, np.arange(groups), share // left, -(-share // left)),
        (groups + papers + np.arange(reviewers), np.full(reviewers, sink), load // left, -(-load // left)),
        (np.full(papers, sink), groups + np.arange(papers), instance.demand, instance.demand),
    )
    tail, head, least, most = (np.concatenate(part) for part in zip(*bounded, strict=True))
    flows = _circulation(max_flow.SimpleMaxFlow(), (tail, head), (least, most), sink + 1)
    return flows[: len(keys)] > 0


def _circulation(network: Any, ends: tuple[Whole, Whole], bounds: tuple[Whole, Whole], nodes: int) -> Whole:
    """Give a circulation within the bounds; there is one, because an even share of everything is one in fractions."""
    (tail, head), (least, most) = ends, bounds
    source, sink, every = nodes, nodes + 1, np.arange(nodes)
    surplus = np.bincount(head, least, nodes).astype(np.int64) - np.bincount(tail, least, nodes).astype(np.int64)
    network.add_arcs_with_capacity(tail, head, most - least)
    network.add_arcs_with_capacity(np.full(nodes, source), every, np.maximum(surplus, 0))
    network.add_arcs_with_capacity(every, np.full(nodes, sink), np.maximum(-surplus, 0))
    if network.solve(source, sink) != network.OPTIMAL or network.optimal_flow() != np.maximum(surplus, 0).sum():
        raise AssertionError("a circulation that exists was not found")
    flows: Whole = least + network.flows(np.arange(len(tail)))
    return flows


def _named(problem: Problem, instance: Instance, keys: Whole) -> tuple[Pair, ...]:
    papers, reviewers = np.divmod(keys, instance.shape[1])
    ids = zip(instance.paper_order[papers].tolist(), instance.reviewer_order[reviewers].tolist(), strict=True)
    return tuple(sorted([*((problem.papers[paper], problem.reviewers[who]) for paper, who in ids), *problem.locked]))
