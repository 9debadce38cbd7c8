"""What is to be expected, with its range."""

from __future__ import annotations

from random import Random

import pytest

from tests.behaviours import behaviour
from workflow.rules.inflow import Expected, expected


@behaviour("C22")
@pytest.mark.parametrize(("items", "days", "ahead", "wanted"), [
    (60, 365, 365, Expected(60.0, 47, 75)),
    (14, 365, 365, Expected(14.0, 8, 22)),
    (0, 365, 365, Expected(0.0, 0, 2)),
    (20, 100, 50, Expected(10.0, 5, 15)),
    (20, 0, 50, Expected(0.0, 0, 0)),
    (20, 100, 0, Expected(0.0, 0, 0)),
])  # fmt: skip
def test_the_range_is_that_of_chance(items: int, days: int, ahead: int, wanted: Expected) -> None:
    assert expected(items, days, ahead) == wanted


@behaviour("C22")
@pytest.mark.parametrize("rate", [8.0, 40.0])
def test_eight_of_ten_years_lie_within_their_range(rate: float) -> None:
    chance = Random(7)
    years = [(_year(chance, rate), _year(chance, rate)) for _ in range(1500)]
    within = [expected(last, 365, 365).low <= coming <= expected(last, 365, 365).high for last, coming in years]
    assert 0.78 < sum(within) / len(within) < 0.9


def _year(chance: Random, rate: float) -> int:
    """Give how many come in a year if one comes after the other by chance."""
    at, items = chance.expovariate(rate), 0
    while at < 1:
        at, items = at + chance.expovariate(rate), items + 1
    return items
