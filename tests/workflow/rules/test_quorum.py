from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from workflow.kernel.errors import InvalidInput
from workflow.rules.quorum import Duty, QuorumRule, reached, still_waited_for

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
GRACE = timedelta(days=3)
HUB = QuorumRule.from_data({"minimum": {"internal": 1, "external": 1}})
SIDES = {"i": "internal", "e": "external", "g": "guest"}


def duties(text: str) -> list[Duty]:
    """Build duties from "i! e+ e?": in, accepted, asked, "x" ended, "~" within grace, "<" past grace, "0" undated."""
    due = {"~": NOW - timedelta(days=3), "<": NOW - timedelta(days=3, seconds=1), "0": None}
    return [
        Duty(
            side=SIDES[word[0]],
            accepted=word[1] != "?",
            handed_in=word[1] == "!",
            ended=word[1] == "x",
            due_at=due.get(word[1], NOW + timedelta(days=5)),
        )
        for word in text.split()
    ]


@pytest.mark.parametrize(
    ("given", "why_not"),
    [
        ("", "1 internal review is missing"),
        ("i! e! e!", None),
        ("i! e! e+", "1 review is still open"),
        ("i+ e+ e+", "3 reviews are still open"),
        ("i! e! e?", None),
        ("i! e! ex", None),
        ("i! e! e<", None),
        ("i! e! e~", "1 review is still open"),
        ("i! e! e0", "1 review is still open"),
        ("i! e< e<", "1 external review is missing"),
        ("i< e! e!", "1 internal review is missing"),
        ("ix ex ex", "1 internal review is missing"),
        ("i? e? e?", "1 internal review is missing"),
    ],
)
def test_a_round_closes_when_nobody_is_waited_for_and_both_sides_answered(given: str, why_not: str | None) -> None:
    reason = reached(HUB, duties(given), GRACE, NOW)
    assert (str(reason) if reason else None) == why_not


def test_a_review_handed_in_late_counts_as_an_answer() -> None:
    late = Duty("external", accepted=True, handed_in=True, ended=False, due_at=NOW - timedelta(days=90))
    assert reached(HUB, [*duties("i!"), late], GRACE, NOW) is None


def test_who_is_still_waited_for_is_named() -> None:
    assert [duty.side for duty in still_waited_for(duties("i+ e! e~ e<"), GRACE, NOW)] == ["internal", "external"]


def test_other_sides_than_the_hubs_are_named_as_they_are() -> None:
    rule = QuorumRule.from_data({"minimum": {"guest": 2}})
    assert str(reached(rule, duties("g!"), GRACE, NOW)) == "1 review is missing: guest"


@pytest.mark.parametrize("data", [{}, {"minimum": {"internal": 0}}, {"minimum": {"internal": "1"}}, {"minimum": 2}])
def test_a_rule_that_cannot_be_read_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        QuorumRule.from_data(data)
