from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.behaviours import behaviour
from workflow.catalogue.bits import ManyKeys, OneKey, bits_of, most_shared, positions_of

SIZE = 40
sets = st.sets(st.integers(0, SIZE - 1))


@behaviour("H1")
@given(sets, st.integers(0, 5), st.one_of(st.none(), st.integers(0, 5)))
def test_a_set_gives_its_positions_in_their_order(held: set[int], first: int, count: int | None) -> None:
    found = positions_of(bits_of(held, SIZE), first, count)
    assert found == sorted(held)[first:][:count]


@behaviour("H1")
@pytest.mark.parametrize("among", [set(), {0}, {1, 2}, set(range(6))])
def test_both_kinds_of_facet_count_and_find_alike(among: set[int]) -> None:
    column = ["a", "b", "a", "", "c", "a"]
    many = ManyKeys({key: bits_of((n for n, k in enumerate(column) if k == key), 6) for key in "abc"})
    for facet in (many, OneKey(column)):
        assert dict(facet.counts(bits_of(among, 6))) == Counter(column[n] for n in among if column[n])
        assert [positions_of(facet.having(key)) for key in ("a", "b", "z", "")] == [[0, 2, 5], [1], [], []]


@behaviour("H3")
@given(st.lists(sets, max_size=12), sets, st.integers(1, 6))
def test_what_is_in_the_most_sets_comes_first(held: list[set[int]], among: set[int], count: int) -> None:
    numbers = Counter(position for one in held for position in one if position in among)
    expected = sorted(numbers, key=lambda position: (-numbers[position], position))[:count]
    assert most_shared([bits_of(one, SIZE) for one in held], bits_of(among, SIZE), count) == expected
