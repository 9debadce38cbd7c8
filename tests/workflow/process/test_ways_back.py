"""Undo everywhere: what a move has done can be taken back by somebody, or this table says why not."""

from __future__ import annotations

import pytest

from tests.behaviours import behaviour
from tests.workflow.process.world import shipped
from workflow.process.definition import Process, Transition

PROCESSES = ("hub", "assignment", "application", "membership")
EXCEPTIONS = {
    ("hub", "submit"): "who sent it in withdraws it; coordinators return it, and it is written on",
    ("hub", "assign"): "who is asked is cancelled one by one; without a panel it stands in the list of incomplete ones",
    ("hub", "retract"): "final: the reason stands in public where it was",
    ("assignment", "declare_conflict"): "final: who has said so reads nothing of it any more; somebody else is asked",
    ("application", "submit"): "the applicant withdraws it; coordinators ask for more, and it is written on",
    ("application", "screen"): "asking for more begins the screening anew",
    ("application", "approve"): "final: the membership goes on from here, and it can be retired",
    ("membership", "start"): "the trial follows the approval by itself; the member retires or is reinstated",
}


def is_way_back(row: Transition, move: Transition) -> bool:
    """Say whether a person may make this row, and it is marked back or leads to where the move came from."""
    return set(row.by) != {"system"} and (row.back or row.target in move.sources)


def can_be_taken_back(process: Process, move: Transition) -> bool:
    """Say whether the move is a way back itself, or its target is left again by one."""
    return move.back or any(is_way_back(row, move) for row in process.leaving(move.target))


@behaviour("C16")
@pytest.mark.parametrize("name", PROCESSES)
def test_every_move_can_be_taken_back_or_says_why_not(name: str) -> None:
    process = shipped(name)
    stuck = {(name, move.trigger) for move in process.transitions if not can_be_taken_back(process, move)}
    assert stuck == {key for key in EXCEPTIONS if key[0] == name}


@behaviour("C16")
@pytest.mark.parametrize("name", PROCESSES)
def test_a_step_back_tells_whom_it_affects(name: str) -> None:
    silent = [str(move) for move in shipped(name).transitions if move.back and not move.tells]
    assert silent == []
