"""The two kinds of session, one that reads and cannot write, one that writes and may be run again; single statements.

`reading()` begins plainly and is made read-only by the engine itself. `in_transaction(work)` takes the write lock at
once on SQLite (a later upgrade fails at once, whatever the timeout), where the writers of one process stand in a line.
It runs `work` in a fresh session and runs it again, up to three times, when the database says that two transactions met
(DESIGN §2.6). `by_statement()` is for who writes many times a second, and each time so little that one statement says
it.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Engine, Executable, Row, create_engine, event, make_url
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from workflow.kernel.errors import Unavailable
from workflow.kernel.messages import say

T = TypeVar("T")
Ask = Callable[[Executable, Mapping[str, Any]], Sequence[Row[Any]]]
"""Runs a statement with its values and gives the rows."""

TRIES = 3
BUSY_SECONDS = 15
POOL: dict[str, Any] = {"pool_size": 8, "max_overflow": 16, "pool_timeout": 10}
"""Whoever answers a request reads over one connection and writes over another: fewer may be answered at once than there
are connections, or all wait for a second one (`MOST_AT_ONCE` of the command that serves)."""

BUSY = say("The database is busy. Nothing was changed; try again in a moment.")

MET = {"40001", "40P01"}
"""SQLSTATE of a serialization failure and of a deadlock."""

MADE_AT_ONCE = "23505"
"""SQLSTATE of a broken UNIQUE: where two made the same row at once, the second finds it when it runs again."""

READS_ONLY = "reads only"
"""What a pooled SQLite connection remembers of its last session."""

OTHER_SCHEMA = {"42P01", "42703"}
"""SQLSTATE of a missing table and of a missing column."""


class Database:
    """One database, by its URL; SQLite or PostgreSQL, the same to everybody above."""

    def __init__(self, url: str | URL) -> None:
        """Prepare the engine; nothing is opened before the first session."""
        self.url = _with_driver(make_url(url))
        self.engine = _engine_for(self.url)
        self._line = Lock()

    @property
    def dialect(self) -> str:
        """Give "sqlite" or "postgresql"."""
        return self.engine.dialect.name

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that cannot write; nothing in it is ever committed."""
        with _spoken(), self.engine.connect().execution_options(kind="reading") as connection:
            with Session(bind=connection, autoflush=False, expire_on_commit=False) as session:
                yield session
            connection.rollback()

    def in_transaction(self, work: Callable[[Session], T]) -> T:
        """Run `work` in one transaction and commit; run it again when two transactions met.

        `work` may run up to three times, so it reads nothing from a request and has no effect outside its session.
        Raises Unavailable when the database is locked, missing or at another schema.
        """
        return _until_alone(lambda: self._once(work))

    @contextmanager
    def by_statement(self) -> Iterator[Ask]:
        """Give what runs a statement as a transaction of its own and gives its rows, over one connection that is kept.

        The shortest way to say something: one question, one answer. A statement may run up to three times. What is
        asked raises Unavailable as `in_transaction` does.
        """
        options: dict[str, Any] = {"kind": "by statement"}
        if self.dialect == "postgresql":  # on SQLite a statement is one wherever no BEGIN came before it
            options["isolation_level"] = "AUTOCOMMIT"
        with _spoken(), self.engine.connect().execution_options(**options) as connection:
            yield lambda statement, values: _until_alone(lambda: connection.execute(statement, values).all())

    def _once(self, work: Callable[[Session], T]) -> T:
        with self._turn(), self.engine.connect().execution_options(kind="writing") as connection:
            with Session(bind=connection, expire_on_commit=False) as session:
                result = work(session)
                session.commit()
            return result

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Let one of this process write to SQLite at a time: who waits in its file is passed over again and again."""
        if self.dialect != "sqlite":
            yield
            return
        if not self._line.acquire(timeout=BUSY_SECONDS):
            raise Unavailable(BUSY)
        try:
            yield
        finally:
            self._line.release()

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _until_alone(once: Callable[[], T]) -> T:
    """Do it again when two transactions met."""
    for attempt in range(1, TRIES + 1):
        try:
            return once()
        except (StaleDataError, DBAPIError, NoConnection) as problem:
            if attempt == TRIES or not _two_met(problem):
                raise _explained(problem) from problem
            time.sleep(0.02 * attempt)
    raise AssertionError  # pragma: no cover - the loop returns or raises


def _with_driver(url: URL) -> URL:
    return url.set(drivername="postgresql+psycopg") if url.drivername in {"postgres", "postgresql"} else url


def _engine_for(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        is_file = bool(url.database) and url.database != ":memory:"
        if is_file:
            Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
        waiting = {"timeout": BUSY_SECONDS, "check_same_thread": False}
        engine = create_engine(url, connect_args=waiting, **(POOL if is_file else {}))
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = create_engine(url, pool_pre_ping=True, **POOL)
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    kind = connection.get_execution_options().get("kind")
    reads = kind == "reading"
    if connection.info.get(READS_ONLY) != reads:  # the pragma makes SQLite forget every statement it has prepared
        connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if reads else 'OFF'}")
        connection.info[READS_ONLY] = reads
    if kind != "by statement":
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get("kind") == "reading":
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def _two_met(problem: Exception) -> bool:
    if isinstance(problem, StaleDataError):
        return True
    return isinstance(problem, DBAPIError) and getattr(problem.orig, "sqlstate", None) in {*MET, MADE_AT_ONCE}


@contextmanager
def _spoken() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, NoConnection) as problem:
        raise _explained(problem) from problem


def _explained(problem: Exception) -> Exception:
    """Give the sentence for a database that cannot answer; every other problem stays what it is."""
    if isinstance(problem, DBAPIError) and getattr(problem.orig, "sqlstate", None) in MET:
        return Unavailable(say("Too many people changed this at once. Nothing was changed; try again in a moment."))
    if isinstance(problem, StaleDataError):
        return Unavailable(say("Too many people changed this at once. Nothing was changed; try again in a moment."))
    if getattr(getattr(problem, "orig", None), "sqlstate", None) in OTHER_SCHEMA:
        return Unavailable(say("The database is at another version than the program. Run the migration first."))
    if isinstance(problem, NoConnection):
        return Unavailable(BUSY)
    if not isinstance(problem, OperationalError):
        return problem
    words = str(problem.orig)
    if "locked" in words or "busy" in words:
        return Unavailable(BUSY)
    if "no such table" in words or "no such column" in words or "does not exist" in words:
        return Unavailable(say("The database is at another version than the program. Run the migration first."))
    return Unavailable(say("The database cannot be reached now. Nothing was changed; try again in a moment."))
