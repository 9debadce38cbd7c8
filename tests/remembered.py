"""Work on a database that is done once: the second time, on the same rows, what it wrote is written again as rows.

The verbs take a fifth of a second to bring a submission to its reviews, and half the suite begins there. Work may be
remembered when it depends on nothing but its key, the rows of the database and what comes with the product.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Table, bindparam, delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from workflow.models import Publication
from workflow.models.base import Base

T = TypeVar("T")
Key = tuple[Any, ...]
Rows = Mapping[Key, Row[Any]]
"""The rows of a table by their primary key."""

TABLES = [table for table in Base.metadata.sorted_tables if table.name != "term"]
"""All but the many terms that come with the product, which no verb writes to."""

_AS_TEXT = ", ".join(f"(SELECT string_agg(t::text, '|' ORDER BY t::text) FROM {table.name} t)" for table in TABLES)  # noqa: S608 - the names are our own
_EACH = {table: f"SELECT * FROM {table.name} ORDER BY 1, 2" for table in TABLES}  # noqa: S608 - as above
ALL = {table: select(table).order_by(*table.primary_key) for table in TABLES}


@dataclass(frozen=True)
class Change:
    """What some work did to the rows of a table."""

    table: Table
    gone: list[Key]
    added: list[dict[str, Any]]
    changed: list[dict[str, Any]]


@dataclass(frozen=True)
class Done:
    """What some work gave back and changed; the tables stand in the order in which rows may be added."""

    result: Any
    changes: list[Change]


_done: dict[tuple[str, str, int], Done] = {}
_read: dict[tuple[str, Table], tuple[int, Rows]] = {}
"""What was last read of each table, with its digest: a verb writes to a few, and the others need not be read again."""


def remembered(session: Session, key: str, work: Callable[[Session], T]) -> T:
    """Do work, or write what it wrote when it was done before. It gives plain values back, no mapped objects."""
    session.flush()
    connection = session.connection()
    digests = _digests(connection)
    known = (connection.dialect.name, key, hash(tuple(digests.values())))
    if known in _done:
        _write(connection, _done[known].changes)
        session.expire_all()
    else:
        before = _rows(connection, digests)
        result = work(session)
        session.flush()
        after = _rows(connection, _digests(connection))
        changes = [_change(table, before[table], after[table]) for table in TABLES if before[table] != after[table]]
        _done[known] = Done(result, changes)
    found: T = _done[known].result
    return found


def _digests(connection: Connection) -> dict[Table, int]:
    """Give for each table what is the same when every row is."""
    if connection.dialect.name == "postgresql":  # in one statement, because there each costs a round trip
        texts = connection.exec_driver_sql(f"SELECT {_AS_TEXT}").one()
        return {table: hash(words) for table, words in zip(TABLES, texts, strict=True)}
    cursor = connection.connection.cursor()  # the driver's own, because most tables are empty and quickly read
    return {table: hash(repr(cursor.execute(statement).fetchall())) for table, statement in _EACH.items()}


def _rows(connection: Connection, digests: dict[Table, int]) -> dict[Table, Rows]:
    """Give every row of each table; those with a digest that was seen last are not read again."""
    for table, digest in digests.items():
        place = (connection.dialect.name, table)
        if place not in _read or _read[place][0] != digest:
            _read[place] = digest, {_key(table, row): row for row in connection.execute(ALL[table])}
    return {table: _read[connection.dialect.name, table][1] for table in TABLES}


def _key(table: Table, row: Row[Any]) -> Key:
    return tuple(row._mapping[column] for column in table.primary_key)  # noqa: SLF001 - SQLAlchemy's documented name


def _change(table: Table, before: Rows, after: Rows) -> Change:
    both = before.keys() & after.keys()
    return Change(
        table,
        gone=[key for key in before if key not in after],
        added=[dict(row._mapping) for key, row in after.items() if key not in before],  # noqa: SLF001 - as above
        changed=[_named(table, key) | dict(after[key]._mapping) for key in both if before[key] != after[key]],  # noqa: SLF001 - as above
    )


def _write(connection: Connection, changes: list[Change]) -> None:
    for each in reversed(changes):
        if each.gone:
            connection.execute(_DELETES[each.table], [_named(each.table, key) for key in each.gone])
    for each in changes:
        if each.added:
            connection.execute(insert(each.table), each.added)
    for each in changes:
        if each.changed:
            connection.execute(_UPDATES[each.table], each.changed)
    _follow(connection, [each.table for each in changes if each.added])


def _named(table: Table, key: Key) -> dict[str, Any]:
    """Give the parameters that name a row."""
    return {f"its_{column.name}": value for column, value in zip(table.primary_key, key, strict=True)}


def _of_one(table: Table) -> list[ColumnElement[bool]]:
    return [column == bindparam(f"its_{column.name}") for column in table.primary_key]


_DELETES = {table: delete(table).where(*_of_one(table)) for table in TABLES}
_UPDATES = {table: update(table).where(*_of_one(table)) for table in TABLES}
"""Written once, because a new statement costs more to prepare than its row to write."""


def _follow(connection: Connection, tables: list[Table]) -> None:
    """Do what each database does for new rows: PostgreSQL numbers on after them, SQLite's search reads their words."""
    if connection.dialect.name == "postgresql":
        numbered = [table for table in tables if "id" in table.c]
        connection.execute(select(*(_number_on(table) for table in numbered)))
    elif Publication.__table__ in tables:
        connection.execute(text("DELETE FROM publication_search"))
        connection.execute(text("INSERT INTO publication_search (rowid, tokens) SELECT id, tokens FROM publication"))


def _number_on(table: Table) -> ColumnElement[int]:
    last = select(func.max(table.c.id)).scalar_subquery()
    return func.setval(func.pg_get_serial_sequence(table.name, "id"), last)
