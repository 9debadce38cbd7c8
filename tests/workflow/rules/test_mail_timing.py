"""When mails leave: quiet hours and daily mails by the reader's clock, and which kinds may be left out."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from notifications.letters import LETTERS
from tests.behaviours import behaviour, case
from workflow.rules.mail_groups import GROUPS, group_of, may_choose
from workflow.rules.quiet import Quiet, after_quiet, is_quiet, next_daily

NIGHT, NOON = (22, 6), (12, 14)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet", "silent"),
    [(None, set()), (NIGHT, {22, 23, 0, 1, 2, 3, 4, 5}), (NOON, {12, 13}), ((5, 5), set()), ((23, 0), {23})],
)
@behaviour("C20")
def test_quiet_hours_may_go_over_midnight(quiet: Quiet, silent: set[int]) -> None:
    assert {hour for hour in range(24) if is_quiet(hour, quiet)} == silent


@behaviour("C20")
@case("D-TM-02")
@pytest.mark.parametrize(
    ("now", "zone", "quiet", "sent"),
    [
        ("2026-11-23 21:59", "UTC", NIGHT, "2026-11-23 21:59"),
        ("2026-11-23 22:00", "UTC", NIGHT, "2026-11-24 06:00"),
        ("2026-11-24 05:59", "UTC", NIGHT, "2026-11-24 06:00"),
        ("2026-11-23 21:00", "Asia/Kathmandu", NIGHT, "2026-11-24 00:15"),
        ("2026-03-29 00:30", "Europe/Berlin", (0, 2), "2026-03-29 01:00"),
        ("2026-10-25 00:30", "Europe/Berlin", (2, 3), "2026-10-25 02:00"),
        ("2026-11-23 09:00", "UTC", None, "2026-11-23 09:00"),
    ],
)
def test_a_mail_waits_until_the_quiet_hours_are_over(now: str, zone: str, quiet: Quiet, sent: str) -> None:
    assert after_quiet(at(now), ZoneInfo(zone), quiet) == at(sent)


@behaviour("C20", "X5")
@pytest.mark.parametrize(
    ("now", "zone", "quiet", "sent"),
    [
        ("2026-11-23 06:59", "UTC", None, "2026-11-23 07:00"),
        ("2026-11-23 07:00", "UTC", None, "2026-11-24 07:00"),
        ("2026-11-23 09:00", "Pacific/Kiritimati", None, "2026-11-23 17:00"),
        ("2026-11-23 09:00", "UTC", (5, 9), "2026-11-24 09:00"),
    ],
)
def test_a_daily_mail_comes_in_the_morning_of_its_reader(now: str, zone: str, quiet: Quiet, sent: str) -> None:
    assert next_daily(at(now), ZoneInfo(zone), quiet) == at(sent)


@behaviour("X5")
def test_what_waits_for_somebodys_answer_or_is_about_his_own_work_is_always_sent() -> None:
    groups = {key: group_of(*key) for key in LETTERS}
    assert set(groups.values()) == set(GROUPS)
    assert {key for key, group in groups.items() if not may_choose(group)} >= {
        ("assignment.invite", "reviewer"), ("submission.release_decision", "submitter"),
        ("submission.ask_submitter", "submitter"), ("person.sign_in_link", "person"),
        ("assignment.cancel", "reviewer"), ("assignment.extend_due_date", "reviewer"),
    }  # fmt: skip
    assert all(GROUPS[group].always for group in GROUPS if not may_choose(group))
    assert not may_choose("no such group")
