"""The forecast from plain facts: who is missing, who waits, and when nothing is said."""

from __future__ import annotations

from datetime import date
from math import inf
from typing import Any

import pytest

from tests.behaviours import behaviour
from tests.workflow.rules.test_coverage import PANEL, an_item
from workflow.rules.forecast import Forecast, Reviewer, forecast
from workflow.rules.stints import Limits

TODAY = date(2026, 1, 1)


def reviewers(n: int, side: str, *objectives: str, cap: int = 4, **limits: Any) -> list[Reviewer]:
    """Give so many reviewers who know these objectives."""
    return [
        Reviewer(side=side, objectives=frozenset(objectives), languages=frozenset({"en"}),
                 limits=Limits(yearly_cap=cap, left=cap, **limits))
        for _ in range(n)
    ]  # fmt: skip


def made(items: list[Any], roster: list[Reviewer], days: int = 365) -> Forecast:
    """Give the forecast, which there must be."""
    found = forecast(items, roster, TODAY, days)
    assert found is not None
    return found


CLOSED: dict[str, Any] = {"is_open": False, "wants": {}}


@behaviour("C22")
@pytest.mark.parametrize(("n", "days", "is_made"), [(20, 90, True), (19, 365, False), (20, 89, False), (0, 0, False)])
def test_nothing_is_forecast_from_too_little(n: int, days: int, is_made: bool) -> None:
    assert (forecast([an_item(**CLOSED)] * n, [], TODAY, days) is not None) == is_made


@behaviour("C22")
def test_it_says_how_many_of_which_side_are_missing() -> None:
    roster = reviewers(5, "internal", "gcm-02") + reviewers(5, "external", "gcm-02")
    found = made([an_item(**CLOSED)] * 24, roster)
    by_kind = {(need.key, need.months): need for need in found.sides}
    year = by_kind["internal", 12], by_kind["external", 12]
    assert [(round(need.wanted), round(need.can_give), need.missing.middle) for need in year] == [
        (24, 20, 4.0), (48, 20, 28.0),
    ]  # fmt: skip
    assert [(need.people, need.reviewers.middle) for need in year] == [(5, 1), (5, 7)]
    assert year[1].missing.low < year[1].missing.middle < year[1].missing.high
    assert by_kind["external", 6].reviewers.middle == 7


def test_the_open_places_of_today_come_first() -> None:
    items = [an_item(**CLOSED)] * 24 + [an_item(is_recent=False, wants=PANEL)] * 10
    (internal,) = [need for need in made(items, []).sides if (need.key, need.months) == ("internal", 12)]
    assert (round(internal.wanted), internal.people, internal.reviewers.middle) == (34, 0, 17)


@behaviour("C22")
def test_it_says_which_objectives_wait_longest() -> None:
    items = [an_item(objectives=("gcm-02",), **CLOSED)] * 12 + [an_item(objectives=("gcm-07",), **CLOSED)] * 12
    items += [an_item(objectives=("gcm-09",), **CLOSED)] * 6
    roster = reviewers(9, "external", "gcm-02", "gcm-07", "gcm-09") + reviewers(9, "internal", "gcm-07")
    roster += reviewers(1, "internal", "gcm-02")
    found = made(items, roster)
    waits = [(need.key, None if need.wait == inf else round(need.wait, 1)) for need in found.objectives]
    assert waits == [("gcm-09", None), ("gcm-02", 24.0), ("gcm-07", 8.0)]
    assert round(found.objectives[0].missing["internal"]) == 6


def test_an_item_of_two_objectives_wants_one_panel() -> None:
    items = [an_item(objectives=("gcm-02", "gcm-07"), **CLOSED)] * 24
    found = made(items, [])
    assert [round(need.wanted["internal"]) for need in found.objectives] == [12, 12]
    assert [round(need.wanted) for need in found.sides if need.months == 12] == [24, 48]


@behaviour("C22")
def test_an_objective_with_few_items_has_no_word_of_its_own() -> None:
    items = [an_item(**CLOSED)] * 20 + [an_item(objectives=("gcm-07",), **CLOSED)] * 4
    found = made(items, [])
    assert ([need.key for need in found.objectives], found.too_few) == (["gcm-02"], (("gcm-07", 4),))


@behaviour("C22")
def test_a_language_lacks_readers() -> None:
    items = [an_item(language="fr", **CLOSED)] * 20 + [an_item(language="en", readers=0, **CLOSED)] * 5
    (french,) = [need for need in made(items, reviewers(30, "internal", "gcm-02")).languages if need.months == 12]
    assert (french.key, french.people, french.missing.middle, french.reviewers.middle) == ("fr", 0, 20.0, 10)


def test_nobody_waits_where_there_are_enough() -> None:
    roster = reviewers(30, "internal", "gcm-02") + reviewers(60, "external", "gcm-02")
    found = made([an_item(**CLOSED)] * 24, roster)
    assert {need.missing.high for need in (*found.sides, *found.languages)} == {0.0}
    assert [need.wait for need in found.objectives] == [0.0]
