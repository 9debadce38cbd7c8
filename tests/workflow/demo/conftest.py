"""The demo as it is loaded, once for each database and read by every test here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.conftest import START
from tests.databases import Store
from tests.loaded import made_once
from workflow.demo import load
from workflow.kernel.clock import FixedClock
from workflow.kernel.db import Database


@pytest.fixture(scope="session")
def demos(
    stores: Callable[[str], Store], shared_folder: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[[str], Database]]:
    """Give the loaded demo on a kind of database; on SQLite it is the file that the journeys copy."""
    opened: dict[str, Database] = {}

    def on_postgresql() -> str:
        database = stores("postgresql").fresh()  # ends with the server: another worker may still read it
        assert load(database, FixedClock(START))
        database.dispose()
        return database.url.render_as_string(hide_password=False)

    with ExitStack() as ending:

        def demo_on(kind: str) -> Database:
            if kind not in opened:
                url = (
                    f"sqlite:///{request.getfixturevalue('demo_file')}"
                    if kind == "sqlite"
                    else made_once(shared_folder, "demo-postgresql", on_postgresql)
                )
                opened[kind] = Database(url)
                ending.callback(opened[kind].dispose)
            return opened[kind]

        yield demo_on


@pytest.fixture
def demo(demos: Callable[[str], Database], database_kind: str) -> Database:
    """Give the loaded demo, to be read only."""
    return demos(database_kind)
