"""Where the marks of a spread stand."""

from __future__ import annotations

import pytest

from web.charts import bars, scale, spread
from web.parts import Score, TypicalDays

UN, EXTERNAL = True, False


@pytest.mark.parametrize(
    ("scores", "marks", "line", "apart"),
    [
        ([], [], None, 0),
        ([(None, UN), (2, EXTERNAL)], [(42, EXTERNAL)], None, 0),
        ([(2, EXTERNAL), (4, UN)], [(98, UN), (42, EXTERNAL)], (42, 98), 2),
        ([(4, EXTERNAL), (4, UN)], [(91, UN), (105, EXTERNAL)], (98, 98), 0),
        ([(1, EXTERNAL), (1, EXTERNAL), (1, UN)], [(0, UN), (14, EXTERNAL), (28, EXTERNAL)], (14, 14), 0),
    ],
)
def test_marks_stand_at_their_scores_and_equal_ones_side_by_side(
    scores: list[tuple[int | None, bool]], marks: list[tuple[float, bool]], line: tuple[int, int] | None, apart: int
) -> None:
    plot = spread([Score(value, internal) for value, internal in scores])
    assert ([(mark.x, mark.internal) for mark in plot.marks], plot.line, plot.apart) == (marks, line, apart)


def test_two_points_are_a_disagreement() -> None:
    assert [spread([Score(1, UN), Score(other, EXTERNAL)]).disagree for other in (1, 2, 3)] == [False, False, True]


def test_a_right_to_left_page_counts_from_the_right() -> None:
    assert [spread([Score(value, UN)], rtl=True).marks[0].x for value in (1, 5)] == [126, 14]


@pytest.mark.parametrize(
    ("days", "last", "zero_label", "last_label"),
    [
        ((23, 34, 21, 62), 90, 12, 408),
        ((1, 5, 2, 9), 30, None, 408),
        ((40, 90, 60, 132), 150, 12, 408),
        ((5, 40, 9, 81), 90, None, None),
    ],
)
def test_a_scale_of_days_ends_at_a_round_number_and_no_label_covers_another(
    days: tuple[int, int, int, int], last: int, zero_label: float | None, last_label: float | None
) -> None:
    today, half, low, high = days
    plot = scale(TypicalDays(today=today, half=half, low=low, high=high))
    assert (plot.last, plot.zero_label, plot.last_label) == (last, zero_label, last_label)


def test_a_scale_of_days_is_mirrored_in_a_right_to_left_page() -> None:
    days = TypicalDays(today=0, half=30, low=15, high=60)
    there, back = scale(days), scale(days, rtl=True)
    assert (there.today, back.today) == (12, 408)
    assert there.band[1] == back.band[1]


@pytest.mark.parametrize(
    ("values", "most", "rtl", "placed"),
    [
        ((3, 6), 6, False, [(0.0, 60.0), (0.0, 120.0)]),
        ((3, 6), 6, True, [(60.0, 60.0), (0.0, 120.0)]),
        ((0, 1), 1000, False, [(0.0, 0.0), (0.0, 2)]),
        ((0, 0), 0, True, [(120.0, 0.0), (120.0, 0.0)]),
    ],
)
def test_bars_begin_where_reading_begins(
    values: tuple[int, int], most: int, rtl: bool, placed: list[tuple[float, float]]
) -> None:
    plot = bars(values, most, rtl=rtl)
    assert ([(bar.x, bar.width) for bar in plot.bars], plot.height) == (placed, 21)
