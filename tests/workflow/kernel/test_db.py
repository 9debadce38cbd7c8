"""The two kinds of session and single statements, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import bindparam, event, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from tests.behaviours import case
from workflow.kernel import db
from workflow.kernel.db import Database
from workflow.kernel.errors import Unavailable
from workflow.models import Person

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def add_somebody(session: Session) -> None:
    """Write one row."""
    session.add(Person(name="Somebody", created_at=AT))
    session.flush()


def people(database: Database) -> int:
    """Count the rows that were kept."""
    with database.reading() as session:
        return len(session.scalars(select(Person).where(Person.name == "Somebody")).all())


@case("D-AU-04")
def test_a_reading_session_cannot_write(database: Database) -> None:
    """The engine refuses, whatever the program forgot."""
    with pytest.raises((Unavailable, DBAPIError)), database.reading() as session:
        add_somebody(session)
    assert people(database) == 0


@case("D-AU-04")
def test_a_connection_that_wrote_reads_only_again(database: Database) -> None:
    """Sessions take turns on one connection, and each gets its own right."""
    for written in (1, 2):
        database.in_transaction(add_somebody)
        with pytest.raises((Unavailable, DBAPIError)), database.reading() as session:
            add_somebody(session)
        assert people(database) == written


def test_prepared_statements_outlive_a_reading_session(database: Database) -> None:
    """SQLite forgets what it has prepared when query_only is set, so it is set only where it changes."""
    people(database)
    sent: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *seen: sent.append(seen[2]))
    assert people(database) == people(database) == 0
    assert [each for each in sent if "query_only" in each] == []


def test_work_is_kept_as_a_whole(database: Database) -> None:
    """What the work returns comes back, and its rows are there."""

    def work(session: Session) -> str:
        add_somebody(session)
        return "done"

    assert (database.in_transaction(work), people(database)) == ("done", 1)


@case("D-NT-02")
def test_work_that_fails_leaves_nothing(database: Database) -> None:
    """An exception takes back everything the work has written."""

    def half(session: Session) -> None:
        add_somebody(session)
        raise KeyError

    with pytest.raises(KeyError):
        database.in_transaction(half)
    assert people(database) == 0


@case("D-CC-11")
def test_two_that_met_are_run_again(database: Database) -> None:
    """The work runs in a fresh session until it succeeds, with its effect once."""
    tries = count(1)

    def meets_twice(session: Session) -> int:
        add_somebody(session)
        if (n := next(tries)) < 3:
            raise StaleDataError
        return n

    assert (database.in_transaction(meets_twice), people(database)) == (3, 1)


@case("D-CC-11")
def test_after_three_tries_a_sentence_says_so(database: Database) -> None:
    """Nothing is tried for ever."""
    tries = count(1)

    def always_meets(_session: Session) -> None:
        next(tries)
        raise StaleDataError

    with pytest.raises(Unavailable, match="Too many people changed this at once"):
        database.in_transaction(always_meets)
    assert next(tries) == 4


@case("D-CC-10")
def test_that_all_connections_are_taken_is_said_so(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "POOL", {"pool_size": 1, "max_overflow": 0, "pool_timeout": 0.01})
    small = Database(database.url)
    with small.reading(), pytest.raises(Unavailable, match="busy"):
        small.in_transaction(add_somebody)
    with small.reading(), pytest.raises(Unavailable, match="busy"), small.reading():
        pass
    small.dispose()


@case("D-CC-10")
def test_who_waits_too_long_for_another_to_write_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within one process the writers of a file stand in a line."""
    monkeypatch.setattr(db, "BUSY_SECONDS", 0.01)
    file = Database(f"sqlite:///{tmp_path}/file.sqlite")
    with pytest.raises(Unavailable, match="busy"):
        file.in_transaction(lambda _session: file.in_transaction(add_somebody))
    file.dispose()


def test_a_database_at_another_version_is_said_so(database: Database) -> None:
    """A missing column is a sentence about the migration, not a trace."""
    with pytest.raises(Unavailable, match="Run the migration first"):
        database.in_transaction(lambda session: session.execute(text("SELECT no_such_column FROM person")).all())
    with pytest.raises(Unavailable, match="Run the migration first"), database.reading() as session:
        session.execute(text("SELECT * FROM no_such_table")).all()


def test_a_database_that_is_not_there_is_said_so() -> None:
    """A server that cannot be reached is a sentence."""
    database = Database("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(Unavailable, match="cannot be reached"):
        database.in_transaction(lambda session: session.execute(text("SELECT 1")).all())
    with pytest.raises(Unavailable, match="cannot be reached"), database.by_statement():
        pass


RENAMING = (
    update(Person).where(Person.name == bindparam("was")).values(name=bindparam("becomes")).returning(Person.name)
)


def test_a_statement_of_its_own_is_kept_when_it_returns(database: Database) -> None:
    """Nothing is open between two: others read what was said, and write."""
    database.in_transaction(add_somebody)
    assert people(database) == 1  # the connection it gets was one that reads
    with database.by_statement() as ask:
        assert ask(RENAMING, {"was": "Somebody", "becomes": "Ada"}) == [("Ada",)]
        assert people(database) == 0
        database.in_transaction(add_somebody)
        assert ask(RENAMING, {"was": "Nobody", "becomes": "Ada"}) == []
    assert people(database) == 1
    database.in_transaction(add_somebody)
    assert people(database) == 2


@case("D-CC-11")
def test_a_statement_that_met_another_is_asked_again(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has its effect once; what cannot be asked at all is said so, and the next one works."""
    database.in_transaction(add_somebody)
    meetings = iter([True, True, False, False])
    monkeypatch.setattr(db, "_two_met", lambda _problem: next(meetings))
    tries = count(1)
    with database.by_statement() as ask:
        event.listen(database.engine, "before_cursor_execute", lambda *_seen: next(tries))
        with pytest.raises(Unavailable, match="Run the migration first"):
            ask(text("UPDATE person SET no_such_column = 1"), {})
        assert next(tries) == 4
        assert ask(RENAMING, {"was": "Somebody", "becomes": "Ada"}) == [("Ada",)]


@case("D-TM-10")
def test_times_come_back_aware_and_equal(session: Session) -> None:
    """Whatever zone a time was given in, the same moment comes back, in UTC."""
    there = datetime.fromisoformat("2026-03-29T03:30:00.123456+02:00")
    session.add(person := Person(name="Somebody", created_at=there))
    session.flush()
    session.expire(person)
    assert (person.created_at, person.created_at.tzinfo) == (there, UTC)


@case("D-TM-10")
def test_a_time_without_a_zone_is_refused(session: Session) -> None:
    """It could mean anything."""
    session.add(Person(name="Somebody", created_at=datetime(2026, 3, 29)))  # noqa: DTZ001 - what is refused here
    with pytest.raises(Exception, match="without a zone"):
        session.flush()
