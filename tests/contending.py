"""Many who read first and then write, at the same time, for as long as they are told."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.kernel.db import Database
from workflow.models import Person

CLIENTS = 32


def counted(database: Database, goes_on: Callable[[int], bool]) -> list[float]:
    """Let everybody read, and count one further, as long as he goes on; give the seconds of each step.

    Whoever is refused ends it with his error, and so does a step that was lost.
    """
    database.in_transaction(_begin)

    def client(_number: int) -> list[float]:
        seconds: list[float] = []
        while goes_on(len(seconds)):
            begun = time.monotonic()
            with database.reading() as session:
                _what_is_counted(session)
            database.in_transaction(_one_further)
            seconds.append(time.monotonic() - begun)
        return seconds

    with ThreadPoolExecutor(CLIENTS) as threads:
        found = [each for seconds in threads.map(client, range(CLIENTS)) for each in seconds]
    with database.reading() as session:
        assert _what_is_counted(session) == len(found)
    return found


def _begin(session: Session) -> None:
    session.add(Person(name="0", created_at=datetime(2026, 11, 23, tzinfo=UTC)))


def _one_further(session: Session) -> None:
    counter = session.scalars(select(Person).with_for_update()).one()
    counter.name = str(int(counter.name) + 1)


def _what_is_counted(session: Session) -> int:
    return int(session.scalars(select(Person.name)).one())
