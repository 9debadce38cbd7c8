"""Names what the roster lacks, the most wanted first: nobody on a side, too few for a panel, too little time left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from workflow.rules.coverage import SIDES, Demand, Line

GapKind = Literal["nobody", "no_side", "too_few", "no_time", "language", "region"]

RANK: dict[GapKind, int] = {"nobody": 0, "no_side": 1, "too_few": 2, "no_time": 3, "language": 1, "region": 4}
"""Of gaps that are wanted equally, which one is named first."""


NO_DEMAND = Demand(0, 0, {})


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
    if not line.supply.members and panel:
        yield _gap("nobody", line)
        return
    wanted, short = (line.demand or NO_DEMAND).wanted, missing(line, panel)
    for side in SIDES:
        have, left = line.supply.on(side), line.supply.left_on(side)
        if side in short:
            yield _gap("too_few" if have else "no_side", line, side, have, panel[side])
        elif wanted.get(side, 0) > left:
            yield _gap("no_time", line, side, left, wanted[side])


def _of_language(line: Line) -> Iterator[Gap]:
    if line.demand and line.demand.open > line.supply.members:
        yield _gap("language", line, have=line.supply.members)


def _of_region(line: Line) -> Iterator[Gap]:
    if line.demand and line.demand.is_any and not line.supply.members:
        yield _gap("region", line)


def _gap(kind: GapKind, line: Line, side: str = "", have: int = 0, need: int = 0) -> Gap:
    demand = line.demand or NO_DEMAND
    return Gap(kind=kind, key=line.key, side=side, have=have, need=need, open=demand.open, recent=demand.recent)
