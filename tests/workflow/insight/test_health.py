"""What somebody has to look at, from figures alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.behaviours import case
from workflow.insight import health
from workflow.insight.health import Health

WELL = Health(
    mail_due=3, mail_oldest_due_seconds=20, mail_in_doubt=1, mail_left_to_people=2, events_not_relayed=0,
    events_oldest_not_relayed_seconds=0, last_tick_seconds=30, last_delivery_seconds=4,
)  # fmt: skip


@case("D-TM-06", "D-NT-07")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, []),
        ({"last_tick_seconds": 61}, ["The clock has not asked for more than a minute: no worker runs."]),
        ({"last_tick_seconds": -1}, ["The clock has not asked for more than a minute: no worker runs."]),
        ({"last_delivery_seconds": 61}, ["The outbox was not emptied for more than a minute."]),
        ({"mail_oldest_due_seconds": 901}, ["Mail waits for 15 minutes."]),
        ({"mail_in_doubt": 21}, ["21 messages may not have arrived."]),
        ({"events_oldest_not_relayed_seconds": 901}, ["What has happened is not turned into messages."]),
    ],
)
def test_what_is_wrong_is_said(change: dict[str, Any], said: list[str]) -> None:
    found = replace(WELL, **change)
    assert [str(reason) for reason in health.problems(found)] == said


@case("D-TM-06", "D-NT-07")
@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"last_tick_seconds": 61, "last_delivery_seconds": 900}, []),
        ({"last_tick_seconds": -1, "last_delivery_seconds": -1}, []),
        ({"last_tick_seconds": 7300}, ["The clock has not asked for 121 minutes."]),
        ({"last_delivery_seconds": 960}, ["The outbox stood still for 16 minutes."]),
        ({"mail_oldest_due_seconds": 901, "mail_in_doubt": 21},
         ["Mail waits for 15 minutes.", "21 messages may not have arrived."]),
        ({"events_oldest_not_relayed_seconds": 901}, ["What has happened is not turned into messages."]),
    ],
)  # fmt: skip
def test_a_mail_is_worth_what_lasts(change: dict[str, Any], told: list[str]) -> None:
    assert [str(trouble.reason) for trouble in health.alarming(replace(WELL, **change))] == told


def test_figures_name_nobody_and_have_one_line_each() -> None:
    lines = [line for line in health.metrics(WELL).splitlines() if not line.startswith("#")]
    assert lines[:2] == ["collegium_mail_due 3", "collegium_mail_oldest_due_seconds 20"]
    assert len(lines) == 8
