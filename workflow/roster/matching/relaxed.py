"""The best assignment under rules that no flow keeps: their price is put on the scores, what is left is repaired.

Sides stay in the flow. Every other part of a rule (language, background, region) gets a price a submission: a reviewer
who helps gains it, one who crowds loses it. Whatever the prices, the flow's bound is a bound for all plans that keep
the rules; a few dozen flows find prices that make it sharp. The panels that still miss a part are repaired by chains at
the least cost, then chains win back what they can.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from workflow.roster.matching.chains import Terms, best_chain
from workflow.roster.matching.exact import Best, best_total
from workflow.roster.matching.flow import best_flow, first_candidates
from workflow.roster.matching.instance import NEVER, Instance
from workflow.roster.matching.panels import Panels
from workflow.roster.matching.problem import Whole

ROUNDS = 30
FIRST = 0.04
"""The first step of a price, as a share of the highest score."""
CLOSE = 0.002
"""Within this share of the bound nothing more is won back."""

HELPERS = 8
"""So many of those who help with a part of the rule are candidates for each submission."""


@dataclass(frozen=True, slots=True, eq=False)
class Relaxed:
    """The choice after repair, the priced solution that gives the bound, and the price of each kind on each panel."""

    chosen: Whole
    total: int
    bound: int
    best: Best
    extra: Whole
    """P × K: points a kind of reviewer gains on a panel by the prices of its rule's parts."""
    broken: Whole


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """The parts of rules that get prices; one row each."""

    paper: Whole
    mask: NDArray[np.bool_]
    sign: Whole
    """1 where at least `want` are asked for, -1 where at most."""
    want: Whole


def best_relaxed(instance: Instance) -> Relaxed:
    """Give a plan near the bound; what of the rules it still misses is said in `broken`."""
    parts = _parts(instance)
    near = np.union1d(first_candidates(instance), best_total(instance).candidates)
    keys = np.union1d(near, _helpers(instance, parts))
    price = _sharpest(instance, parts, keys)
    extra = _extra(instance, parts, price)
    best = best_total(_priced(instance, extra), keys)
    bound = best.bound - int((price * parts.sign * parts.want).sum())
    panels = Panels(instance, best.chosen)
    if best.complete:
        _repair(panels)
        _win_back(panels, (1 - CLOSE) * bound)
    return Relaxed(panels.chosen, panels.total, bound, best, extra, panels.broken)


def _parts(instance: Instance) -> _Parts:
    """Take the parts that can be missed at all and that no flow keeps."""
    quotas = instance.quotas
    side = np.array([kind == "side" for kind, _ in quotas.part], bool)
    rows = np.flatnonzero(~side & ((quotas.least > 0) | (quotas.most < instance.demand[quotas.paper])))
    least, most = quotas.least[rows], quotas.most[rows]
    return _Parts(quotas.paper[rows], quotas.mask[rows], np.where(least > 0, 1, -1), np.where(least > 0, least, most))


def _helpers(instance: Instance, parts: _Parts) -> Whole:
    """Give the keys of the best pairs that help with a part of a rule."""
    keys = [np.empty(0, np.int64)]
    many = min(HELPERS, instance.shape[1])
    for row in np.flatnonzero(parts.sign > 0):
        paper, who = parts.paper[row], np.flatnonzero(parts.mask[row][instance.kinds.of])
        points = instance.points[paper, who]
        best = who[np.argpartition(points, len(who) - many)[-many:]] if len(who) > many else who
        keys.append(paper * instance.shape[1] + best[instance.points[paper, best] > NEVER])
    return np.concatenate(keys)


def _sharpest(instance: Instance, parts: _Parts, keys: Whole) -> Whole:
    """Give the prices with the lowest bound among those a few dozen flows try.

    Each price goes up while its part is missed and down while it is more than kept; its step halves at each turn.
    """
    price, last = np.zeros(len(parts.paper)), np.zeros(len(parts.paper))
    step = np.full(len(parts.paper), FIRST * instance.top)
    sharpest, lowest = np.zeros(len(parts.paper), np.int64), np.inf
    for _ in range(ROUNDS):
        whole = np.rint(price).astype(np.int64)
        bound, lack = _tried(instance, parts, keys, whole)
        if bound < lowest:
            sharpest, lowest = whole, bound
        way = np.where((price <= 0) & (lack < 0), 0, np.sign(lack))
        step = np.where(way * last < 0, step / 2, np.where(way * last > 0, step * 1.1, step))
        last = np.where(way == 0, last, way)
        price = np.maximum(price + step * way, 0)
    return sharpest


def _tried(instance: Instance, parts: _Parts, keys: Whole, price: Whole) -> tuple[float, Whole]:
    """Give the bound on the candidates at these prices, and by how many each part is missed (or more than kept)."""
    priced = _priced(instance, _extra(instance, parts, price))
    chosen = keys[best_flow(priced, keys, 4 * priced.top).chosen]
    paper, reviewer = np.divmod(chosen, instance.shape[1])
    kinds = np.zeros((instance.shape[0], parts.mask.shape[1]), np.int64)
    np.add.at(kinds, (paper, instance.kinds.of[reviewer]), 1)
    held = (kinds[parts.paper] * parts.mask).sum(axis=1)
    total = priced.points.ravel()[chosen].sum(dtype=np.int64)
    return float(total - (price * parts.sign * parts.want).sum()), (parts.want - held) * parts.sign


def _extra(instance: Instance, parts: _Parts, price: Whole) -> Whole:
    extra = np.zeros((instance.shape[0], parts.mask.shape[1]), np.int64)
    np.add.at(extra, parts.paper, (price * parts.sign)[:, None] * parts.mask)
    return extra


def _priced(instance: Instance, extra: Whole) -> Instance:
    points = instance.points + extra.astype(np.int32)[:, instance.kinds.of]
    return replace(instance, points=np.where(instance.points > NEVER, points, NEVER).astype(np.int32))


def _repair(panels: Panels) -> None:
    """Mend each panel that misses a part of its rule, at the least cost."""
    for paper in np.unique(panels.instance.quotas.paper[panels.broken > 0]):
        while panels.broken_of(int(paper)):
            chain = best_chain(panels, int(paper), Terms(NEVER // 2, raising=False))
            if chain is None:
                break
            panels.replace(chain.replacements)


def _win_back(panels: Panels, enough: float) -> None:
    """Carry out chains that add to the total until there is none or it is enough."""
    for paper in np.flatnonzero(panels.instance.demand):
        if panels.total >= enough:
            return
        while chain := best_chain(panels, int(paper), Terms(1, over=1, raising=False)):
            panels.replace(chain.replacements)
