"""The demo as it is loaded, once for each database and read by every test here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.conftest import START
from tests.databases import Store
from workflow.demo import load
from workflow.kernel.clock import FixedClock
from workflow.kernel.db import Database


@pytest.fixture(scope="package")
def demos(stores: Callable[[str], Store]) -> Iterator[Callable[[str], Database]]:
    """Give the loaded demo on a kind of database; it is loaded when it is first asked for."""
    made: dict[str, Database] = {}
    with ExitStack() as ending:

        def demo_on(kind: str) -> Database:
            if kind not in made:
                made[kind] = stores(kind).fresh()
                ending.callback(stores(kind).discard, made[kind])
                assert load(made[kind], FixedClock(START))
            return made[kind]

        yield demo_on


@pytest.fixture
def demo(demos: Callable[[str], Database], database_kind: str) -> Database:
    """Give the loaded demo, to be read only."""
    return demos(database_kind)
