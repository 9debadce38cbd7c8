"""Finds places for a process on paper: the usual way down the middle, the rest beside it, lines in lanes between.

The middle of the main column is x = 0, so that both sides are the same arithmetic: -1 is left, 1 is right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from workflow.process.definition import Process, Transition

WIDTH, HEIGHT = 104, 48  # of a state
PITCH, GAP = 120, 16  # from one state of the path to the next; between states beside it
LANE, BEAD = 20, 9  # the width of a line's lane, the radius of its number


@dataclass
class Line:
    """One row of the table on one side of the main column; its ports are where it touches each state."""

    row: Transition
    side: int
    states: list[str] = field(default_factory=list)
    ports: dict[str, float] = field(default_factory=dict)
    lane: float = 0

    @property
    def ends(self) -> tuple[float, float]:
        """How far the line's vertical part reaches, top and bottom."""
        return min(self.ports.values()), max(self.ports.values())


class Layout:
    """Where the states and lines of a process go."""

    def __init__(self, process: Process, shown: Collection[str], rows: Collection[Transition]) -> None:
        self.path = [name for name in process.path if name in shown]
        self.legs = [(row, a, row.target) for row in rows for a in row.sources if {a, row.target} <= set(shown)]
        loose = [state.name for state in process.states if state.name in shown and state.name not in self.path]
        self.beside = self._choose_sides(loose)
        self.lines = self._collect_lines()
        self.y = self._place_states()
        self._place_ports()
        self.gutter = {side: self._place_lanes([line for line in self.lines if line.side == side]) for side in (-1, 1)}

    def x(self, name: str) -> float:
        """Give the middle of a state."""
        side = self.beside.get(name, 0)
        return side * (WIDTH + self.gutter[side]) if side else 0

    def frame(self) -> str:
        """Give the attributes that frame the whole picture."""
        reach = [(self.x(name), WIDTH / 2 + 6) for name in self.y] + [(line.lane, BEAD + 6) for line in self.lines]
        left, right = (max(side * x + room for x, room in reach) for side in (-1, 1))
        width, height = left + right, max(self.y.values()) + HEIGHT + 12
        return f'viewBox="{-left:g} -6 {width:g} {height:g}" width="{width:g}" height="{height:g}"'

    def straight(self) -> Iterator[tuple[Transition, float, str, str]]:
        """Give the rows between neighbours on the path, each with its x, side by side."""
        for pair in pairwise(self.path):
            rows = [leg for leg in self.legs if leg[1:] in {pair, pair[::-1]}]
            rows.sort(key=lambda leg: (leg[1:] == pair, -leg[0].number))
            for n, (row, source, target) in enumerate(rows):
                yield row, (n - (len(rows) - 1) / 2) * 30, source, target

    def _choose_sides(self, names: list[str]) -> dict[str, int]:
        """Keep states that rows connect on one side, so that no line crosses the main column; then balance."""
        groups: list[set[str]] = []
        for name in names:
            near = {state for _, *leg in self.legs if name in leg for state in leg}
            tied = [group for group in groups if group & near]
            groups = [group for group in groups if group not in tied] + [{name}.union(*tied)]
        load, beside = {1: 0, -1: 0}, {}
        for group in groups:
            side = min(load, key=lambda side: load[side])
            load[side] += sum(bool(group & set(leg)) for _, *leg in self.legs)
            beside.update(dict.fromkeys(group, side))
        return {name: beside[name] for name in names}

    def _collect_lines(self) -> list[Line]:
        lines: dict[tuple[int, int], Line] = {}
        neighbours = {leg for pair in pairwise(self.path) for leg in (pair, pair[::-1])}
        for row, source, target in self.legs:
            if (source, target) not in neighbours:
                side = self.beside.get(source) or self.beside.get(target) or 1
                line = lines.setdefault((row.number, side), Line(row, side))
                line.states += [name for name in dict.fromkeys((source, target)) if name not in line.states]
        return list(lines.values())

    def _place_states(self) -> dict[str, float]:
        """Put the path at equal distances, and each state beside it as near to its neighbours as there is room."""
        y = {name: float(n * PITCH) for n, name in enumerate(self.path)}
        near = {name: [y[s] for _, *leg in self.legs if name in leg for s in leg if s in y] for name in self.beside}
        wanted = {name: sum(near[name]) / max(len(near[name]), 1) for name in self.beside}
        free = {-1: 0.0, 1: 0.0}
        for name in sorted(self.beside, key=lambda name: wanted[name]):
            side = self.beside[name]
            y[name] = max(wanted[name], free[side])
            free[side] = y[name] + HEIGHT + GAP
        return y

    def _place_ports(self) -> None:
        """Spread the lines that touch one edge of a state, in the order of where they come from."""
        edges: dict[tuple[str, int], list[Line]] = defaultdict(list)
        for line in self.lines:
            for name in line.states:
                edges[name, line.side].append(line)
        for (name, _), lines in edges.items():
            lines.sort(key=lambda line: sum(self.y[s] for s in line.states) / len(line.states))
            for n, line in enumerate(lines, 1):
                line.ports[name] = self.y[name] + HEIGHT * n / (len(lines) + 1)

    def _place_lanes(self, lines: list[Line]) -> float:
        """Give each line a lane where it meets no other, short ones nearest to the path; give the gutter's width."""
        lanes: list[list[Line]] = []
        for line in sorted(lines, key=lambda line: line.ends[1] - line.ends[0]):
            top, bottom = line.ends
            clear = (lane for lane in lanes if all(o.ends[0] > bottom + LANE or o.ends[1] < top - LANE for o in lane))
            lane = next(clear, None)
            if lane is None:
                lanes.append(lane := [])
            lane.append(line)
            line.lane = line.side * (WIDTH / 2 + LANE * (lanes.index(lane) + 1))
        return LANE * (len(lanes) + 1)

    def arrows(self) -> Iterator[tuple[str, bool]]:
        """Give the way of every arrow, and whether it belongs to the usual path."""
        for row, x, source, target in self.straight():
            start, end = self.y[source], self.y[target]
            down = start < end
            yield f"M{x:g} {start + HEIGHT * down:g}V{end + HEIGHT * (not down):g}", down and not row.back
        for line in self.lines:
            for row, source, target in self.legs:
                if row is line.row and {source, target} <= line.ports.keys():
                    (x1, y1), (x2, y2) = ((self._edge(name, line.side), line.ports[name]) for name in (source, target))
                    yield f"M{x1:g} {y1:g}H{line.lane:g}V{y2:g}H{x2:g}", False

    def beads(self) -> list[tuple[Transition, float, float]]:
        """Give a place on each line for its number, away from other numbers and from lines that cross."""
        beads = [(row, x, (self.y[a] + self.y[b] + HEIGHT) / 2) for row, x, a, b in self.straight()]
        for line in self.lines:
            top, bottom = line.ends
            busy = [y for other in self.lines if other.side == line.side for y in other.ports.values()]
            places = [top + (bottom - top) * n / 24 for n in range(4, 21)]

            def crowd(y: float, x: float = line.lane, busy: list[float] = busy) -> int:
                near = sum(abs(bx - x) < 2 * BEAD and abs(by - y) < 2 * BEAD for _, bx, by in beads)
                return 3 * near + sum(abs(other - y) < BEAD for other in busy)

            beads.append((line.row, line.lane, min(places, key=crowd)))
        return beads

    def _edge(self, name: str, side: int) -> float:
        """Give the x of the edge of a state that looks at a gutter."""
        return self.x(name) + (-side if name in self.beside else side) * WIDTH / 2
