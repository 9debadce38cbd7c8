"""Raises the worst-served submissions as far as a share of the total may pay for it, then wins back what it can.

From the plan with the highest total: the submission with the lowest score is raised by an exchange or a chain over at
most two further submissions (`chains`), at the least cost, until that is impossible; the total is regained by flows
with that floor kept; then the next submissions are raised in the order of their scores while the share lasts. At the
end no such chain within the share raises a submission without letting another fall to where it was.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from workflow.roster.matching.chains import Terms, best_chain
from workflow.roster.matching.detours import detour
from workflow.roster.matching.exact import best_total
from workflow.roster.matching.instance import Instance
from workflow.roster.matching.panels import Panels, Replacement
from workflow.roster.matching.problem import Whole

TRIES = 8
"""So many flows try to win the total back before it is left as it is."""


@dataclass(frozen=True, slots=True)
class Chained:
    """One chain that was carried out: who rose, who gave up how many points, by place in the instance."""

    raised: int
    before: int
    after: int
    others: tuple[tuple[int, int], ...]
    gain: int


@dataclass(frozen=True, slots=True)
class Step:
    """A point of the floor/total curve."""

    floor: int
    total: int


@dataclass(frozen=True, slots=True, eq=False)
class Fair:
    """The fairer choice, how it came about, and what each floor cost."""

    chosen: Whole
    total: int
    exchanges: tuple[Chained, ...]
    curve: tuple[Step, ...]


def fairer(instance: Instance, chosen: Whole, candidates: Whole, share: float) -> Fair:
    """Raise the worst-served from the best choice `chosen`, for at most `share` of its total."""
    if not len(chosen):
        return Fair(chosen, 0, (), ())
    climb = _Climb(instance, chosen, candidates, share)
    climb.raise_the_worst()
    climb.regain()
    climb.raise_the_worst()
    climb.raise_in_order()
    return Fair(climb.panels.chosen, climb.panels.total, tuple(climb.exchanges), tuple(climb.curve))


class _Climb:
    """The panels on their way, with a record of each exchange."""

    def __init__(self, instance: Instance, chosen: Whole, candidates: Whole, share: float) -> None:
        self.candidates = candidates
        self.instance, self.panels = instance, Panels(instance, chosen)
        self.least = int(np.ceil(self.panels.total * (1 - share)))
        self.wanting = np.flatnonzero(instance.demand > 0)
        self.exchanges: list[Chained] = []
        self.curve = [Step(self.floor, self.panels.total)]

    @property
    def floor(self) -> int:
        """Give the lowest score of a submission that needs anybody."""
        return int(self.panels.score[self.wanting].min())

    def raise_the_worst(self) -> None:
        """Raise the lowest submission as long as a chain can, over two others or in the end over more."""
        while self.raised(self._lowest(), over=2) or self._led_around(self._lowest()):
            pass

    def _lowest(self) -> int:
        return int(self.wanting[self.panels.score[self.wanting].argmin()])

    def raise_in_order(self) -> None:
        """Raise whoever can be raised, from the lowest up, until nobody can."""
        while self._pass():
            pass

    def _pass(self) -> bool:
        waiting = [(int(self.panels.score[paper]), int(paper)) for paper in self.wanting]
        heapq.heapify(waiting)
        before = len(self.exchanges)
        while waiting:
            score, paper = heapq.heappop(waiting)
            if score == self.panels.score[paper]:
                for touched in self.raised(paper, over=1):
                    heapq.heappush(waiting, (int(self.panels.score[touched]), touched))
        return len(self.exchanges) > before

    def raised(self, paper: int, *, over: int) -> tuple[int, ...]:
        """Raise one submission if a chain over one or two others can; give those that it touched."""
        chain = best_chain(self.panels, paper, Terms(self.least - self.panels.total, over))
        return self._carried_out(paper, chain.replacements) if chain else ()

    def _led_around(self, paper: int) -> tuple[int, ...]:
        """Raise one submission by a longer chain, if there is one and the share pays for it."""
        chain = detour(self.panels, paper)
        return self._carried_out(paper, chain) if chain and self._total_after(chain) >= self.least else ()

    def _total_after(self, chain: tuple[Replacement, ...]) -> int:
        panels = self.panels
        change = sum(int(self.instance.points[panels.paper[n], who] - panels.worth[n]) for n, who in chain)
        return panels.total + change

    def _carried_out(self, paper: int, chain: tuple[Replacement, ...]) -> tuple[int, ...]:
        panels, total = self.panels, self.panels.total
        touched = tuple(dict.fromkeys(int(panels.paper[place]) for place, _ in chain))
        before = {each: int(panels.score[each]) for each in touched}
        panels.replace(chain)
        others = tuple((each, int(panels.score[each]) - before[each]) for each in touched if each != paper)
        self.exchanges.append(Chained(paper, before[paper], int(panels.score[paper]), others, panels.total - total))
        if self.floor > self.curve[-1].floor:
            self.curve.append(Step(self.floor, panels.total))
        return touched

    def regain(self) -> None:
        """Win total back by flows among the submissions that stay above the floor; the others keep their panels."""
        if not self.instance.quotas.only_sides:
            return
        floor, kept = self.floor, np.zeros(len(self.instance.demand), bool)
        for _ in range(TRIES):
            free = _others_free(self.instance, self.panels, kept)
            best = best_total(free, self.candidates)
            held = self.panels.chosen[kept[self.panels.chosen // self.instance.shape[1]]]
            found = Panels(self.instance, np.concatenate([best.chosen, held]))
            low = found.score < floor
            if not low[self.wanting].any():
                self.panels = found if found.total > self.panels.total else self.panels
                self.curve.append(Step(self.floor, self.panels.total))
                return
            kept |= low


def _others_free(instance: Instance, panels: Panels, kept: NDArray[np.bool_]) -> Instance:
    """Give the instance without the submissions that keep their panels and the time these take."""
    taken = np.bincount(panels.reviewer[kept[panels.paper]], minlength=instance.shape[1])
    return replace(
        instance,
        demand=np.where(kept, 0, instance.demand),
        group_need=np.where(kept[instance.group_paper], 0, instance.group_need),
        high=instance.high - taken,
        low=np.maximum(instance.low - taken, 0),
    )
