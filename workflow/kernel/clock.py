"""Where the time comes from; always aware and in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Whatever can tell the time."""

    def now(self) -> datetime:
        """Give the present moment, aware, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Give the present moment, in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is moved: for tests and the demo's past."""

    def __init__(self, at: datetime) -> None:
        """Start at an aware time."""
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """Give the time it stands at."""
        return self._at

    def move(self, **distance: float) -> datetime:
        """Go forward by `timedelta(**distance)` and give the new time."""
        self._at += timedelta(**distance)
        return self._at

    def set(self, at: datetime) -> None:
        """Stand at another aware time."""
        self._at = at.astimezone(UTC)
