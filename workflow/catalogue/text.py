"""Finds items by words, through the index each database has for them; both give the same hits."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

from workflow.catalogue.bits import bits_of
from workflow.catalogue.index import Index
from workflow.catalogue.words import AskedWord

SEARCHES = {
    "sqlite": text("SELECT group_concat(rowid, ' ') FROM publication_search WHERE publication_search MATCH :wanted"),
    "postgresql": text(
        "SELECT string_agg(id::text, ' ') FROM publication"
        " WHERE to_tsvector('simple', tokens) @@ to_tsquery('simple', :wanted)"
    ),
}
"""Each gives all ids in one row: ten thousand rows would cost ten times as much to read."""

OPERATORS = {"sqlite": (" AND ", " OR ", '"'), "postgresql": (" & ", " | ", "'")}


def having_words(session: Session, index: Index, words: Iterable[AskedWord]) -> int:
    """Give the items that have all of these words; none where there is no word to look for."""
    needs = [need for word in words for need in word.needs]
    if not needs:
        return 0
    wanted = _expression(needs, session.get_bind().dialect.name)
    return index.recent.get(wanted, lambda: _found(session, index, wanted))


def _found(session: Session, index: Index, wanted: str) -> int:
    found = session.scalar(SEARCHES[session.get_bind().dialect.name], {"wanted": wanted}) or ""
    ids = map(int, found.split())
    return bits_of((index.place[id_] for id_ in ids if id_ in index.place), len(index.ids))


def _expression(needs: Iterable[tuple[str, ...]], dialect: str) -> str:
    """Give the needs in the database's own language of search; a token is a quoted word in it, never an operator.

    A token consists of the letters a to z and digits (`tokens.stem`), so no quote can end early.
    """
    every, either, quote = OPERATORS[dialect]
    return every.join("(" + either.join(f"{quote}{form}{quote}" for form in need) + ")" for need in needs)
