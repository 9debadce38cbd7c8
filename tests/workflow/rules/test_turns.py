"""What declining does to a reviewer's turn."""

from __future__ import annotations

import pytest

from tests.behaviours import behaviour
from workflow.actions.answers import DECLINE_CODES
from workflow.rules.turns import KEEPS_HIS_TURN, keeps_his_turn

EXPECTED = {
    "": False, "busy": False, "absent": True, "not_my_field": True, "conflict": True, "language": True,
    "no_longer": False, "other": False,
}  # fmt: skip


@behaviour("R4")
@pytest.mark.parametrize("code", ["", *DECLINE_CODES])
def test_the_reason_for_declining_decides_whether_the_turn_is_over(code: str) -> None:
    assert keeps_his_turn(code) is EXPECTED[code]


def test_every_reason_that_keeps_the_turn_can_be_given() -> None:
    assert set(DECLINE_CODES) > KEEPS_HIS_TURN
