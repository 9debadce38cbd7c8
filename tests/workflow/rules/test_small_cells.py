"""Counts of a protected attribute: no small one is shown, and none follows from those that are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from random import Random

import pytest

from tests.behaviours import behaviour
from workflow.rules import small_cells
from workflow.rules.small_cells import Counts, Group, _telling, release

VALUES = ("woman", "man", "other")


def a_roster(**sides: tuple[int, int, int]) -> tuple[dict[str, dict[str, list[int]]], dict[int, str]]:
    """Give groups with so many women, men and others each, and everybody together."""
    held: dict[int, str] = {}
    groups: dict[str, list[int]] = {}
    for side, numbers in sides.items():
        values = [value for value, n in zip(VALUES, numbers, strict=True) for _ in range(n)]
        groups[side] = list(range(len(held), len(held) + len(values)))
        held.update(zip(groups[side], values, strict=True))
    return {"everybody": {"": list(held)}, "side": groups}, held


def shown(found: Mapping[Group, Counts]) -> dict[str, tuple[int | None, ...]]:
    """Give what is shown of each group, by its key."""
    return {key: tuple(counts.values()) for (_dimension, key), counts in found.items()}


@behaviour("C13")
@pytest.mark.parametrize(("sides", "expected"), [
    # nothing is small
    ({"a": (5, 6, 7), "b": (8, 9, 10)}, {"": (13, 15, 17), "a": (5, 6, 7), "b": (8, 9, 10)}),
    # four others: they alone would be the total less the rest, so the next smallest goes too
    ({"a": (9, 8, 4)}, {"": (9, None, None), "a": (9, None, None)}),
    # nobody is a small count as well: it would say of each that he is something else
    ({"a": (9, 8, 0)}, {"": (9, None, None), "a": (9, None, None)}),
    # all of one kind: the others withheld come to nothing, which would tell of everybody
    ({"a": (9, 0, 0)}, {"": (None, None, None), "a": (None, None, None)}),
    # the two withheld ones are fewer than five together: a third goes
    ({"a": (9, 2, 1)}, {"": (None, None, None), "a": (None, None, None)}),
    # what one side hides, everybody less the other side would show
    ({"a": (9, 8, 7), "b": (9, 8, 1)}, {"": (18, 16, 8), "a": (9, None, None), "b": (9, None, None)}),
])  # fmt: skip
def test_a_small_count_is_withheld_and_what_would_give_it_away(
    sides: dict[str, tuple[int, int, int]], expected: dict[str, tuple[int | None, ...]]
) -> None:
    assert shown(release(*a_roster(**sides), VALUES)) == expected


def test_a_group_within_another_does_not_tell_of_the_few_between_them() -> None:
    held = {n: VALUES[n % 2] for n in range(24)}
    nested = {"everybody": {"": range(24)}, "objective": {"2": range(12), "3": range(14)}}
    found = shown(release(nested, held, VALUES[:2]))
    assert (found[""], found["3"], found["2"]) == ((12, 12), (7, 7), (None, None))


def test_equal_groups_show_the_same() -> None:
    held = {n: VALUES[n % 3] for n in range(30)}
    twins = {"objective": {"1": range(18), "2": range(18)}, "everybody": {"": range(30)}}
    found = shown(release(twins, held, VALUES))
    assert found["1"] == found["2"]


@pytest.mark.parametrize(("known", "telling"), [
    (("woman", "man", "other"), ()),
    (("woman", "man"), ("woman", "man")),
    (("woman",), ()),
    ((), ()),
])  # fmt: skip
def test_a_single_count_is_not_withheld_alone(known: tuple[str, ...], telling: tuple[str, ...]) -> None:
    assert tuple(_telling({"woman": 9, "man": 8, "other": 7}, known)) == telling


def rosters() -> Iterator[tuple[dict[str, dict[str, list[int]]], dict[int, str]]]:
    """Give small rosters that chance made, with two divisions of the whole."""
    for seed in range(25):
        chance, ids = Random(seed), range(9)
        held = {n: chance.choices(VALUES, (5, 4, 1))[0] for n in ids}
        sides = {n: chance.choice("ie") for n in ids}
        backgrounds = {n: chance.choice("ppta") for n in ids}
        yield (
            {
                "everybody": {"": list(ids)},
                "side": {key: [n for n in ids if sides[n] == key] for key in "ie"},
                "background": {key: [n for n in ids if backgrounds[n] == key] for key in "pta"},
            },
            held,
        )


@behaviour("C13")
def test_nobody_is_made_out_from_what_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try every roster that would show the same: each person could be something else in one of them."""
    monkeypatch.setattr(small_cells, "LEAST", 2)
    figures = 0
    for dimensions, held in rosters():
        found = release(dimensions, held, VALUES)
        known = [
            (set(dimensions[name][key]), value, n)
            for (name, key), counts in found.items()
            for value, n in counts.items()
            if n is not None
        ]
        figures += len(known)
        possible = [set[str]() for _ in held]
        for guess in product(VALUES, repeat=len(held)):
            if all(sum(guess[i] == value for i in group) == n for group, value, n in known):
                for person, value in enumerate(guess):
                    possible[person].add(value)
        assert all(len(values) > 1 for values in possible)
    assert figures > 20
