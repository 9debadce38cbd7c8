"""The demo, loaded once on each kind of database for all workers; whoever wants to write takes a copy."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from workflow import migrations
from workflow.actions import seeding, sweep
from workflow.demo import load
from workflow.insight import health
from workflow.kernel.clock import FixedClock
from workflow.kernel.db import Database

LONGEST_LOAD_SECONDS = 300


def made_once(folder: Path, name: str, make: Callable[[], str]) -> str:
    """Give what `make` gave to the first process that asked under this name; the others wait for it."""
    result, begun = folder / f"{name}.made", folder / f"{name}.begun"
    try:
        begun.touch(exist_ok=False)
    except FileExistsError:
        return _awaited(result)
    half = folder / f"{name}.half"
    half.write_text(make(), encoding="utf-8")
    half.rename(result)
    return result.read_text(encoding="utf-8")


def demo_in(path: Path, now: datetime) -> str:
    """Make a SQLite file with the demo as of this day; give its name."""
    database = Database(f"sqlite:///{path}")
    migrations.upgrade(database)
    database.in_transaction(lambda session: seeding.seed(session, now))
    assert load(database, FixedClock(now))
    for name in (health.TICKED, health.MAILED):
        database.in_transaction(partial(sweep.beat, worker=name, now=now))
    database.dispose()
    return str(path)


def _awaited(result: Path) -> str:
    for _ in range(LONGEST_LOAD_SECONDS * 5):
        if result.exists():
            return result.read_text(encoding="utf-8")
        time.sleep(0.2)
    message = f"{result.stem} was not made in time"
    raise TimeoutError(message)
