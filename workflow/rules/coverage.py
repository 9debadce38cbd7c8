"""Counts what the roster can review beside what is sent in, and finds the gaps; pure, from plain facts.

A member counts in each objective, region and language he has; an item likewise. Sums over such rows are therefore
larger than the roster; the figures of one row are not.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from workflow.rules.affinity_terms import Claim

_T = TypeVar("_T")

EXPERT = 3
"""The level of an expert."""

VERIFIED = "verified"
"""The column of levels that says which of them a coordinator has verified."""

LEVELS = ("3", "2", "1", VERIFIED)

SIDES = ("internal", "external")


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverMember:
    """One member who can be asked, with what coverage counts."""

    id: int
    side: str
    background: str
    languages: frozenset[str]
    regions: frozenset[str]
    claims: Mapping[str, Claim]
    """By objective."""
    left: int
    """How many reviews he can still be given this year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverItem:
    """One item that is open, or was sent in during the last twelve months."""

    objectives: tuple[str, ...]
    regions: frozenset[str]
    language: str
    is_open: bool
    is_recent: bool
    wants: Mapping[str, int]
    """Side → places of its panel that nobody is asked for."""
    needs: Mapping[str, int]
    """Side → places of a panel, by the rule of its call."""
    readers: int = 0
    """How many of a panel must read its language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """Members of one row or cell."""

    members: int
    internal: int
    experts: int
    verified: int
    left: int
    left_internal: int

    @property
    def external(self) -> int:
        """How many of them are from outside."""
        return self.members - self.internal

    @property
    def left_external(self) -> int:
        """How many reviews those from outside can still be given this year."""
        return self.left - self.left_internal

    def on(self, side: str) -> int:
        """Give how many members are on a side."""
        return self.internal if side == "internal" else self.external

    def left_on(self, side: str) -> int:
        """Give how many reviews a side can still be given this year."""
        return self.left_internal if side == "internal" else self.left_external


@dataclass(frozen=True, slots=True)
class Demand:
    """Items of one row or cell."""

    open: int
    recent: int
    """Sent in during the last twelve months, whether open or not."""
    wanted: Mapping[str, int]
    """Side → places of open items that nobody is asked for."""

    @property
    def is_any(self) -> bool:
        """Say whether there is anything to review."""
        return bool(self.open or self.recent)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table, or one cell of it; `demand` is None where items are not told apart that way."""

    key: str
    supply: Supply
    demand: Demand | None


@dataclass(frozen=True, slots=True)
class Crossed:
    """A row with its cells, in the order of the columns."""

    key: str
    cells: tuple[Line, ...]


OF_MEMBER: dict[str, Callable[[CoverMember], Collection[str]]] = {
    "objective": lambda member: member.claims.keys(),
    "region": lambda member: member.regions,
    "language": lambda member: member.languages,
    "side": lambda member: (member.side,),
    "background": lambda member: (member.background,),
}
"""In which rows of a dimension a member counts."""

OF_ITEM: dict[str, Callable[[CoverItem], Collection[str]]] = {
    "objective": lambda item: item.objectives,
    "region": lambda item: item.regions,
    "language": lambda item: (item.language,) if item.language else (),
}
"""In which rows of a dimension an item counts."""

SHOWS: dict[str, Callable[[CoverMember], bool]] = {
    "all": bool,
    "free": lambda member: member.left > 0,
    "verified": lambda member: any(claim.verified for claim in member.claims.values()),
    "internal": lambda member: member.side == "internal",
    "external": lambda member: member.side == "external",
}
"""Of whom the map can be made."""


def lines(
    dimension: str, keys: Sequence[str], members: Collection[CoverMember], items: Collection[CoverItem]
) -> tuple[Line, ...]:
    """Give a line for each key of a dimension, in their order."""
    has, about = OF_MEMBER[dimension], OF_ITEM.get(dimension)
    own = _sorted_by(members, has)
    theirs = _sorted_by(items, about) if about else {}
    objective = dimension == "objective"
    return tuple(
        Line(key, supply(own.get(key, ()), key if objective else ""), demand(theirs.get(key, ())) if about else None)
        for key in keys
    )


def crossed(
    rows: tuple[str, Sequence[str]], columns: tuple[str, Sequence[str]],
    members: Collection[CoverMember], items: Collection[CoverItem],
) -> tuple[Crossed, ...]:  # fmt: skip
    """Give the table of two dimensions, each with its keys in order."""
    (dimension, keys), (across, heads) = rows, columns
    own, about = _sorted_by(members, OF_MEMBER[dimension]), OF_ITEM.get(dimension)
    theirs = _sorted_by(items, about) if about and across in OF_ITEM else None
    table = []
    for key in keys:
        here, there = own.get(key, []), None if theirs is None else theirs.get(key, [])
        cells = _levels(key, here) if across == "level" else _cells(across, heads, here, there)
        table.append(Crossed(key, cells))
    return tuple(table)


def _cells(
    across: str, heads: Sequence[str], here: Sequence[CoverMember], there: Sequence[CoverItem] | None
) -> tuple[Line, ...]:
    own = _sorted_by(here, OF_MEMBER[across])
    theirs = None if there is None else _sorted_by(there, OF_ITEM[across])
    return tuple(
        Line(head, supply(own.get(head, ())), None if theirs is None else demand(theirs.get(head, ())))
        for head in heads
    )


def _levels(objective: str, here: Sequence[CoverMember]) -> tuple[Line, ...]:
    """Give the members of an objective by the level they have in it, and those whose level is verified."""

    def at(level: str) -> list[CoverMember]:
        if level == VERIFIED:
            return [member for member in here if member.claims[objective].verified]
        return [member for member in here if member.claims[objective].level == int(level)]

    return tuple(Line(level, supply(at(level), objective), None) for level in LEVELS)


def supply(members: Collection[CoverMember], objective: str = "") -> Supply:
    """Count members; levels are those in the objective, or the best of each member where none is named."""
    inside = [member for member in members if member.side == "internal"]
    claims = [_best(member, objective) for member in members]
    return Supply(
        members=len(members),
        internal=len(inside),
        experts=sum(claim is not None and claim.level >= EXPERT for claim in claims),
        verified=sum(claim is not None and claim.verified for claim in claims),
        left=sum(member.left for member in members),
        left_internal=sum(member.left for member in inside),
    )


def _best(member: CoverMember, objective: str) -> Claim | None:
    if objective:
        return member.claims.get(objective)
    return max(member.claims.values(), key=lambda claim: (claim.verified, claim.level), default=None)


def demand(items: Collection[CoverItem]) -> Demand:
    """Count items, and the places of their panels that nobody is asked for."""
    waiting = [item for item in items if item.is_open]
    wanted = {side: sum(item.wants.get(side, 0) for item in waiting) for side in SIDES}
    return Demand(len(waiting), sum(item.is_recent for item in items), wanted)


def _sorted_by(things: Iterable[_T], keys_of: Callable[[_T], Collection[str]]) -> dict[str, list[_T]]:
    found: dict[str, list[_T]] = {}
    for thing in things:
        for key in keys_of(thing):
            found.setdefault(key, []).append(thing)
    return found
