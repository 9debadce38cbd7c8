"""Reviewers shared among objectives: the worst-served gets as much as it can, whatever the order of the facts."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest

from tests.behaviours import behaviour
from workflow.rules.sharing import shares, unmet


def of(**amounts: float) -> dict[frozenset[str], float]:
    """Give what those can give who know the objectives of each name: `ab` knows a and b."""
    return {frozenset(know): amount for know, amount in amounts.items()}


@behaviour("C22")
@pytest.mark.parametrize(("wanted", "givers", "expected"), [
    ({"a": 4.0}, of(a=2), {"a": 0.5}),
    ({"a": 4.0}, of(a=8), {"a": 1.0}),
    ({"a": 4.0}, {}, {"a": 0.0}),
    ({"a": 0.0}, {}, {"a": 1.0}),
    ({"a": 4.0, "b": 2.0}, of(a=1, ab=2), {"a": 0.5, "b": 0.5}),
    ({"a": 4.0, "b": 2.0}, of(a=4, ab=2), {"a": 1.0, "b": 1.0}),
    # whoever knows both goes where it is worse; a, which nobody else knows, cannot be helped by those of b
    ({"a": 4.0, "b": 2.0, "c": 2.0}, of(a=1, b=2, bc=1), {"a": 0.25, "b": 1.0, "c": 0.5}),
])  # fmt: skip
def test_the_worst_served_gets_what_can_be_had(
    wanted: dict[str, float], givers: dict[frozenset[str], float], expected: dict[str, float]
) -> None:
    assert {key: round(share, 3) for key, share in shares(wanted, givers).items()} == expected


def an_instance(seed: int) -> tuple[dict[str, float], dict[frozenset[str], float]]:
    """Give what chance wants and can give."""
    chance = Random(seed)
    givers: dict[frozenset[str], float] = {}
    for _ in range(chance.randint(0, 7)):
        know = frozenset(chance.sample("abcde", chance.randint(1, 3)))
        givers[know] = givers.get(know, 0.0) + chance.randint(0, 6)
    return {key: chance.randint(1, 20) / 2 for key in "abcde"}, givers


def by_all_sets(wanted: dict[str, float], givers: dict[frozenset[str], float]) -> dict[str, float]:
    """Give the shares by looking at every set of objectives."""
    found, rest, able = {}, dict(wanted), dict(givers)
    while rest:
        sets = [frozenset(some) for n in range(1, len(rest) + 1) for some in combinations(sorted(rest), n)]
        can = {some: sum(amount for know, amount in able.items() if know & some) for some in sets}
        share, _, worst = min((can[some] / sum(rest[key] for key in some), -len(some), sorted(some)) for some in sets)
        found.update(dict.fromkeys(worst, min(share, 1.0)))
        rest = {key: amount for key, amount in rest.items() if key not in worst}
        able = {know: amount for know, amount in able.items() if not know & set(worst)}
    return found


@behaviour("C22")
def test_the_shares_are_those_of_all_sets() -> None:
    for seed in range(150):
        wanted, givers = an_instance(seed)
        assert shares(wanted, givers) == pytest.approx(by_all_sets(wanted, givers), abs=2e-3)


def test_what_is_unmet_is_what_the_shares_leave() -> None:
    for seed in range(60):
        wanted, givers = an_instance(seed)
        served = by_all_sets(wanted, givers)
        left = sum(wanted[key] * (1 - served[key]) for key in wanted)
        assert unmet(wanted, givers) == pytest.approx(left, abs=2e-2)


def test_the_order_of_the_facts_changes_nothing() -> None:
    wanted, givers = an_instance(11)
    again = shares(dict(reversed(wanted.items())), dict(reversed(givers.items())))
    assert again == shares(wanted, givers)
