"""Many who read first and then write, at the same time: all get through, and nobody's writing is lost."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.behaviours import case, long
from workflow.kernel.db import Database
from workflow.models import Person

CLIENTS = 32
SECONDS = 60


def begin(session: Session) -> None:
    """Write down that nothing is counted yet."""
    session.add(Person(name="0", created_at=datetime(2026, 11, 23, tzinfo=UTC)))


def one_further(session: Session) -> None:
    """Count one further than what is written down."""
    counter = session.scalars(select(Person).with_for_update()).one()
    counter.name = str(int(counter.name) + 1)


def what_is_counted(session: Session) -> int:
    """Read what is written down."""
    return int(session.scalars(select(Person.name)).one())


def counted(database: Database, goes_on: Callable[[int], bool]) -> list[float]:
    """Let everybody read, and count one further, as long as he goes on; give the seconds of each step.

    Whoever is refused ends the test with his error.
    """
    database.in_transaction(begin)

    def client(_number: int) -> list[float]:
        seconds: list[float] = []
        while goes_on(len(seconds)):
            begun = time.monotonic()
            with database.reading() as session:
                what_is_counted(session)
            database.in_transaction(one_further)
            seconds.append(time.monotonic() - begun)
        return seconds

    with ThreadPoolExecutor(CLIENTS) as threads:
        found = [each for seconds in threads.map(client, range(CLIENTS)) for each in seconds]
    with database.reading() as session:
        assert what_is_counted(session) == len(found)
    return found


@case("D-CC-10")
def test_all_get_through_and_every_step_counts(database: Database) -> None:
    assert len(counted(database, lambda steps: steps < 3)) == CLIENTS * 3


@case("D-CC-10")
@long("races", short="test_all_get_through_and_every_step_counts")
def test_all_get_through_for_a_minute(database: Database) -> None:
    end = time.monotonic() + SECONDS
    assert len(counted(database, lambda _steps: time.monotonic() < end)) > CLIENTS
