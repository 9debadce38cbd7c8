"""Runs several pieces of work at the same moment, each in a thread and a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from sqlalchemy.orm import Session

from workflow.kernel.db import Database
from workflow.kernel.errors import DomainError

T = TypeVar("T")
Work = Callable[[Session], T]


def race(database: Database, works: Sequence[Callable[[Session], object]]) -> list[str]:
    """Start all at once; give what came of each, in their order: "done", or the noun of the error it met."""
    start = Barrier(len(works))

    def run(work: Callable[[Session], object]) -> str:
        start.wait(timeout=30)
        try:
            database.in_transaction(lambda session: (work(session), None)[1])
        except DomainError as problem:
            return type(problem).__name__
        return "done"

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(run, works))


def built(database: Database, work: Callable[[Session], T]) -> T:
    """Build something in a transaction of its own; what is given back outlives it."""
    return database.in_transaction(work)
