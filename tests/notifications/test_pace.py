"""How quickly mail leaves: a limit holds to the message, and who does not answer is left alone, but not for long."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from notifications.deliver import FIRST_BATCH, MOST_AT_ONCE, next_size
from notifications.pace import PAUSES, Pace, Patience
from tests.conftest import START


def test_a_limit_lets_so_many_pass_a_second_and_none_for_what_was_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    at, waited = [100.0], []

    def wait(seconds: float) -> None:
        waited.append(round(seconds, 6))
        at[0] += seconds

    monkeypatch.setattr(time, "monotonic", lambda: at[0])
    pace = Pace(50, wait)
    for _ in range(3):
        pace.keep()
    at[0] += 10
    pace.keep()
    pace.keep()
    assert waited == [0.02, 0.02, 0.02]
    Pace(0, wait).keep()
    assert len(waited) == 3


def test_a_server_that_does_not_answer_is_left_alone_a_little_longer_each_time_until_it_does() -> None:
    patience, now, waits = Patience(), START, []
    for _ in range(len(PAUSES) + 1):
        assert patience.is_over(now)
        patience.lost(now)
        began = now
        while not patience.is_over(now):
            now += timedelta(seconds=5)
        waits.append(now - began)
    assert waits == [*PAUSES, PAUSES[-1]]
    patience.lost(now)
    assert patience.is_over(now - timedelta(days=1))  # the clock was set back
    patience.found()
    assert patience.is_over(now)


@pytest.mark.parametrize(
    ("sent", "seconds", "size"),
    [(FIRST_BATCH, 0.0, MOST_AT_ONCE), (10, 1.0, 10), (5, 5.0, 1), (1, 30.0, 1), (25, 0.5, MOST_AT_ONCE)],
)
def test_no_more_is_written_than_leaves_while_it_is_fresh(sent: int, seconds: float, size: int) -> None:
    assert next_size(sent, seconds) == size
