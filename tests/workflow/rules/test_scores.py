from __future__ import annotations

import pytest

from tests.behaviours import behaviour
from workflow.rules.scores import Summary, by_criterion, summarise


@behaviour("C10")
@pytest.mark.parametrize(
    ("answers", "n", "middle", "mean", "spread"),
    [
        ([], 0, None, None, None),
        ([None, None], 0, None, None, None),
        ([4], 1, 4.0, 4.0, 0),
        ([4, None], 1, 4.0, 4.0, 0),
        ([4, 2], 2, 3.0, 3.0, 2),
        ([1, 2, 5], 3, 2.0, 8 / 3, 4),
        ([5, 2, None, 4, 4], 4, 4.0, 3.75, 3),
    ],
)
def test_figures_leave_out_what_does_not_apply(
    answers: list[int | None], n: int, middle: float | None, mean: float | None, spread: int | None
) -> None:
    figures = summarise(answers)
    assert (figures.n, figures.median, figures.mean, figures.spread) == (n, middle, mean, spread)
    assert figures.not_applicable == answers.count(None)


@behaviour("C10")
def test_each_criterion_has_its_figures_in_the_order_of_the_form() -> None:
    figures = by_criterion(["quality", "relevance", "method"], [{"relevance": 4, "quality": 5}, {"quality": None}])
    assert list(figures) == ["quality", "relevance", "method"]
    assert figures["quality"] == Summary(1, 1, 5.0, 5.0, 5, 5)
    assert figures["method"] == Summary(0, 0)
