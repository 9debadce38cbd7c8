"""Pages of long lists: fifty rows, and a mark after which the next begin, so that every page costs the same."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from workflow.kernel.errors import InvalidInput
from workflow.kernel.messages import say

PAGE = 50
"""How many rows a page shows."""

Row = TypeVar("Row")
Value = str | float | datetime
Query = Select[*tuple[Any, ...]]
"""A query for rows of any columns."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list, and the mark to ask for the next ones with; None where there are no more."""

    rows: tuple[Row, ...]
    next: str | None = None


@dataclass(frozen=True)
class Order:
    """How a list is ordered: by one column that is never empty, then by a unique one of text."""

    column: ColumnElement[Any]
    unique: InstrumentedAttribute[Any] | ColumnElement[Any]
    descending: bool = False
    holds: type[str | datetime] = str
    """What the column's values are."""

    def page(self, query: Query, after: str | None, size: int = PAGE) -> Query:
        """Give the query for one page, and one row more, which says whether there is a next page.

        Raises InvalidInput (after) for a mark that this list did not give.
        """
        if after is not None:
            value, name = read_mark(after)
            if not self._orders(value):
                raise InvalidInput({"after": say("This page of the list does not exist.")})
            beyond = self.column < value if self.descending else self.column > value
            query = query.where(or_(beyond, and_(self.column == value, self.unique > name)))
        column = self.column.desc() if self.descending else self.column.asc()
        return query.order_by(column, self.unique.asc()).limit(size + 1)

    def _orders(self, value: Value) -> bool:
        """Say whether a value is of the column's kind: PostgreSQL compares no text with a number or a time."""
        return isinstance(value, self.holds)


def mark(value: Value, name: str) -> str:
    """Give the mark of a row, by the two values its list is ordered by."""
    plain = ["at", value.isoformat()] if isinstance(value, datetime) else ["is", value]
    return base64.urlsafe_b64encode(json.dumps([*plain, name]).encode()).decode().rstrip("=")


def read_mark(text: str) -> tuple[Value, str]:
    """Give the two values of a mark. Raises InvalidInput (after)."""
    try:
        kind, value, name = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        found = datetime.fromisoformat(value) if kind == "at" else value
    except (ValueError, TypeError, binascii.Error) as problem:
        raise InvalidInput({"after": say("This page of the list does not exist.")}) from problem
    known = isinstance(found, str | int | float | datetime) and isinstance(name, str) and "\x00" not in f"{found}{name}"
    if not known or (isinstance(found, datetime) and found.tzinfo is None):
        raise InvalidInput({"after": say("This page of the list does not exist.")})
    return found, name


def page_of(rows: Sequence[Row], mark_of: Callable[[int], str], size: int = PAGE) -> Page[Row]:
    """Give the page of rows that were fetched with one to spare; `mark_of` gives the mark of a row by its place."""
    return Page(tuple(rows[:size]), mark_of(size - 1) if len(rows) > size else None)
