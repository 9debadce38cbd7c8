"""Runs the migrations in one transaction, under a lock, so that two programs starting at once migrate once."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import Connection, text

from workflow.kernel.db import Database
from workflow.models import Base

SEARCH_TABLES = "publication_search"


def _is_ours(obj: Any, name: str | None, type_: str, _reflected: bool, _compare_to: Any) -> bool:  # noqa: FBT001 - Alembic's signature
    return not (type_ == "table" and name is not None and name.startswith(SEARCH_TABLES))


def _migrate(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(4215)"))
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_object=_is_ours,
        transactional_ddl=True,
    )
    context.run_migrations()


def run() -> None:
    """Migrate the database that was handed over in the configuration."""
    database: Database = context.config.attributes["database"]
    with database.engine.connect().execution_options(kind="writing") as connection, connection.begin():
        _migrate(connection)


run()
