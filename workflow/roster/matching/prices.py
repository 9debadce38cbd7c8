"""The prices that prove a plan: what a place on each panel and an hour of each reviewer are worth to the total.

With prices u of groups and v of reviewers, no pair outside the plan has points - u - v > 0 and no pair inside it < 0.
Then no plan has a higher total than the bound they give, and this plan reaches it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workflow.roster.matching.flow import Flow, marked, places_of, thinned
from workflow.roster.matching.instance import Instance
from workflow.roster.matching.problem import Whole

ANY = 2**28
"""More than any price."""

BLOCK = 300_000
"""So many pairs are priced at once: they stay in the processor's own memory."""


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """Points a group and a reviewer."""

    group: Whole
    reviewer: Whole


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """The pairs that are chosen, and those among them that are chosen as often as they may be."""

    held: Whole
    full: Whole


def prices_of(instance: Instance, keys: Whole, choice: Choice, flow: Flow, dear: int) -> Prices:
    """Give the least prices that support a choice among the candidates `keys`."""
    return _Search(instance, keys, choice, flow, dear).settled()


class _Search:
    """Raises prices from the least there can be until nobody outside would push somebody inside away."""

    def __init__(self, instance: Instance, keys: Whole, choice: Choice, flow: Flow, dear: int) -> None:
        self.instance, self.flow, self.dear = instance, flow, dear
        reviewers = instance.shape[1]
        paper, reviewer = keys // reviewers, keys % reviewers
        group, points = (
            instance.group_of[paper, instance.side[reviewer]],
            instance.points.ravel()[keys].astype(np.int64),
        )
        inside = np.flatnonzero(marked(keys, choice.held))
        inside = inside[np.argsort(group[inside], kind="stable")]
        outside = np.flatnonzero(~marked(keys, choice.full))
        outside = outside[np.argsort(reviewer[outside])]
        self.inside, self.outside = (tuple(part[at] for part in (group, reviewer, points)) for at in (inside, outside))
        self.inside_starts, self.inside_groups = _runs(self.inside[0])
        self.outside_starts, self.outside_reviewers = _runs(self.outside[1])

    def settled(self) -> Prices:
        """Sweep until nothing moves."""
        low, load = self.instance.low, self.flow.load
        v = np.where(low == 0, 0, np.where(load > low, 0, np.where(load < low, -self.dear, -ANY)))
        while True:
            u = self.group_prices(v)
            pushed = (
                np.maximum.reduceat(self.outside[2] - u[self.outside[0]], self.outside_starts)
                if len(self.outside_starts)
                else v[:0]
            )
            raised = v.copy()
            raised[self.outside_reviewers] = np.maximum(v[self.outside_reviewers], pushed)
            if (raised == v).all():
                return Prices(u, v)
            v = raised

    def group_prices(self, v: Whole) -> Whole:
        """Give the highest group prices that leave no chosen pair a loss."""
        u: Whole = np.full(len(self.instance.group_paper), ANY)
        if len(self.inside_starts):
            u[self.inside_groups] = np.minimum.reduceat(self.inside[2] - v[self.inside[1]], self.inside_starts)
        u[self.flow.unfilled > 0] = np.minimum(u[self.flow.unfilled > 0], -self.dear)
        u = np.maximum(u, -self.dear)
        if len(self.instance.sides) == 1:
            return u
        free = self.flow.extra > 0
        paper = np.full(len(self.instance.demand), ANY)
        np.minimum.at(paper, self.instance.group_paper[free], u[free])
        prices: Whole = np.minimum(u, paper[self.instance.group_paper])
        return prices


def _runs(values: Whole) -> tuple[Whole, Whole]:
    """Give where each run of equal values starts, and the value."""
    starts = np.flatnonzero(np.diff(values, prepend=-1))
    return starts, values[starts]


@dataclass(frozen=True, slots=True, eq=False)
class Near:
    """The pairs that the prices do not exclude or nearly include, and by how much the bound exceeds the total."""

    keys: Whole
    excess: int


def near_pairs(instance: Instance, prices: Prices, chosen: Whole, slack: int, most: int) -> Near:
    """Price all pairs; give those above minus the slack, at most the best `most` of each submission and side."""
    if instance.allowed is not None:
        gain = margins(instance, prices, instance.allowed)
        found, gains = instance.allowed[gain > -slack], int(gain[gain > 0].sum())
    else:
        found, gains = _near_dense(instance, prices, slack, most)
    inside = margins(instance, prices, chosen)
    return Near(found, gains - int(inside[inside > 0].sum()))


def _near_dense(instance: Instance, prices: Prices, slack: int, most: int) -> tuple[Whole, int]:
    papers, reviewers = instance.shape
    found, step, gains = [np.empty(0, np.int64)], max(1, BLOCK // max(1, reviewers)), 0
    u, v = prices.group.astype(np.int32), prices.reviewer.astype(np.int32)
    for start in range(0, papers, step):
        for at, side in enumerate(instance.sides):
            worth, least = (
                instance.points[start : start + step, side] - v[side],
                u[instance.group_of[start : start + step, at]],
            )
            rows, columns = places_of(worth > (least - slack)[:, None])
            gains += int(np.maximum(worth[rows, columns].astype(np.int64) - least[rows], 0).sum())
            rows, columns = thinned(worth, rows, columns, most)
            found.append((start + rows) * reviewers + side.start + columns)
    return np.concatenate(found), gains


def margins(instance: Instance, prices: Prices, keys: Whole) -> Whole:
    """Give points - u - v of pairs: how far each is above or below what its places cost."""
    paper, reviewer = np.divmod(keys, instance.shape[1])
    group = instance.group_of[paper, instance.side[reviewer]]
    gain: Whole = instance.points.ravel()[keys] - prices.group[group] - prices.reviewer[reviewer]
    return gain


def bound_of(instance: Instance, prices: Prices, chosen: Whole, cap: int = 1) -> int:
    """Give the total that no plan exceeds, by these prices; `chosen` are the only pairs with a gain above them."""
    gain = margins(instance, prices, chosen)
    spare, highest = instance.spare, np.full(len(instance.demand), -ANY)
    np.maximum.at(highest, instance.group_paper, prices.group)
    needed = (prices.group * instance.group_need)[instance.group_need > 0].sum()
    free = (highest * spare)[spare > 0].sum()
    worth = np.where(prices.reviewer > 0, instance.high, instance.low) * prices.reviewer
    return int(needed + free + worth.sum() + cap * np.maximum(gain, 0).sum())
