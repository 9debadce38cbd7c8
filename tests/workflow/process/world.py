"""A small world for the machine: an item without a database, a shelf of tables, a diary, and actors named by role."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from workflow.kernel.messages import Reason, say
from workflow.process import door
from workflow.process.definition import Known, Process
from workflow.process.machine import Machine
from workflow.process.reading import parse
from workflow.process.registry import Library, Moved, Registry

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SESSION = Session()
SYSTEM = "system"
FOLDER = Path(__file__).resolve().parents[3] / "config" / "processes"
SHIPPED = ["application", "assignment", "hub", "membership"]


def names(key: str) -> set[str]:
    """Give the names that the shipped tables have under a key."""
    tables = [tomllib.loads(table(name)) for name in SHIPPED]
    return {name for content in tables for row in content["transition"] for name in row.get(key, [])}


def table(name: str) -> str:
    """Give the text of a table that comes with the product."""
    return (FOLDER / f"{name}.toml").read_text(encoding="utf-8")


GUARDS, EFFECTS, ROLES, AUDIENCES = names("needs"), names("does"), names("by"), names("tells")
KNOWN = Known(GUARDS, EFFECTS, ROLES, AUDIENCES)


class EffectFailed(RuntimeError):
    """An effect that does not succeed."""


@dataclass
class Item:
    """Something that goes through a process; `lacks` names the guards that say no, `breaks` the effects that fail."""

    process_name: str = ""
    process_version: int = 0
    lacks: set[str] = field(default_factory=set)
    breaks: set[str] = field(default_factory=set)
    felt: list[str] = field(default_factory=list)
    _state: str = ""

    @property
    def state(self) -> str:
        """Where it stands."""
        return self._state

    @state.setter
    def state(self, value: str) -> None:
        door.refuse_unless_open(self, value)
        self._state = value


@dataclass
class Diary:
    """Keeps what the machine records and announces."""

    recorded: list[Moved] = field(default_factory=list)
    announced: list[Moved] = field(default_factory=list)

    def record(self, _session: Session, _item: Item, move: Moved) -> None:
        """Keep it."""
        self.recorded.append(move)

    def announce(self, _session: Session, _item: Item, move: Moved) -> None:
        """Keep it."""
        self.announced.append(move)


class Shelf:
    """Published tables, each new one a version more."""

    def __init__(self) -> None:
        self.tables: dict[str, list[str]] = {}
        self.texts_given: list[tuple[str, int]] = []

    def publish(self, name: str, text: str) -> None:
        """Add a version."""
        self.tables.setdefault(name, []).append(text)

    def newest(self, _session: Session, name: str) -> int:
        """Give the number of the last version."""
        return len(self.tables[name])

    def text(self, _session: Session, name: str, version: int) -> str:
        """Give a version."""
        self.texts_given.append((name, version))
        return self.tables[name][version - 1]


@dataclass
class World:
    """A machine and everything around it."""

    machine: Machine
    registry: Registry
    shelf: Shelf
    diary: Diary


def shipped(name: str) -> Process:
    """Give a process that comes with the product."""
    return parse(table(name), KNOWN, file=f"{name}.toml")


def a_world() -> World:
    """Give a machine with the shipped tables; "anyone" has every role but the system's."""
    registry, shelf, diary = Registry(), Shelf(), Diary()
    for name in GUARDS:
        registry.guard(name)(a_guard(name))
    for name in EFFECTS:
        registry.effect(name)(an_effect(name))
    for name in ROLES:
        registry.role(name)(lambda actor, _item, name=name: actor == name or (actor == "anyone" and name != SYSTEM))
    for name in SHIPPED:
        shelf.publish(name, table(name))
    library = Library(registry.known(AUDIENCES), shelf)
    return World(Machine(library, registry, diary, system=SYSTEM), registry, shelf, diary)


def a_guard(name: str) -> Callable[[Item, datetime], Reason | None]:
    """Give a guard that says no to an item that lacks its name."""

    def guard(item: Item, _now: datetime) -> Reason | None:
        return say("{name} says no", name=name) if name in item.lacks else None

    return guard


def an_effect(name: str) -> Callable[[Session, Item, Moved], None]:
    """Give an effect that the item feels, or that fails."""

    def effect(_session: Session, item: Item, _move: Moved) -> None:
        item.felt.append(name)
        if name in item.breaks:
            raise EffectFailed(name)

    return effect


def an_item(state: str, process: str = "hub", *, lacks: set[str] | None = None, breaks: set[str] | None = None) -> Item:
    """Give an item that stands in a state of the first version of a process."""
    return Item(process, 1, lacks or set(), breaks or set(), [], state)
