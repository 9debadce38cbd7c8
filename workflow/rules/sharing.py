"""Shares what reviewers can give among the objectives that want it, so that the worst-served gets as much as it can.

Each reviewer can give only so much, and only to objectives he knows. The share of the worst-served objectives is the
smallest of (what all who know one of them can give) / (what they want) over all sets of objectives; a set with this
share is found by a flow and its cut, then the others are shared in the same way without those reviewers (the
lexicographically optimal flow of Megiddo, Mathematical Programming 7, 1974; by Dinkelbach's steps).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping
from itertools import pairwise

SCALE = 10_000
"""Amounts are counted in parts of this, so that equal facts give equal shares everywhere."""

Givers = dict[frozenset[str], int]
"""What those who know exactly these objectives can give together."""


Steps = list[tuple[str, frozenset[str]]]
"""Objectives and who gives to each, from the one that is helped at the end back to the one that lacks something."""


def shares(wanted: Mapping[str, float], givers: Mapping[frozenset[str], float]) -> dict[str, float]:
    """Give for each objective which part of what it wants can be given, 0 to 1."""
    found = dict.fromkeys(sorted(wanted), 1.0)
    rest = {key: round(amount * SCALE) for key, amount in sorted(wanted.items()) if amount > 0}
    able = _able(givers, rest)
    while rest and (worst := _worst_served(rest, able)):
        share, short = worst
        found.update(dict.fromkeys(short, share))
        rest = {key: amount for key, amount in rest.items() if key not in short}
        able = {know: amount for know, amount in able.items() if not know & short}
    return found


def unmet(wanted: Mapping[str, float], givers: Mapping[frozenset[str], float]) -> float:
    """Give how much of what is wanted cannot be given, however it is shared."""
    amounts = {key: round(amount * SCALE) for key, amount in sorted(wanted.items())}
    flow = _Flow(amounts, _able(givers, amounts), 1.0)
    flow.short()
    return sum(flow.missing.values()) / SCALE


def _able(givers: Mapping[frozenset[str], float], wanted: Collection[str]) -> Givers:
    """Give what those can give together who know the same of the objectives that are wanted."""
    able: Givers = {}
    for know, amount in sorted(givers.items(), key=lambda pair: sorted(pair[0])):
        known = know.intersection(wanted)
        able[known] = able.get(known, 0) + round(amount * SCALE)
    return able


def _worst_served(wanted: Mapping[str, int], givers: Givers) -> tuple[float, frozenset[str]] | None:
    """Give the smallest share and the objectives that have it, or None when all that is wanted can be given."""
    share, worst = 1.0, frozenset[str]()
    while short := _Flow(wanted, givers, share).short():
        can = sum(amount for know, amount in givers.items() if know & short)
        smaller = can / sum(wanted[key] for key in short)
        if smaller >= share:
            break
        share, worst = smaller, short
    return (share, worst) if worst else None


class _Flow:
    """What flows from givers to objectives when each wants this share; amounts are whole."""

    def __init__(self, wanted: Mapping[str, int], givers: Givers, share: float) -> None:
        self.missing = {key: int(amount * share) for key, amount in wanted.items()}
        self.left = dict(givers)
        self.given: dict[frozenset[str], dict[str, int]] = {know: {} for know in givers}
        self.known = {key: [know for know in givers if key in know] for key in wanted}
        self.free = {key: [know for know in known if givers[know] > 0] for key, known in self.known.items()}

    def short(self) -> frozenset[str]:
        """Send as much as can be sent; give the objectives that then lack something and cannot be helped."""
        lacking: set[str] = set()
        for key in self.missing:
            while self.missing[key] > 0:
                way = self._way(key)
                if isinstance(way, set):
                    lacking |= way
                    break
                self._send(key, way)
        return frozenset(lacking)

    def _way(self, start: str) -> Steps | set[str]:
        """Give steps (objective, giver) to a giver who has something left, or the objectives that were reached."""
        came: dict[str, tuple[str, frozenset[str]]] = {}
        seen, asked, line = {start}, set[frozenset[str]](), deque([start])
        while line:
            key = line.popleft()
            if giver := self._free(key):
                return self._back(start, key, giver, came)
            for giver in self.known[key]:
                if giver not in asked:
                    asked.add(giver)
                    for other in sorted(self.given[giver].keys() - seen):
                        came[other] = (key, giver)
                        seen.add(other)
                        line.append(other)
        return seen

    def _free(self, key: str) -> frozenset[str] | None:
        """Give somebody who knows the objective and has something left."""
        able = self.free[key]
        while able and not self.left[able[-1]]:
            able.pop()
        return able[-1] if able else None

    @staticmethod
    def _back(start: str, key: str, giver: frozenset[str], came: Mapping[str, tuple[str, frozenset[str]]]) -> Steps:
        steps = [(key, giver)]
        while key != start:
            steps.append(came[key])
            key = came[key][0]
        return steps

    def _send(self, key: str, steps: Steps) -> None:
        """Send along the steps as much as the narrowest of them takes."""
        amount = min(self.missing[key], self.left[steps[0][1]])
        for (taker, _), (_, giver) in pairwise(steps):
            amount = min(amount, self.given[giver][taker])
        self.missing[key] -= amount
        self.left[steps[0][1]] -= amount
        for n, (taker, giver) in enumerate(steps):
            self.given[giver][taker] = self.given[giver].get(taker, 0) + amount
            if n:
                self._take_back(giver, steps[n - 1][0], amount)

    def _take_back(self, giver: frozenset[str], taker: str, amount: int) -> None:
        self.given[giver][taker] -= amount
        if not self.given[giver][taker]:
            del self.given[giver][taker]
