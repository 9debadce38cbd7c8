"""The geometry of small charts, so that templates only write it down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from web.parts import Score, TypicalDays

WIDTH, MIDDLE, FIRST, STEP, BESIDE = 140, 12, 14, 28, 7
DISAGREE = 2


@dataclass(frozen=True, slots=True)
class Mark:
    """One score in the plot: where, and which shape."""

    x: float
    internal: bool


@dataclass(frozen=True, slots=True)
class Spread:
    """The scores of one criterion on a line from 1 to 5."""

    marks: tuple[Mark, ...]
    grid: tuple[int, ...]
    line: tuple[int, int] | None
    apart: int
    width: int = WIDTH
    y: int = MIDDLE

    @property
    def disagree(self) -> bool:
        """Say whether the scores are so far apart that people must look."""
        return self.apart >= DISAGREE


def _x(value: int, *, rtl: bool) -> int:
    """Give the place of a score; it runs from the right in a right-to-left page."""
    x = FIRST + STEP * (value - 1)
    return WIDTH - x if rtl else x


def spread(scores: Sequence[Score], *, rtl: bool = False) -> Spread:
    """Place the scores; equal ones stand side by side instead of on top of each other."""
    given = sorted(
        (score for score in scores if score.value is not None), key=lambda score: score.internal, reverse=True
    )
    values = [score.value or 0 for score in given]
    twins, seen = Counter(values), Counter[int]()
    marks = []
    for score, value in zip(given, values, strict=True):
        aside = BESIDE * (2 * seen[value] - (twins[value] - 1))
        seen[value] += 1
        marks.append(Mark(_x(value, rtl=rtl) + aside, score.internal))
    low, high = (min(values), max(values)) if values else (0, 0)
    ends = sorted((_x(low, rtl=rtl), _x(high, rtl=rtl)))
    line = (ends[0], ends[1]) if len(values) > 1 else None
    return Spread(tuple(marks), tuple(_x(step, rtl=rtl) for step in range(1, 6)), line, high - low)


BAR_WIDTH, BAR_HEIGHT, BAR_GAP, LEAST_BAR = 120, 9, 3, 2


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: where it begins, how long it is."""

    x: float
    y: int
    width: float


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars below each other that begin on the same side; one of nothing has no length."""

    bars: tuple[Bar, ...]
    height: int
    width: int = BAR_WIDTH
    thickness: int = BAR_HEIGHT


def bars(values: Sequence[float], most: float, *, rtl: bool = False) -> Bars:
    """Place bars whose longest would be as long as `most`; they begin at the right in a right-to-left page."""
    placed = []
    for n, value in enumerate(values):
        width = round(max(value / most * BAR_WIDTH, LEAST_BAR), 1) if most and value else 0.0
        placed.append(Bar(round(BAR_WIDTH - width, 1) if rtl else 0.0, n * (BAR_HEIGHT + BAR_GAP), width))
    return Bars(tuple(placed), len(placed) * (BAR_HEIGHT + BAR_GAP) - BAR_GAP)


SCALE_START, SCALE_END, LABEL_ROOM, ROUND_TO, AIR = 12, 408, 44, 30, 1.1


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale of days, with the places of what stands on it; None where a label would cover another."""

    days: TypicalDays
    last: int
    today: float
    half: float
    low: float
    high: float
    zero_label: float | None
    last_label: float | None

    @property
    def band(self) -> tuple[float, float]:
        """Give where the usual range begins and how wide it is."""
        return min(self.low, self.high), abs(self.high - self.low)


def scale(days: TypicalDays, *, rtl: bool = False) -> Scale:
    """Place the days of an item and of others like it on a scale that ends at a round number."""
    last = ceil(max(days.high, days.today, 1) * AIR / ROUND_TO) * ROUND_TO

    def x(day: int) -> float:
        along = day / last * (SCALE_END - SCALE_START)
        return round(SCALE_END - along if rtl else SCALE_START + along, 1)

    ends = x(0), x(last)
    zero, end = (
        at if abs(at - x(mark)) > LABEL_ROOM else None for at, mark in zip(ends, (days.low, days.high), strict=True)
    )
    return Scale(days, last, x(days.today), x(days.half), x(days.low), x(days.high), zero, end)
