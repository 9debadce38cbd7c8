"""The public stages of a submission as a path: what is past, where it is, what comes."""

from __future__ import annotations

from sqlalchemy.orm import Session

from web.parts import Step
from workflow.actions.engine import library
from workflow.kernel.messages import Reason, say
from workflow.process.definition import Process


def process(session: Session, name: str, version: int) -> Process:
    """Give the table a submission follows."""
    return library.get(session, name, version)


def words(table: Process, stage: str) -> Reason:
    """Give the public name of a stage."""
    state = table.state(stage)
    return say(state.stage) if state else say("{stage}", stage=stage)


def path(table: Process, stage: str) -> list[Step]:
    """Give the stages after the draft; one beside the usual path stands in its place, as far as it is known."""
    usual = [name for name in table.path if name != table.initial]
    if stage in usual:
        here = usual.index(stage)
        return [Step(words(table, name), _when(place, here)) for place, name in enumerate(usual)]
    before, after = _around(table, stage, usual)
    names = [(name, "past") for name in before] + [(stage, "now")] + [(name, "next") for name in after]
    return [Step(words(table, name), when) for name, when in names]


def _when(place: int, here: int) -> str:
    return "past" if place < here else "now" if place == here else "next"


def _around(table: Process, stage: str, usual: list[str]) -> tuple[list[str], list[str]]:
    """Give what surely was before and may come after a stage beside the path."""
    state = table.state(stage)
    if state is not None and state.final:
        return usual, []
    return usual[:1], [] if state is not None and state.closed else usual[1:]
