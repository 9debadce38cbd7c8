"""Finds what a reader asks for, and counts what each further choice would give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workflow.catalogue.bits import Facet, positions_of
from workflow.catalogue.index import FACETS, Index
from workflow.catalogue.queries import PAGE_SIZE, Chosen, Query
from workflow.catalogue.rows import Row, rows_at
from workflow.catalogue.text import having_words
from workflow.catalogue.words import asked


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a result; `counts` says per facet and key how many items the list has once that is chosen too."""

    total: int
    rows: tuple[Row, ...]
    first: int
    """The number of the first row in the result, from 1; 0 when there is none."""
    has_more: bool
    counts: Mapping[str, Mapping[str, int]]
    read_as: tuple[str, ...]
    """The words that were looked for."""


def search(session: Session, index: Index, query: Query, *, size: int = PAGE_SIZE) -> Found:
    """Give what is found: any of the values chosen within a facet, all of the facets, and all of the words."""
    words = asked(query.text)
    within = having_words(session, index, words) if query.text else index.everything
    masks = {name: _any_of(index.facets[name], keys) for name, keys in query.chosen.items()}
    result = _all_of(within, masks)
    skipped = (query.page - 1) * size
    # One more on either side: the item above explains the first row, the one below says that there is a next page.
    around = positions_of(result, max(skipped - 1, 0), size + 1 + (skipped > 0))
    above, here = (around[:1], around[1:]) if skipped else ([], around)
    rows = rows_at(session, index, above[-1] if above else None, here[:size])
    return Found(
        total=result.bit_count(),
        rows=rows,
        first=skipped + 1 if rows else 0,
        has_more=len(here) > size,
        counts=_counts(index, within, masks),
        read_as=tuple(word.typed for word in words),
    )


def having(index: Index, chosen: Chosen) -> int:
    """Give the items that have any of the values chosen within each facet."""
    return _all_of(index.everything, {name: _any_of(index.facets[name], keys) for name, keys in chosen.items()})


def _any_of(facet: Facet, keys: tuple[str, ...]) -> int:
    found = 0
    for key in keys:
        found |= facet.having(key)
    return found


def _all_of(within: int, masks: Mapping[str, int]) -> int:
    for mask in masks.values():
        within &= mask
    return within


def _counts(index: Index, within: int, masks: Mapping[str, int]) -> Mapping[str, Mapping[str, int]]:
    return {
        name: _facet_counts(index.facets[name], _all_of(within, _without(masks, name)), masks.get(name))
        for name in FACETS
    }


def _without(masks: Mapping[str, int], name: str) -> Mapping[str, int]:
    return {other: mask for other, mask in masks.items() if other != name}


def _facet_counts(facet: Facet, among: int, chosen: int | None) -> Mapping[str, int]:
    """Count what each key gives; where something is chosen in this facet already, each key adds to it."""
    if chosen is None:
        return facet.counts(among)
    already = (among & chosen).bit_count()
    added = facet.counts(among & ~chosen)
    return {key: already + added.get(key, 0) for key in facet.counts(among)}
