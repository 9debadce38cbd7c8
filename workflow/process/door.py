"""The one door for state: opened by the machine, for the moment of the move; anybody else who assigns state is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy import event
from sqlalchemy.orm import QueryableAttribute

_IS_OPEN: ContextVar[bool] = ContextVar("door_is_open", default=False)


class StateIsNotAssignable(RuntimeError):
    """Somebody assigned `state` by hand; only `machine.begin` and `machine.fire` may move it."""


@contextmanager
def open() -> Iterator[None]:  # noqa: A001 - read as door.open()
    """Let state be assigned inside the block, in this thread and task only."""
    token = _IS_OPEN.set(True)
    try:
        yield
    finally:
        _IS_OPEN.reset(token)


def refuse_unless_open(target: object, value: object, _oldvalue: object = None, _initiator: object = None) -> None:
    """Raise StateIsNotAssignable unless the machine is moving; takes what an attribute listener is given."""
    if not _IS_OPEN.get():
        raise StateIsNotAssignable(f"{type(target).__name__}.state = {value!r}: only the machine moves a state")


def guard_attribute(attribute: QueryableAttribute[str]) -> None:
    """Put the door before a mapped attribute, in its class and the classes derived from it."""
    event.listen(attribute, "set", refuse_unless_open, propagate=True)
