"""How many reviews one member can be given: his year, his absences, his pauses."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.behaviours import behaviour
from workflow.rules.stints import Limits, can_give

JANUARY, OCTOBER = date(2026, 1, 1), date(2026, 10, 1)
EVER = (date(2026, 1, 1), date(2030, 1, 1))


@behaviour("C22")
@pytest.mark.parametrize(("today", "days", "limits", "expected"), [
    (JANUARY, 365, {}, 4.0),
    (JANUARY, 365, {"left": 1}, 1.0),
    (JANUARY, 73, {}, 0.8),
    (OCTOBER, 92, {"left": 2}, 2.0),
    (OCTOBER, 92 + 73, {"left": 2}, 2.8),
    (OCTOBER, 92, {"left": 4}, 92 / 28),
    (JANUARY, 365, {"interval_days": 182}, 365 / 182),
    (JANUARY, 365, {"absences": (EVER,)}, 0.0),
    (JANUARY, 365, {"absences": ((JANUARY, date(2026, 1, 31)),)}, 4.0),
    (JANUARY, 365, {"absences": ((date(2026, 1, 29), date(2026, 12, 31)),)}, 1.0),
    (JANUARY, 365, {"not_before": date(2027, 1, 1)}, 0.0),
    (JANUARY, 365, {"not_before": date(2026, 12, 4)}, 1.0),
    (JANUARY, 365, {"yearly_cap": 0, "left": 0}, 0.0),
])  # fmt: skip
def test_what_a_member_can_give(today: date, days: int, limits: dict[str, Any], expected: float) -> None:
    given = Limits(**{"yearly_cap": 4, "left": 4, **limits})
    assert can_give(given, today, days) == pytest.approx(expected)
