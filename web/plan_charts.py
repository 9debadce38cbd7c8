"""The geometry of the drawings of a plan: what fairness costs, and how much everybody is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 300, 220
LEFT, RIGHT, TOP, BOTTOM = 44, 288, 14, 178
BAR_HEIGHT = 120


@dataclass(frozen=True, slots=True)
class Curve:
    """The line of floors and totals, the point that was chosen, and the figures at the ends of the axes."""

    path: str
    now: tuple[float, float]
    floors: tuple[tuple[float, float], ...]
    """(x, floor) to be written under the axis."""
    totals: tuple[tuple[float, float], ...]
    """(y, total) to be written beside it."""
    axis_x: int
    label_x: int


def curve(points: Sequence[tuple[float, float]], *, rtl: bool = False) -> Curve | None:
    """Place the points (floor, total); floors run from the right in a right-to-left page. None for a single point."""
    places = sorted(set(points))
    if len(places) <= 1:
        return None
    (low, high), (least, most) = _ends([x for x, _ in places]), _ends([y for _, y in places])

    def x(floor: float) -> float:
        along = (floor - low) / (high - low) * (RIGHT - LEFT)
        return round(WIDTH - LEFT - along if rtl else LEFT + along, 1)

    def y(total: float) -> float:
        return round(BOTTOM - (total - least) / (most - least) * (BOTTOM - TOP), 1)

    line = " ".join(f"{'L' if n else 'M'}{x(floor)} {y(total)}" for n, (floor, total) in enumerate(places))
    floor, total = points[-1]
    axis = WIDTH - LEFT if rtl else LEFT
    return Curve(
        line, (x(floor), y(total)), ((x(low), low), (x(high), high)), ((y(least), least), (y(most), most)), axis,
        axis + 22 if rtl else axis - 22,
    )  # fmt: skip


def _ends(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    return (low, high) if high > low else (low, low + 1)


@dataclass(frozen=True, slots=True)
class Bar:
    """How many members are asked so often."""

    x: float
    width: float
    y: float
    height: float
    times: int
    members: int


def bars(loads: Sequence[Sequence[int]], *, rtl: bool = False) -> tuple[Bar, ...]:
    """Place the bars of (times asked, members); bars begin at nought."""
    if not loads:
        return ()
    step = (WIDTH - 20) / len(loads)
    most = max(members for _, members in loads)
    found = []
    for n, (times, members) in enumerate(loads):
        at = 10 + step * n + step * 0.15
        width = round(step * 0.7, 1)
        height = round(members / most * (BAR_HEIGHT - 30), 1)
        x = round(WIDTH - at - width if rtl else at, 1)
        found.append(Bar(x, width, BAR_HEIGHT - 20 - height, height, times, members))
    return tuple(found)
