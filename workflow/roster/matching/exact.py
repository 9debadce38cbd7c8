"""The plan with the highest total, and the proof that there is no higher one: candidates, flow, prices, all pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workflow.roster.matching.flow import Flow, best_flow, first_candidates, joined, marked
from workflow.roster.matching.instance import Instance
from workflow.roster.matching.prices import Choice, Prices, bound_of, margins, near_pairs, prices_of
from workflow.roster.matching.problem import Whole

MORE = 16
"""So many pairs a submission and side join the candidates at most in one round."""

NEAR = 0.05
"""After the first round the candidates are the pairs whose margin is above minus this share of the highest score."""


@dataclass(frozen=True, slots=True, eq=False)
class Best:
    """The best choice, the prices that prove it, the bound in points, and the candidates it was found among."""

    chosen: Whole
    """Keys (submission × R + reviewer), sorted."""
    count: Whole
    """How often each is chosen; once, but in a randomised plan up to the cap."""
    prices: Prices
    bound: int
    total: int
    candidates: Whole
    flow: Flow

    @property
    def complete(self) -> bool:
        """Whether every place is filled and every minimum load reached."""
        return not (self.flow.unfilled.any() or self.flow.missing.any())


def best_total(instance: Instance, candidates: Whole | None = None, cap: int = 1) -> Best:
    """Give the best there is; when it is not complete, no complete plan exists. A pair counts at most `cap` times."""
    dear, most = 4 * instance.top, (sum(instance.shape) + 2) * instance.top
    keys = first_candidates(instance) if candidates is None else candidates
    while True:
        best = _priced_out(instance, keys, dear, cap)
        if best.complete or dear >= most:
            return best
        keys, dear = best.candidates, min(most, 64 * dear)


def _priced_out(instance: Instance, keys: Whole, dear: int, cap: int) -> Best:
    """Solve on candidates and add what the prices leave near, until they exclude all others.

    Prices move a little from one round to the next, so that near pairs that come along save rounds. A pair whose margin
    is under minus the excess of the bound is in no better plan, so that later flows are small.
    """
    live, first, slack = keys, True, int(NEAR * instance.top)
    while True:
        flow = best_flow(instance, live, dear, cap)
        chosen = live[flow.chosen]
        prices = prices_of(instance, keys, Choice(chosen, live[flow.count == cap]), flow, dear)
        near = near_pairs(instance, prices, chosen, slack, MORE)
        if not near.excess:
            count = flow.count[flow.chosen]
            total = int((instance.points.ravel()[chosen] * count).sum(dtype=np.int64))
            return Best(chosen, count, prices, bound_of(instance, prices, chosen, cap), total, keys, flow)
        keys, first = joined(chosen if first else keys, near.keys), False
        live = keys[(margins(instance, prices, keys) >= -cap * near.excess) | marked(keys, chosen)]
