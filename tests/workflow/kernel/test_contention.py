"""Many who read first and then write, at the same time: all get through, and nobody's writing is lost."""

from __future__ import annotations

import time

import pytest

from tests.behaviours import case, long
from tests.contending import CLIENTS, counted
from workflow.kernel.db import Database

SECONDS = 60


@case("D-CC-10")
def test_all_get_through_and_every_step_counts(database: Database) -> None:
    assert len(counted(database, lambda steps: steps < 3)) == CLIENTS * 3


@case("D-CC-10")
@long("races", short="test_all_get_through_and_every_step_counts")
@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_all_get_through_for_a_minute(database: Database) -> None:
    """On PostgreSQL so many would have to share fewer connections, which a process that serves never has to."""
    end = time.monotonic() + SECONDS
    assert len(counted(database, lambda _steps: time.monotonic() < end)) > CLIENTS
