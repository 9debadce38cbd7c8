"""Chains of any length that raise the worst-served submission: the search for whoever can be set free, step by step."""

from __future__ import annotations

import numpy as np

from workflow.roster.matching.instance import NEVER
from workflow.roster.matching.panels import Panels, Replacement
from workflow.roster.matching.problem import Whole

LONGEST = 12
"""So many submissions a chain goes over at most."""


def detour(panels: Panels, paper: int) -> tuple[Replacement, ...] | None:
    """Give the shortest chain that raises a submission and leaves all others above where it was, or None."""
    for place in panels.places[paper]:
        if chain := _Search(panels, int(place)).chain():
            return chain
    return None


class _Search:
    """Which reviewers can be set free for the holder of `place` to be exchanged, and how."""

    def __init__(self, panels: Panels, place: int) -> None:
        self.panels, self.place = panels, place
        self.paper, leaving = int(panels.paper[place]), int(panels.reviewer[place])
        self.score = int(panels.score[self.paper])
        self.free = panels.load < panels.instance.high
        if panels.load[leaving] <= panels.instance.low[leaving]:
            self.free[:] = False
        self.free[leaving] = True
        self.via = np.full(len(self.free), -1)
        """The place that sets a reviewer free by passing to somebody else."""
        self.to = np.full(len(self.free), -1)
        """Whom that place takes instead."""

    def chain(self) -> tuple[Replacement, ...] | None:
        """Widen the circle of those who can be free until the submission finds somebody better among them."""
        new = np.flatnonzero(self.free)
        for _ in range(LONGEST):
            if found := self._found(new):
                return found
            new = self._widened(new)
            if not len(new):
                return None
        return None

    def _found(self, new: Whole) -> tuple[Replacement, ...] | None:
        panels = self.panels
        worth = np.where(panels.may[self.place, panels.kind[new]], panels.open[self.paper, new], 0)
        for reviewer in new[np.argsort(-worth, kind="stable")][: (worth > panels.worth[self.place]).sum()]:
            chain = self._back_from(int(reviewer))
            touched = [int(panels.paper[place]) for place, _ in chain]
            if len(set(touched)) == len(touched):
                return chain
        return None

    def _back_from(self, reviewer: int) -> tuple[Replacement, ...]:
        chain = [(self.place, reviewer)]
        while self.via[reviewer] >= 0:
            place, reviewer = int(self.via[reviewer]), int(self.to[reviewer])
            chain.append((place, reviewer))
        return tuple(chain)

    def _widened(self, new: Whole) -> Whole:
        """Set free whoever holds a place that one of the new could take without its submission falling too far."""
        panels = self.panels
        bound = np.flatnonzero(~self.free[panels.reviewer] & (panels.paper != self.paper))
        if not len(bound) or not len(new):
            return new[:0]
        worth = panels.open[panels.paper[bound][:, None], new]
        if len(panels.instance.kinds.traits) > 1:
            worth = np.where(panels.may[bound][:, panels.kind[new]], worth, NEVER)
        best = worth.argmax(axis=1)
        change = worth[np.arange(len(bound)), best] - panels.worth[bound]
        good = np.flatnonzero(panels.score[panels.paper[bound]] + change > self.score)
        good = good[np.argsort(change[good], kind="stable")]
        reviewer = panels.reviewer[bound[good]]
        self.via[reviewer], self.to[reviewer], self.free[reviewer] = bound[good], new[best[good]], True
        return np.unique(reviewer)
