"""The one machine: asks the guards, moves, records and announces, or raises saying why not."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import transitions
from sqlalchemy.orm import Session

from workflow.kernel.errors import InvalidInput, NotAllowed, Refused
from workflow.kernel.messages import Reason, say
from workflow.process import door
from workflow.process.definition import Process, Transition
from workflow.process.registry import NOTHING, Library, Moved, Recorder, Registry, Stateful


@dataclass(frozen=True)
class Offer:
    """A move an actor is permitted: a button when possible, else a button that says why not."""

    trigger: str
    label: str
    to: str
    possible: bool
    reasons: tuple[Reason, ...]
    asks: str
    back: bool
    warn: bool


class Machine:
    """Moves items through their processes. It keeps nothing of an item: where one stands is written in its row.

    Whoever fires has locked the item first; the transaction makes history, outbox and state one.
    """

    def __init__(self, library: Library, registry: Registry, recorder: Recorder, *, system: object) -> None:
        self._library = library
        self._registry = registry
        self._recorder = recorder
        self._system = system
        self._tables: dict[tuple[str, int], _Table] = {}

    def begin(self, session: Session, item: Stateful, process_name: str, *, actor: object, now: datetime) -> None:
        """Put a new item at the beginning of the current version of a process, which it then keeps."""
        process = self._library.current(session, process_name)
        if item.state:
            raise door.StateIsNotAssignable(f"{type(item).__name__} has begun already")
        item.process_name, item.process_version = process.name, process.version
        with door.open():
            item.state = process.initial
        self._recorder.record(session, item, Moved("begin", None, process.initial, actor, now))

    def fire(
        self, session: Session, item: Stateful, trigger: str, *, actor: object, now: datetime,
        reason: str | None = None, details: Mapping[str, object] = NOTHING,
    ) -> Moved:  # fmt: skip
        """Make one move.

        Raises NotAllowed (also for a trigger the process does not have), Refused with every reason, or InvalidInput.
        """
        process = self._process(session, item)
        row = self._permitted_row(process, item, trigger, actor)
        if reasons := self._reasons_against(row, item, now):
            raise Refused(*reasons)
        if row.asks and not (reason or "").strip():
            raise InvalidInput({row.asks: say("Please give a reason.")})
        move = Moved(trigger, item.state, row.target, actor, now, reason, details, row.tells)
        self._move(session, item, process, move)
        return move

    def advance(self, session: Session, item: Stateful, trigger: str, *, now: datetime) -> bool:
        """Make a move as the system if it is its to make and nothing speaks against it; say whether it was made."""
        process = self._process(session, item)
        row = next((row for row in self._rows_from(process, item, self._system) if row.trigger == trigger), None)
        if row is None or self._reasons_against(row, item, now):
            return False
        self._move(session, item, process, Moved(trigger, item.state, row.target, self._system, now, tells=row.tells))
        return True

    def available(self, session: Session, item: Stateful, actor: object, *, now: datetime) -> list[Offer]:
        """Give the moves the actor is permitted from here, possible or not, in the table's order."""
        return [
            Offer(row.trigger, row.label, row.target, not reasons, reasons, row.asks, row.back, row.warn)
            for row in self._rows_from(self._process(session, item), item, actor)
            for reasons in [self._reasons_against(row, item, now)]
        ]

    def _process(self, session: Session, item: Stateful) -> Process:
        return self._library.get(session, item.process_name, item.process_version)

    def _rows_from(self, process: Process, item: Stateful, actor: object) -> list[Transition]:
        return [row for row in process.leaving(item.state) if self._permits(row, item, actor)]

    def _permits(self, row: Transition, item: Stateful, actor: object) -> bool:
        return any(self._registry.roles[role](actor, item) for role in row.by)

    def _reasons_against(self, row: Transition, item: Stateful, now: datetime) -> tuple[Reason, ...]:
        return tuple(reason for name in row.needs if (reason := self._registry.guards[name](item, now)))

    def _permitted_row(self, process: Process, item: Stateful, trigger: str, actor: object) -> Transition:
        """Give the row to take; a row that does not start here is refused only to those who could take it elsewhere."""
        permitted = [row for row in process.rows(trigger) if self._permits(row, item, actor)]
        if here := [row for row in permitted if item.state in row.sources]:
            return here[0]
        state = process.state(item.state)
        if not permitted:
            raise NotAllowed
        raise Refused(say("Not possible in the state “{state}”.", state=say(state.title) if state else item.state))

    def _move(self, session: Session, item: Stateful, process: Process, move: Moved) -> None:
        """Move, then run effects, history and announcement; after an exception the item stands where it stood."""
        key = process.name, process.version
        table = self._tables.get(key) or self._tables.setdefault(key, _Table(process, self._registry, self._recorder))
        with ExitStack() as undo:
            undo.callback(table.set_state, item.state, item)
            table.events[move.trigger].trigger(item, session, item, move)
            undo.pop_all()


class _Table(transitions.Machine):
    """The rows of one process version as `transitions` runs them; no item is ever its model.

    Callbacks get what `trigger` was given after the item: session, item, move.
    """

    def __init__(self, process: Process, registry: Registry, recorder: Recorder) -> None:
        super().__init__(
            model=None, states=[state.name for state in process.states], initial=process.initial, auto_transitions=False
        )
        for row in process.transitions:
            after: list[Any] = [*(registry.effects[name] for name in row.does), recorder.record, recorder.announce]
            self.add_transition(row.trigger, list(row.sources), row.target, after=after)

    def set_state(self, state: Any, model: Any = None) -> None:
        """Assign the state through the door, which stands open for this one assignment."""
        with door.open():
            super().set_state(state, model)
