"""The geometry of small charts, so that templates only write it down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from web.parts import Score

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
