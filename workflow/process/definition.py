"""What a process is: states, and one row for each move between them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class State:
    """Where an item can stand; `stage` is what its submitter is told, only rows marked back leave a closed one."""

    name: str
    title: str
    stage: str
    closed: bool
    final: bool


@dataclass(frozen=True)
class Transition:
    """One row of the table: who may move what from where to where, if what holds, and who hears of it."""

    number: int
    trigger: str
    label: str
    sources: tuple[str, ...]
    target: str
    by: tuple[str, ...]
    needs: tuple[str, ...]
    does: tuple[str, ...]
    tells: tuple[str, ...]
    asks: str
    back: bool
    warn: bool

    def __str__(self) -> str:
        return f'transition {self.number} "{self.trigger}"'


@dataclass(frozen=True)
class Process:
    """A named, versioned table; `path` is the way most items go, `digest` the same for the same content."""

    name: str
    version: int
    title: str
    initial: str
    path: tuple[str, ...]
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    digest: str

    def state(self, name: str) -> State | None:
        """Give the state of that name."""
        return next((state for state in self.states if state.name == name), None)

    def leaving(self, state: str) -> list[Transition]:
        """Give the rows that lead out of a state, in the table's order."""
        return [row for row in self.transitions if state in row.sources]

    def rows(self, trigger: str) -> list[Transition]:
        """Give the rows of a trigger; none if the process has no such trigger."""
        return [row for row in self.transitions if row.trigger == trigger]


@dataclass(frozen=True)
class Known:
    """The names a table may use, because somebody has written what they mean."""

    guards: Collection[str]
    effects: Collection[str]
    roles: Collection[str]
    audiences: Collection[str]
