"""SQL that both databases write in their own way, and the pieces of queries that many lists share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from workflow.rules.text import UNSTORABLE, tidy_line

LONGEST_SEARCH = 200


class days_between(FunctionElement[int]):  # noqa: N801 - written like the SQL function it stands for
    """How many days of UTC lie between two times: days_between(earlier, later)."""

    type = Integer()
    inherit_cache = True


@compiles(days_between, "sqlite")
def _days_on_sqlite(element: days_between, compiler: SQLCompiler, **kw: Any) -> str:
    earlier, later = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"CAST(julianday(date({later})) - julianday(date({earlier})) AS INTEGER)"


@compiles(days_between, "postgresql")
def _days_on_postgresql(element: days_between, compiler: SQLCompiler, **kw: Any) -> str:
    earlier, later = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"(CAST({later} AT TIME ZONE 'UTC' AS date) - CAST({earlier} AT TIME ZONE 'UTC' AS date))"


def contains_words(search: str, *columns: InstrumentedAttribute[Any]) -> ColumnElement[bool] | None:
    """Give the criterion that each word stands in one of the columns, taken literally; None without a word."""
    words = tidy_line(UNSTORABLE.sub(" ", search[:LONGEST_SEARCH])).split()
    if not words:
        return None
    return and_(*(or_(*(column.icontains(word, autoescape=True) for column in columns)) for word in words))
