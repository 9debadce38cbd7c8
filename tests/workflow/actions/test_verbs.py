"""Who may, and what comes of it: every verb by every identity, from one table."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.behaviours import case
from tests.workflow.actions.stages import Stage
from tests.workflow.actions.verbs import VERBS, Verb
from workflow import actions
from workflow.kernel.errors import NotAllowed, NotFound, Refused
from workflow.models import LogEntry
from workflow.policy import Actor

StageAt = Callable[[str], Stage]
IDS = [f"{row.name}-{row.at}" for row in VERBS]


def outcome(stage: Stage, row: Verb, actor: Actor) -> str:
    """Say what came of it; nothing of it stays."""
    with stage.attempt():
        try:
            row.call(stage, actor)
        except NotFound:
            return "not found"
        except NotAllowed:
            return "not allowed"
        return "done"


def expected(row: Verb, name: str) -> str:
    """Say what the table wants for an identity."""
    return "done" if name in row.may else "not allowed" if name in row.sees else "not found"


@pytest.mark.sqlite_first
@case("D-AZ-02", "D-AZ-08", "D-AZ-11")
@pytest.mark.parametrize("row", VERBS, ids=IDS)
def test_a_verb_is_done_by_those_who_may_and_by_nobody_else(stage_at: StageAt, row: Verb) -> None:
    stage = stage_at(row.at)
    identities = stage.world.identities()
    found = {name: outcome(stage, row, actor) for name, actor in identities.items()}
    assert found == {name: expected(row, name) for name in identities}


def last_logged(stage: Stage) -> tuple[int, str]:
    """Give the number and the trigger of the last entry of the log."""
    entry = stage.session.scalars(select(LogEntry).order_by(LogEntry.id.desc()).limit(1)).one()
    return entry.id, entry.trigger


@case("D-CC-08")
@pytest.mark.parametrize("row", VERBS, ids=IDS)
def test_a_verb_leaves_the_state_and_the_log_that_the_table_says_and_changes_no_state_twice(
    stage_at: StageAt, row: Verb
) -> None:
    """Where a verb moves an item, doing it again is refused with a sentence, or finds nothing left to do."""
    stage = stage_at(row.at)
    before, _ = last_logged(stage)
    actor = next(actor for name, actor in stage.world.identities().items() if name in row.may)
    moves = bool(row.leaves) and stage.item(row.on).state != row.leaves
    row.call(stage, actor)
    stage.session.flush()
    stage.session.expire_all()
    after, trigger = last_logged(stage)
    left = getattr(stage.item(row.on), "state", "") if row.leaves else ""
    logged = trigger if after > before else "-"
    assert (left, logged) == (row.leaves, row.logs or row.name)
    if moves:
        with pytest.raises((Refused, NotAllowed)) as caught:
            row.call(stage, actor)
        assert all(str(reason) for reason in caught.value.reasons)


def verbs_of_the_product() -> set[str]:
    """Give every public function of workflow.actions that is called with a session, an actor and the time."""
    found = set()
    for info in pkgutil.walk_packages(actions.__path__, f"{actions.__name__}."):
        module = importlib.import_module(info.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            parameters = [*inspect.signature(function).parameters]
            own = function.__module__ == info.name and not name.startswith("_")
            if own and parameters[:2] == ["session", "actor"] and "now" in parameters:
                found.add(name)
    return found


TRIED_ELSEWHERE = {"remove"}
"""The verb that needs a file that is there; tests/workflow/files tries it."""


def test_every_verb_has_a_row() -> None:
    assert verbs_of_the_product() - TRIED_ELSEWHERE == {row.name for row in VERBS}
