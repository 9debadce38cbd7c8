"""The plan with the highest total, and the proof that there is no higher one: candidates, flow, prices, all pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workflow.roster.matching.flow import Flow, best_flow, first_candidates, marked
from workflow.roster.matching.instance import Instance
from workflow.roster.matching.prices import Choice, Prices, bound_of, improving, margins, prices_of
from workflow.roster.matching.problem import Whole

MORE = 16
"""So many pairs a submission join the candidates at most in one round."""


NEAR = 0.03
"""After the first round candidates stay whose margin is above minus this share of the highest score."""


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
    """Solve on candidates and add what the prices do not exclude, until they exclude all others.

    A pair whose margin is under minus the excess of the bound is in no better plan, so that later flows are small.
    """
    live, first = keys, True
    while True:
        flow = best_flow(instance, live, dear, cap)
        chosen = live[flow.chosen]
        prices = prices_of(instance, keys, Choice(chosen, live[flow.count == cap]), flow, dear)
        more = improving(instance, prices, chosen, MORE)
        if not len(more.keys):
            count = flow.count[flow.chosen]
            total = int((instance.points.ravel()[chosen] * count).sum(dtype=np.int64))
            return Best(chosen, count, prices, bound_of(instance, prices, chosen, cap), total, keys, flow)
        if first:
            keys, first = keys[(margins(instance, prices, keys) > -NEAR * instance.top) | marked(keys, chosen)], False
        keys = np.sort(np.concatenate([keys, more.keys]))
        live = keys[(margins(instance, prices, keys) >= -cap * more.excess) | marked(keys, chosen)]
