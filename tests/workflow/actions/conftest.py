"""Stages of the verbs, built once for each database and given to every test that acts on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy.orm import Session

from tests.databases import Store
from tests.workflow.actions.stages import Stage, build


@pytest.fixture(scope="package")
def stages(stores: Callable[[str], Store]) -> Iterator[Callable[[str, str], Stage]]:
    """Give the stage of a database kind and a name; each is built when it is first asked for."""
    made: dict[tuple[str, str], Stage] = {}
    with ExitStack() as ending:

        def stage_of(kind: str, point: str) -> Stage:
            if (kind, point) not in made:
                store = stores(kind)
                database = store.fresh()
                ending.callback(store.discard, database)
                connection = ending.enter_context(database.engine.connect().execution_options(kind="writing"))
                session = ending.enter_context(Session(bind=connection, expire_on_commit=False))
                made[kind, point] = build(session, point)
            return made[kind, point]

        yield stage_of


@pytest.fixture
def stage_at(stages: Callable[[str, str], Stage], database_kind: str) -> Iterator[Callable[[str], Stage]]:
    """Give the stage of a name; whatever the test does on it is taken back."""
    with ExitStack() as ending:

        def enter(point: str) -> Stage:
            stage = stages(database_kind, point)
            ending.enter_context(stage.attempt())
            return stage

        yield enter
