"""What the names in a table mean, and where the tables are: everything the machine is told from outside."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session

from workflow.kernel.messages import Reason
from workflow.process.definition import Known, Process
from workflow.process.reading import parse

NOTHING: Mapping[str, object] = MappingProxyType({})


class Stateful(Protocol):
    """Anything that goes through a process."""

    state: str
    process_name: str
    process_version: int


@dataclass(frozen=True)
class Moved:
    """One move that is being made: what effects, history and announcements are given. `begin` has no source."""

    trigger: str
    source: str | None
    target: str
    actor: Any
    now: datetime
    reason: str | None = None
    details: Mapping[str, object] = field(default_factory=lambda: NOTHING)
    tells: tuple[str, ...] = ()


Guard = Callable[[Any, datetime], Reason | None]
"""Says why an item may not be moved now, or nothing."""
Effect = Callable[[Session, Any, Moved], None]
"""What a move itself does, in its transaction."""
Role = Callable[[Any, Any], bool]
"""Says whether an actor is this to an item."""

F = TypeVar("F", bound=Callable[..., object])


class Registry:
    """The guards, effects and roles that tables may name."""

    def __init__(self) -> None:
        self.guards: dict[str, Guard] = {}
        self.effects: dict[str, Effect] = {}
        self.roles: dict[str, Role] = {}

    def guard(self, name: str) -> Callable[[F], F]:
        """Register `guard(item, now) -> Reason | None` under a name."""
        return _entry(self.guards, name)

    def effect(self, name: str) -> Callable[[F], F]:
        """Register `effect(session, item, move)` under a name."""
        return _entry(self.effects, name)

    def role(self, name: str) -> Callable[[F], F]:
        """Register `role(actor, item) -> bool` under a name."""
        return _entry(self.roles, name)

    def known(self, audiences: Collection[str]) -> Known:
        """Give the names a table may use."""
        return Known(self.guards, self.effects, self.roles, audiences)


def _entry(entries: dict[str, Any], name: str) -> Callable[[F], F]:
    def enter(function: F) -> F:
        if name in entries:
            raise LookupError(f"two functions are registered as {name!r}")
        entries[name] = function
        return function

    return enter


class Recorder(Protocol):
    """Writes what has happened, in the transaction in which it happens."""

    def record(self, session: Session, item: Any, move: Moved) -> None:
        """Add the move to the item's history."""

    def announce(self, session: Session, item: Any, move: Moved) -> None:
        """Put the fact into the outbox, for the audiences in `move.tells`."""


class Store(Protocol):
    """Where published tables are kept, every version of each."""

    def newest(self, session: Session, name: str) -> int:
        """Give the version that new items begin under; raises LookupError when there is no such process."""

    def text(self, session: Session, name: str, version: int) -> str:
        """Give the table as it was published; raises LookupError when there is none."""


class Library:
    """Every version of every process in use, each read and checked once."""

    def __init__(self, known: Known, store: Store) -> None:
        self._known = known
        self._store = store
        self._read: dict[tuple[str, int], Process] = {}

    def current(self, session: Session, name: str) -> Process:
        """Give the version that new items begin under."""
        return self.get(session, name, self._store.newest(session, name))

    def get(self, session: Session, name: str, version: int) -> Process:
        """Give one version, whatever has been published since."""
        if (name, version) not in self._read:
            text = self._store.text(session, name, version)
            self._read[name, version] = parse(text, self._known, file=f"{name}.toml", version=version)
        return self._read[name, version]
