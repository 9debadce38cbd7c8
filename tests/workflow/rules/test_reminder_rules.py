"""Rules for automatic mails are checked whole: every problem at once, each under the name of its rule."""

from __future__ import annotations

from typing import Any

import pytest

from config.reminders import shipped_rules
from tests.behaviours import behaviour
from workflow.rules.reminder_rules import ABOUT, InvalidRules, problems_in, read, read_all

ROW: dict[str, Any] = {"key": "review", "about": "review", "tells": "reviewer", "steps": [-7, 1]}


@behaviour("C8")
def test_the_shipped_rules_are_sound_and_say_something_of_every_date() -> None:
    rules = read_all(shipped_rules())
    assert {rule.about for rule in rules.values()} == set(ABOUT)
    assert [read(rule.as_data()) for rule in rules.values()] == [*rules.values()]


def test_a_rule_has_a_line_for_each_audience_and_repeats_until_its_end() -> None:
    told = [{"after": 9, "tells": "chief"}, {"after": 3, "tells": "coordinator"}]
    rule = read({**ROW, "every": 5, "until": 12, "escalation": told})
    assert [(line.tells, line.offsets) for line in rule.lines()] == [
        ("reviewer", (-7, 1, 6, 11)), ("coordinator", (3,)), ("chief", (9,)),
    ]  # fmt: skip
    assert read({**ROW, "active": False}).lines() == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, ""),
        ({"key": "Of Mine"}, "key"),
        ({"about": "weather"}, "about"),
        ({"tells": "submitter"}, "tells"),
        ({"steps": []}, "steps"),
        ({"steps": "3"}, "steps"),
        ({"steps": [1.5]}, "steps"),
        ({"steps": [True]}, "steps"),
        ({"steps": [-366]}, "steps"),
        ({"steps": list(range(21))}, "steps"),
        ({"every": 7}, "until"),
        ({"every": 7, "until": 7}, "until"),
        ({"every": 7, "until": 8}, ""),
        ({"every": -1}, "every"),
        ({"every": 91}, "every"),
        ({"until": 400}, "until"),
        ({"days": "lunar"}, "days"),
        ({"channel": "pigeon"}, "channel"),
        ({"catch_up": "some"}, "catch_up"),
        ({"escalation": [{"after": 3}]}, "escalation"),
        ({"escalation": [{"after": "3", "tells": "chief"}]}, "escalation"),
        ({"escalation": [{"after": 3, "tells": "reviewer"}]}, "escalation"),
        ({"escalation": [{"after": 3, "tells": "member"}]}, "escalation"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_problem_stands_under_its_field(changes: dict[str, Any], field: str) -> None:
    assert [*problems_in({**ROW, **changes})] == ([field] if field else [])


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(InvalidRules) as wrong:
        read_all([{**ROW, "steps": [], "days": "lunar"}, {**ROW, "key": "a", "about": "weather"}, ROW, ROW])
    assert [str(reason) for reason in wrong.value.reasons] == [
        "Rule review, days: Choose one of the list.",
        "Rule review, steps: Write at least one day, or switch the rule off.",
        "Rule a, about: Choose the date that the days are counted from.",
        "Rule review stands there twice.",
    ]
