"""Takes back what a test wrote to a PostgreSQL database: its rows, and where the sequences stand.

The template gets a schema `kept` with the rows every database begins with, and a function that empties the other
tables and puts these rows back where one of them was touched. Which are touched is told by `xmin`, the transaction
that wrote a row.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from workflow.models.base import Base

TABLES = [*(table.name for table in Base.metadata.sorted_tables), "alembic_version"]
RELATIONS = "(SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace)"
"""A test that made a table of its own leaves a database that nobody else gets."""


def remember(engine: Engine) -> None:
    """Keep the rows that are there, and make the function that brings the database back to them."""
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA kept")
        full = {table: n for table in TABLES if (n := _count(connection, table))}
        for table in full:
            connection.exec_driver_sql(f"CREATE TABLE kept.{table} AS TABLE {table}")
        connection.exec_driver_sql("CREATE TABLE kept.place AS SELECT sequencename AS name, "
                                   "coalesce(last_value, start_value) AS at, last_value IS NOT NULL AS called "
                                   "FROM pg_sequences WHERE schemaname = 'public'")  # fmt: skip
        connection.exec_driver_sql(
            f"CREATE TABLE kept.mark AS SELECT pg_current_xact_id()::text::bigint AS xid, {RELATIONS} AS relations"
        )
        connection.exec_driver_sql(_function(full))


def start(engine: Engine) -> bool:
    """Bring a database back; False where that cannot be done, because somebody works with it or made tables."""
    if engine.pool.checkedout():  # type: ignore[attr-defined]  # every pool that keeps connections has it
        return False
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("SET LOCAL lock_timeout = '1s'")
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")  # no checks between the tables
            return bool(connection.exec_driver_sql("SELECT kept.start_again()").scalar_one())
    except SQLAlchemyError:
        return False


def _count(connection: Connection, table: str) -> int:
    return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())  # noqa: S608 - our names


def _function(full: dict[str, int]) -> str:
    emptied = "\n".join(f"DELETE FROM {table};" for table in TABLES if table not in full)  # noqa: S608 - as above
    put_back = "\n".join(
        f"IF (SELECT count(*) FROM {table} WHERE xmin::text::bigint <= mark) <> {n}"  # noqa: S608 - as above
        f" OR (SELECT count(*) FROM {table}) <> {n} THEN"
        f" DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept.{table}; END IF;"
        for table, n in full.items()
    )
    return f"""
        CREATE FUNCTION kept.start_again() RETURNS boolean LANGUAGE plpgsql AS $$
        DECLARE mark bigint := (SELECT xid FROM kept.mark WHERE relations = {RELATIONS});
        BEGIN
            IF mark IS NULL THEN RETURN false; END IF;
            {emptied}
            {put_back}
            PERFORM setval(('public.' || quote_ident(name))::regclass, at, called) FROM kept.place;
            UPDATE kept.mark SET xid = pg_current_xact_id()::text::bigint;
            RETURN true;
        END $$"""  # noqa: S608 - as above
