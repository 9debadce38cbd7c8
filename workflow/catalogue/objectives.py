"""The objectives of the Compact as ways into the hub: how many items each has, and what it commits to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from config.demo import objective_page
from config.vocabularies import terms
from workflow.catalogue import search
from workflow.catalogue.index import Index
from workflow.catalogue.queries import Query
from workflow.catalogue.rows import Row
from workflow.kernel.errors import NotFound
from workflow.rules.hub_order import GENERAL

ITEMS = 5


@dataclass(frozen=True, slots=True)
class Counted:
    """A key with how many published items it has."""

    key: str
    count: int


@dataclass(frozen=True, slots=True)
class Commitment:
    """What States commit to under an objective, in English, as the source gives it."""

    text: str
    actions: tuple[tuple[str, str], ...]
    """letter, text"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """An objective with its place in the Compact, its items and, where a source gives it, its commitment."""

    key: str
    number: int
    paragraph: int | None
    total: int
    general: int
    """How many of the items cover the Compact as a whole."""
    counts: Mapping[str, Mapping[str, int]]
    """Per facet and key, how many of the items have it."""
    first: tuple[Row, ...]
    commitment: Commitment | None


def objectives(index: Index) -> tuple[Counted, ...]:
    """Give every objective in its order, and how many items it has."""
    found = index.facets["objective"].counts(index.everything)
    return tuple(Counted(term.key, found.get(term.key, 0)) for term in terms("objectives"))


def countries(index: Index) -> tuple[Counted, ...]:
    """Give every country that something is published about, in the order of the vocabulary."""
    found = index.facets["country"].counts(index.everything)
    return tuple(Counted(term.key, found[term.key]) for term in terms("countries") if found.get(term.key))


def objective(session: Session, index: Index, key: str) -> Objective:
    """Give one objective with the first of its items. Raises NotFound."""
    term = next((term for term in terms("objectives") if term.key == key), None)
    if term is None:
        raise NotFound
    chosen = {"objective": (key,)}
    found = search.search(session, index, Query(chosen=chosen), size=ITEMS)
    paragraph = term.facts.get("gcm_paragraph")
    return Objective(
        key=key,
        number=int(str(term.facts["number"])),
        paragraph=int(str(paragraph)) if paragraph else None,
        total=found.total,
        general=search.having(index, {"objective": (GENERAL,)}).bit_count(),
        counts=found.counts,
        first=found.rows,
        commitment=_commitment(key),
    )


def _commitment(key: str) -> Commitment | None:
    """Give the text of a source; never from memory."""
    page = objective_page()
    if key not in page["objectives"]:
        return None
    return Commitment(page["commitment"], tuple((action["letter"], action["text"]) for action in page["actions"]))
