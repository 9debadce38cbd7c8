"""Names what the roster lacks, the most wanted first: nobody on a side, too few for a panel, too little time left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from workflow.rules.coverage import SIDES, Line

GapKind = Literal["nobody", "no_side", "too_few", "no_time", "language", "region"]

RANK: dict[GapKind, int] = {"nobody": 0, "no_side": 1, "too_few": 2, "no_time": 3, "language": 1, "region": 4}
"""Of gaps that are wanted equally, which one is named first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One thing that is missing, with the figures it is said with."""

    kind: GapKind
    key: str
    """The objective, language or region."""
    side: str = ""
    have: int = 0
    """Members there are, or reviews they can still be given."""
    need: int = 0
    """Members or reviews that are wanted."""
    open: int = 0
    recent: int = 0

    @property
    def order(self) -> tuple[int, int, int, str, str]:
        """What is open, then what was sent in, decides."""
        return -self.open, -self.recent, RANK[self.kind], self.key, self.side


def gaps(
    objectives: Iterable[Line], languages: Iterable[Line], regions: Iterable[Line], panel: Mapping[str, int]
) -> tuple[Gap, ...]:
    """Give every gap, the most wanted first; `panel` says how many of each side a panel needs."""
    found = [gap for line in objectives for gap in _of_objective(line, panel)]
    found += [gap for line in languages for gap in _of_language(line)]
    found += [gap for line in regions for gap in _of_region(line)]
    return tuple(sorted(found, key=lambda gap: gap.order))


def missing(line: Line, panel: Mapping[str, int]) -> dict[str, int]:
    """Give how many members of each side are missing for one panel."""
    short = {side: need - line.supply.on(side) for side, need in panel.items()}
    return {side: n for side, n in short.items() if n > 0}


def _of_objective(line: Line, panel: Mapping[str, int]) -> Iterator[Gap]:
    demand = line.demand
    wanted = demand.wanted if demand else {}
    counts = {"open": demand.open if demand else 0, "recent": demand.recent if demand else 0}
    if not line.supply.members and panel:
        yield Gap(kind="nobody", key=line.key, **counts)
        return
    short = missing(line, panel)
    for side in SIDES:
        have, left = line.supply.on(side), line.supply.left_on(side)
        if side in short:
            kind: GapKind = "too_few" if have else "no_side"
            yield Gap(kind=kind, key=line.key, side=side, have=have, need=panel[side], **counts)
        elif wanted.get(side, 0) > left:
            yield Gap(kind="no_time", key=line.key, side=side, have=left, need=wanted[side], **counts)


def _of_language(line: Line) -> Iterator[Gap]:
    demand = line.demand
    if demand and demand.open > line.supply.members:
        yield Gap(kind="language", key=line.key, have=line.supply.members, open=demand.open, recent=demand.recent)


def _of_region(line: Line) -> Iterator[Gap]:
    demand = line.demand
    if demand and demand.any and not line.supply.members:
        yield Gap(kind="region", key=line.key, open=demand.open, recent=demand.recent)
