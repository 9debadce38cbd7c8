"""Says which counts of a protected attribute may be shown, so that no small group can be read from them.

A count under five is withheld, and with it as many others as are needed so that subtraction does not give it back
(primary and complementary suppression: Hundepool and others, Statistical Disclosure Control, Wiley 2012, chapter 4).
Whoever reads the figures knows the groups by name, so the rule looks at every group that can be made by subtraction:
a group less another one that lies within it, also less several that do not overlap (the tracker of Denning, Denning
and Schwartz, ACM Transactions on Database Systems 4, 1979). Each of these lines obeys: a count that follows from it is
0 to 4 never; what is withheld of it is two counts or more, and five people or more. What is withheld of a group is
withheld of every group within it, for a count of the inner one would bound the outer one's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

LEAST = 5
"""The smallest count that is shown."""

LEAST_WITHHELD = 2
"""So many counts of a line are withheld, or none: a single one is the total less the others."""

MOST_PARTS = 6
"""A division into more parts than this is not looked at in all its unions."""

Group = tuple[str, str]
"""A dimension and one of its values: ("side", "internal")."""

Counts = dict[str, int | None]
"""How many of a group have each value; None is withheld."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A set of people that follows from the groups: the outer one less the inner ones, which do not overlap."""

    outer: int
    inner: tuple[int, ...]

    @property
    def mask(self) -> int:
        """Who is in it."""
        return self.outer & ~_union(self.inner)


def release(
    dimensions: Mapping[str, Mapping[str, Collection[int]]], held: Mapping[int, str], values: Collection[str]
) -> dict[Group, Counts]:
    """Give for each group how many of it have each value, or None where that is withheld.

    `dimensions` holds the ids of each group, `held` the value of each id. The same groups give the same answer,
    whatever part of it a page shows.
    """
    masks = {(name, key): _mask(ids) for name, groups in dimensions.items() for key, ids in groups.items()}
    having = {value: _mask(i for i, own in held.items() if own == value) for value in values}
    shown = {mask: set(values) for mask in masks.values()}
    lines = list(_lines(set(masks.values()), list(_unions(dimensions))))
    while any(_withhold(line, having, shown) for line in lines):
        pass
    return {group: _counts(mask, having, shown[mask]) for group, mask in masks.items()}


def _counts(mask: int, having: Mapping[str, int], shown: Collection[str]) -> Counts:
    return {value: (mask & own).bit_count() if value in shown else None for value, own in having.items()}


def _lines(masks: Collection[int], unions: Collection[tuple[int, ...]]) -> Iterator[_Line]:
    """Give every group, and every one less what lies within it."""
    within = [*((mask,) for mask in masks if mask), *unions]
    for outer in sorted(masks):
        yield _Line(outer, ())
        for inner in within:
            together = _union(inner)
            if together != outer and together & ~outer == 0:
                yield _Line(outer, inner)


def _unions(dimensions: Mapping[str, Mapping[str, Collection[int]]]) -> Iterator[tuple[int, ...]]:
    """Give the unions of two or more groups of a dimension whose groups do not overlap."""
    for groups in dimensions.values():
        masks = [mask for ids in groups.values() if (mask := _mask(ids))]
        if len(masks) <= MOST_PARTS and sum(mask.bit_count() for mask in masks) == _union(masks).bit_count():
            for size in range(2, len(masks) + 1):
                yield from combinations(masks, size)


def _withhold(line: _Line, having: Mapping[str, int], shown: dict[int, set[str]]) -> bool:
    """Withhold more of a line that gives too much away; say whether there was anything."""
    inner = min(line.inner, key=int.bit_count, default=line.outer)
    if more := shown[inner] - shown[line.outer]:
        shown[inner] -= more
        return True
    known = shown[line.outer].intersection(*(shown[part] for part in line.inner))
    counts = {value: (line.mask & own).bit_count() for value, own in having.items()}
    telling = _telling(counts, known) if line.mask else []
    if telling:
        shown[inner].discard(min(telling, key=lambda value: (counts[value], value)))
    return bool(telling)


def _telling(counts: Mapping[str, int], known: Collection[str]) -> list[str]:
    """Give the known counts of a line that tell too much; withholding the smallest of them is the next step."""
    small = [value for value in known if counts[value] < LEAST]
    hidden = [value for value in counts if value not in known]
    is_open = len(hidden) < LEAST_WITHHELD or sum(counts[value] for value in hidden) < LEAST
    return list(known) if hidden and known and not small and is_open else small


def _union(masks: Iterable[int]) -> int:
    together = 0
    for mask in masks:
        together |= mask
    return together


def _mask(ids: Iterable[int]) -> int:
    return _union(1 << i for i in ids)
