"""The two databases of the suite: a migrated and seeded template of each, and a clean copy of it for every test.

SQLite copies a file (about a millisecond). PostgreSQL copies a database once and takes back what each test wrote. A
name that a test gave back is used again with the same engine, which still knows what statements compile to.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Protocol

from sqlalchemy.engine import URL

from tests import again
from tests.places import a_folder
from tests.postgresql import connected
from workflow.actions import seeding
from workflow.kernel.db import Database
from workflow.migrations import upgrade

KINDS = ("sqlite", "postgresql")
MOST_USES = 50
"""What is taken back leaves dead rows behind; after so many tests a new copy is quicker."""

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
    """Databases on one server, copied from one migrated template per worker, and used again by other tests.

    What a test wrote is taken back by a function of the template (`tests/again.py`): a new copy costs a tenth of a
    second of the server's time, and whoever connects to it learns its tables and plans its statements anew.
    """

    def __init__(self, server: URL, worker: str) -> None:
        self._server = server
        self._prefix = f"collegium_{os.getpid()}_{worker}"
        self._names = count(1)
        self._free: list[Database] = []
        self._clean: list[Database] = []
        self._uses: Counter[str] = Counter()
        self._sql(f'CREATE DATABASE "{self._prefix}"')
        template = self._database(self._prefix)
        _prepare(template)
        again.remember(template.engine)
        template.dispose()

    def fresh(self) -> Database:
        """Give one that is as it was, or copy the template."""
        return self._clean.pop() if self._clean else self._created(f'TEMPLATE "{self._prefix}" STRATEGY FILE_COPY')

    def empty(self) -> Database:
        """Create a database from the server's own template."""
        return self._created("STRATEGY FILE_COPY")

    def discard(self, database: Database) -> None:
        """Keep the copy for another test; drop it after many, or where somebody still holds on to it."""
        name = database.url.database or ""
        self._uses[name] += 1
        if self._uses[name] < MOST_USES and again.start(database.engine):
            self._clean.append(database)
            return
        database.dispose()
        self._drop(name)
        self._uses.pop(name)
        self._free.append(database)

    def close(self) -> None:
        """Drop the copies and the template."""
        for database in self._clean:
            database.dispose()
            self._drop(database.url.database or "")
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
