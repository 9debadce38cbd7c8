"""How quickly a delivery works: so many messages a second at most, and pauses while no mail server takes anything."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (15, 30, 60, 120))
"""After each time that no server took anything; the last one goes on, so that mail leaves soon after it is back."""


class Pace:
    """Lets one message after another pass, none sooner than the limit allows."""

    def __init__(self, per_second: int, wait: Callable[[float], object] = time.sleep) -> None:
        """Take the limit, 0 for none, and what waits so many seconds or until the work is to stop."""
        self._least = 1 / per_second if per_second else 0.0
        self._wait = wait
        self._next = 0.0

    def keep(self) -> None:
        """Return when the next message may leave."""
        if not self._least:
            return
        now = time.monotonic()
        if self._next > now:
            self._wait(self._next - now)
        self._next = max(self._next, now) + self._least


class Patience:
    """Remembers that no server took anything, so that it is left alone for a while, longer each time."""

    def __init__(self) -> None:
        """Begin without a grudge."""
        self._failures = 0
        self._until: datetime | None = None

    def is_over(self, now: datetime) -> bool:
        """Say whether the server may be asked now."""
        return self._until is None or now >= self._until or now < self._until - PAUSES[-1]

    def lost(self, now: datetime) -> None:
        """Begin a pause."""
        self._until = now + PAUSES[min(self._failures, len(PAUSES) - 1)]
        self._failures += 1

    def found(self) -> None:
        """Forget it all: a server has answered."""
        self._failures, self._until = 0, None
