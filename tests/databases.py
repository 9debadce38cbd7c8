"""The two databases of the suite: a migrated and seeded template of each, and a clean copy of it for every test.

SQLite copies a file (about a millisecond). PostgreSQL copies a database (about 20 ms in memory, measured;
truncating all tables takes 36 ms and leaves sequences and seeded rows different from a new database). A name that a
test gave back is used again with the same engine, which still knows what statements compile to.
"""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Protocol

from sqlalchemy.engine import URL

from tests.places import a_folder
from tests.postgresql import connected
from workflow.actions import seeding
from workflow.kernel.db import Database
from workflow.migrations import upgrade

KINDS = ("sqlite", "postgresql")
SEEDED_AT = datetime(2026, 1, 1, tzinfo=UTC)
"""When the templates were given what every database begins with."""


class Store(Protocol):
    """Gives databases of one kind, each with the current schema and no other test's rows."""

    def fresh(self) -> Database:
        """Give a clean database of its own."""

    def empty(self) -> Database:
        """Give a database without a schema."""

    def discard(self, database: Database) -> None:
        """Take away a database that this store gave."""

    def close(self) -> None:
        """Take away what the copies were made from."""


class SqliteStore:
    """SQLite files copied from one migrated file."""

    def __init__(self) -> None:
        folder = self._folder = a_folder("sqlite")
        self._names = count(1)
        self._free: list[Database] = []
        self._template = folder / "template.sqlite"
        template = Database(f"sqlite:///{self._template}")
        _prepare(template)
        with closing(template.engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")  # all of it in the one file that is copied
        template.dispose()

    def fresh(self) -> Database:
        """Copy the template."""
        database = self.empty()
        shutil.copyfile(self._template, database.url.database or "")
        return database

    def empty(self) -> Database:
        """Name a file that is not there yet."""
        return self._free.pop() if self._free else Database(f"sqlite:///{self._folder / str(next(self._names))}.sqlite")

    def close(self) -> None:
        """Remove the template."""
        shutil.rmtree(self._folder)

    def discard(self, database: Database) -> None:
        """Close the file and remove it with its journal."""
        database.dispose()
        for path in self._folder.glob(f"{Path(database.url.database or '').name}*"):
            path.unlink()
        self._free.append(database)


class PostgresqlStore:
    """Databases on one server, copied from one migrated template per worker."""

    def __init__(self, server: URL, worker: str) -> None:
        self._server = server
        self._prefix = f"collegium_{os.getpid()}_{worker}"
        self._names = count(1)
        self._free: list[Database] = []
        self._sql(f'CREATE DATABASE "{self._prefix}"')
        template = self._database(self._prefix)
        _prepare(template)
        template.dispose()

    def fresh(self) -> Database:
        """Copy the template."""
        return self._created(f'TEMPLATE "{self._prefix}" STRATEGY FILE_COPY')

    def empty(self) -> Database:
        """Create a database from the server's own template."""
        return self._created("STRATEGY FILE_COPY")

    def discard(self, database: Database) -> None:
        """Drop the copy, also when the test left a connection open."""
        database.dispose()
        self._drop(database.url.database or "")
        self._free.append(database)

    def close(self) -> None:
        """Drop the template."""
        self._drop(self._prefix)

    def _created(self, how: str) -> Database:
        database = self._free.pop() if self._free else self._database(f"{self._prefix}_{next(self._names)}")
        self._sql(f'CREATE DATABASE "{database.url.database}" {how}')
        return database

    def _drop(self, name: str) -> None:
        self._sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _database(self, name: str) -> Database:
        return Database(self._server.set(database=name))

    def _sql(self, statement: str) -> None:
        with connected(self._server) as connection:
            connection.execute(statement.encode())


def _prepare(template: Database) -> None:
    """Migrate, and write the terms, processes, form and call that come with the product."""
    upgrade(template)
    template.in_transaction(lambda session: seeding.seed(session, SEEDED_AT))
