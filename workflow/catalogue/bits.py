"""Sets of positions as bits of one integer: bit n stands for the nth item of the hub's order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, islice
from typing import Protocol

FLAGS = bytes.maketrans(b"01", b"\x00\x01")
SET = ord("1")


def bits_of(positions: Iterable[int], size: int) -> int:
    """Give the set of these positions, each below `size`."""
    flags = bytearray(b"0") * size
    for position in positions:
        flags[position] = SET
    flags.reverse()
    return int(flags, 2) if size else 0


def flags_of(bits: int) -> bytes:
    """Give one byte a position, 1 where it is in the set; it ends with the last that is."""
    return f"{bits:b}"[::-1].encode().translate(FLAGS) if bits else b""


def positions_of(bits: int, first: int = 0, count: int | None = None) -> list[int]:
    """Give the positions of a set in their order: `count` of them after the first `first`."""
    flags = flags_of(bits)
    return list(islice(compress(range(len(flags)), flags), first, None if count is None else first + count))


class Facet(Protocol):
    """One way to narrow down: which items have a key, and how many of some items have each key."""

    def having(self, key: str) -> int:
        """Give the items with this key."""

    def counts(self, bits: int) -> Mapping[str, int]:
        """Give how many of these items have each key; keys that none of them has may be left out."""


@dataclass(frozen=True, slots=True)
class ManyKeys:
    """A facet whose items have any number of a few keys: one set a key."""

    sets: Mapping[str, int]

    def having(self, key: str) -> int:
        """Give the items with this key."""
        return self.sets.get(key, 0)

    def counts(self, bits: int) -> Mapping[str, int]:
        """Give how many of these items have each key."""
        return {key: n for key, held in self.sets.items() if (n := (held & bits).bit_count())}


@dataclass(frozen=True, slots=True)
class OneKey:
    """A facet whose items have one key each, of any number of keys: one column; an empty key is none."""

    column: Sequence[str]

    def having(self, key: str) -> int:
        """Give the items with this key."""
        found = (position for position, held in enumerate(self.column) if held == key and key)
        return bits_of(found, len(self.column))

    def counts(self, bits: int) -> Mapping[str, int]:
        """Give how many of these items have each key."""
        counted = Counter(compress(self.column, flags_of(bits)))
        del counted[""]
        return counted


def most_shared(sets: Iterable[int], among: int, count: int) -> list[int]:
    """Give the positions that are in the most of the sets, those in more first, in their order within the same number.

    The numbers are added for all positions at once, a bit of the sum in each plane.
    """
    planes: list[int] = []
    for held in sets:
        carry = held
        for n, plane in enumerate(planes):
            planes[n], carry = plane ^ carry, plane & carry
        if carry:
            planes.append(carry)
    return _highest(planes, among, count)


def _highest(planes: Sequence[int], among: int, count: int) -> list[int]:
    found: list[int] = []
    for number in range((1 << len(planes)) - 1, 0, -1):
        same = among
        for n, plane in enumerate(planes):
            same &= plane if number >> n & 1 else ~plane
        if same:
            found += positions_of(same, 0, count - len(found))
        if len(found) >= count:
            break
    return found
