from __future__ import annotations

from typing import Any

import pytest

from tests.behaviours import behaviour
from workflow.kernel.errors import InvalidInput
from workflow.kernel.messages import say
from workflow.rules.panel import Counting, Member, PanelRule, Standing, is_met, seats, would_break, would_crowd

HUB = PanelRule.from_data({"minimum": {"internal": 1, "external": 2}, "reads_item_language": 1})
MARKS = {"?": Standing.ASKED, "+": Standing.ACCEPTED, "!": Standing.IN, "-": Standing.ENDED}


def panel(text: str) -> list[Member]:
    """Build members from "i!f e? e-": side, standing, f for reading the language, a for Africa, p for practitioner."""
    sides = {"i": "internal", "e": "external", "g": "guest"}
    return [
        Member(
            id=str(n),
            side=sides[word[0]],
            standing=MARKS[word[1]],
            reads_item_language="f" in word[2:],
            regions=frozenset({"africa"} if "a" in word[2:] else {"global-scope"}),
            background="practitioner" if "p" in word[2:] else "policy",
        )
        for n, word in enumerate(text.split())
    ]


@behaviour("C4")
@pytest.mark.parametrize(
    ("members", "labels", "short"),
    [
        ("", ["internal 0/1", "external 0/2", "French 0/1"], [True, True, True]),
        ("i!f e! e+", ["internal 1/1", "external 2/2", "French 1/1"], [False, False, False]),
        ("i+f e? e?", ["internal 1/1", "external 0/2", "French 1/1"], [False, False, False]),
        ("i? e+f", ["internal 0/1", "external 1/2", "French 1/1"], [False, True, False]),
        ("i-f e-f e-f", ["internal 0/1", "external 0/2", "French 0/1"], [True, True, True]),
        ("i! i! e! e! e!f", ["internal 2/1", "external 3/2", "French 1/1"], [False, False, False]),
    ],
)
def test_the_meter_counts_who_accepted_and_warns_of_open_seats(
    members: str, labels: list[str], short: list[bool]
) -> None:
    meter = seats(HUB, panel(members), language="French")
    assert [str(quota.label) for quota in meter.quotas] == labels
    assert [quota.short for quota in meter.quotas] == short
    assert meter.short == any(short)


@behaviour("C4")
@pytest.mark.parametrize(
    ("members", "drawn"),
    [
        ("", "internal:open external:open external:open"),
        ("e? e! i+", "internal:accepted external:in external:asked"),
        ("i- e- e+", "internal:open external:accepted external:open"),
        ("g! i! e! e+ e?", "internal:in external:in external:accepted external:asked guest:in"),
    ],
)
def test_seats_are_drawn_by_side_the_farthest_first(members: str, drawn: str) -> None:
    assert " ".join(f"{seat.side}:{seat.standing}" for seat in seats(HUB, panel(members)).seats) == drawn


def test_a_language_without_a_name_is_called_the_language() -> None:
    assert str(seats(HUB, []).quotas[-1].label) == "reads the language 0/1"
    assert str(seats(HUB, [], language=say("French")).quotas[-1].label) == "French 0/1"


@behaviour("C4")
@pytest.mark.parametrize(
    ("members", "counting", "lacks"),
    [
        ("", "invited", "1 internal reviewer is missing"),
        ("i-f e-f e-f", "invited", "1 internal reviewer is missing"),
        ("i?", "invited", "2 external reviewers are missing"),
        ("i? e? e?", "invited", "1 reviewer who reads the language of the submission is missing"),
        ("i? e?f e?", "invited", None),
        ("i? e?f e?", "accepted", "1 internal reviewer is missing"),
        ("i+ e!f e+", "accepted", None),
        ("i? e?f e?", None, None),
    ],
)
def test_what_a_panel_lacks_is_said(members: str, counting: Counting | None, lacks: str | None) -> None:
    reason = is_met(HUB, panel(members), counting)
    assert (str(reason) if reason else None) == lacks


@behaviour("C4")
@pytest.mark.parametrize(
    ("members", "leaving", "breaks"),
    [
        ("i+f e+ e+", {"0"}, "1 internal reviewer is missing"),
        ("i+f e+ e+", {"2"}, "1 external reviewer is missing"),
        ("i+f e+ e+ e+", {"3"}, None),
        ("i+ e+ e+ e+f", {"3"}, "1 reviewer who reads the language of the submission is missing"),
        ("i+f e+", {"9"}, None),
        ("e+f", {"0"}, "1 reviewer who reads the language of the submission is missing"),
        ("", {"0"}, None),
    ],
)
def test_leaving_warns_only_of_what_it_breaks(members: str, leaving: set[str], breaks: str | None) -> None:
    reason = would_break(HUB, panel(members), leaving)
    assert (str(reason) if reason else None) == breaks


def test_backgrounds_and_regions_are_part_of_the_rule() -> None:
    rule = PanelRule.from_data({"minimum": {"guest": 2}, "backgrounds": {"practitioner": 1}, "most_of_one_region": 1})
    members = panel("g+a g!a")
    assert [str(quota.label) for quota in seats(rule, members).quotas] == [
        "guest 2/2",
        "practitioner 0/1",
        "of one region 2, at most 1",
    ]
    assert str(is_met(rule, members)) == "1 reviewer is missing: practitioner"
    assert str(is_met(rule, panel("g+"))) == "1 reviewer is missing: guest"
    assert str(is_met(rule, panel("g+ap g+a"))) == "2 reviewers work on the same region; at most 1"
    assert is_met(rule, panel("g+ap g+")) is None
    assert is_met(rule, panel("g+p g+")) is None, "who works everywhere fills no region"


def test_joining_warns_only_of_a_limit_it_passes() -> None:
    rule = PanelRule.from_data({"minimum": {"external": 1}, "most_of_one_region": 1})
    assert str(would_crowd(rule, panel("e+a"), panel("e?a"))) == "2 reviewers work on the same region; at most 1"
    assert would_crowd(rule, panel("e+a"), panel("e?")) is None
    assert would_crowd(rule, panel("e+a e+a"), panel("e?a")) is None
    assert would_crowd(HUB, panel("e+a e+a"), panel("e?a")) is None


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ({}, {"minimum"}),
        ({"minimum": {"internal": -1}}, {"minimum"}),
        ({"minimum": {"internal": True}}, {"minimum"}),
        ({"minimum": 3}, {"minimum"}),
        ({"minimum": {"internal": 0}}, {"minimum"}),
        ({"minimum": {"internal": 1}, "reads_item_language": "1"}, {"reads_item_language"}),
        ({"minimum": {"internal": 1}, "counting": "hoped"}, {"counting"}),
        ({"minimum": {"internal": 1}, "colour": 1, "backgrounds": {"policy": 1.5}}, {"colour", "backgrounds"}),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused_by_field(data: dict[str, Any], fields: set[str]) -> None:
    with pytest.raises(InvalidInput) as raised:
        PanelRule.from_data(data)
    assert set(raised.value.problems) == fields
