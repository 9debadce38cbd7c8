from __future__ import annotations

import pytest

from tests.behaviours import behaviour
from tests.workflow.process.world import KNOWN, SHIPPED, shipped
from workflow.process.reading import InvalidProcess, parse

DOOR = """
name = "door"
title = "How a door is used"
initial = "shut"
path = ["shut", "wide"]
state = [
    {name = "shut", title = "Shut", stage = "Shut"},
    {name = "wide", title = "Open", stage = "Open", closed = true},
    {name = "gone", title = "Gone", stage = "Gone", final = true},
]

[[transition]]
trigger = "push"
label = "Push"
from = ["shut"]
to = "wide"
by = ["submitter", "system"]
needs = ["screened"]
does = ["stamp_started"]
tells = ["coordinator"]

[[transition]]
trigger = "pull"
label = "Pull"
from = ["wide"]
to = "shut"
by = ["submitter"]
asks = "reason"
back = true

[[transition]]
trigger = "remove"
label = "Remove"
from = ["wide"]
to = "gone"
by = ["chief"]
warn = true
"""
PUSH, PULL, REMOVE = (f'door.toml: transition {n} "{name}": ' for n, name in enumerate(["push", "pull", "remove"], 1))
NOT_TOML = "door.toml: this is not TOML: Expected ']]' at the end of an array declaration (at line 12, column 13)"
NO_WINDOW = """door.toml: state “window” cannot be reached
door.toml: state “window” has no way out and is not final"""
A_WINDOW = '{name = "window", title = "Window", stage = "Window"},\n]'


def problems(text: str) -> list[str]:
    """Give everything that is wrong with a table."""
    try:
        parse(text, KNOWN, file="door.toml")
    except InvalidProcess as error:
        return [str(reason) for reason in error.reasons]
    return []


def test_a_whole_table_is_read_as_it_stands() -> None:
    process = parse(DOOR, KNOWN, file="door.toml", version=3)
    push, pull, remove = process.transitions
    assert (process.name, process.version, process.initial, process.path) == ("door", 3, "shut", ("shut", "wide"))
    assert [(state.name, state.closed, state.final) for state in process.states] == [
        ("shut", False, False), ("wide", True, False), ("gone", True, True),
    ]  # fmt: skip
    assert (push.sources, push.target, push.by, push.asks) == (("shut",), "wide", ("submitter", "system"), "")
    assert (push.needs, push.does, push.tells) == (("screened",), ("stamp_started",), ("coordinator",))
    assert (pull.asks, pull.back, pull.warn, remove.back, remove.warn) == ("reason", True, False, False, True)
    assert process.leaving("wide") == [pull, remove]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[[transition]]", "[[transition]", NOT_TOML),
        ('name = "door"', 'name = "The door"', "door.toml: “name” must be a name of small letters, digits and _"),
        ('title = "How a door is used"', "", "door.toml: “title” is missing"),
        ('title = "How a door is used"', 'title = " "', "door.toml: “title” must be a text"),
        ('initial = "shut"', "", "door.toml: “initial” is missing"),
        ('initial = "shut"', 'initial = "ajar"', "door.toml: the initial state “ajar” is unknown"),
        ('path = ["shut", "wide"]', 'path = ["wide"]', "door.toml: the path must begin with the initial state"),
        ('path = ["shut", "wide"]', 'path = ["shut", "gone"]',
         "door.toml: on the path, no row leads from “shut” to “gone”"),
        ('path = ["shut", "wide"]', "colour = 1", "door.toml: unknown key “colour”"),
        (', stage = "Shut"', "", 'door.toml: state 1 "shut": “stage” is missing'),
        ('stage = "Shut"', 'stage = "Shut", closed = "no"',
         'door.toml: state 1 "shut": “closed” must be true or false'),
        ('stage = "Shut"', 'stage = "Shut", size = 2',
         'door.toml: state 1 "shut": unknown key “size”'),
        ("]\n\n[[t", '{name = "shut", title = "Shut", stage = "Shut"},\n]\n\n[[t',
         "door.toml: there are two states “shut”"),
        ("final = true", "closed = false", REMOVE + "leaves “wide”, which is closed, but is not marked back\n"
         + "door.toml: state “gone” has no way out and is not final"),
        ('label = "Pull"', "", PULL + "“label” is missing"),
        ('label = "Pull"', 'label = "Pull"\nform = "x"', PULL + "unknown key “form”"),
        ('to = "shut"', 'to = "ajar"', PULL + "unknown state “ajar”"),
        ('from = ["shut"]', 'from = ["shut", "ajar"]', PUSH + "unknown state “ajar”"),
        ('by = ["chief"]', 'by = "chief"', REMOVE + "“by” must be a list of at least one name"),
        ('by = ["chief"]', "by = []", REMOVE + "“by” must be a list of at least one name"),
        ('by = ["chief"]', 'by = ["pope"]', REMOVE + "unknown role “pope”"),
        ('needs = ["screened"]', 'needs = ["sunny"]', PUSH + "unknown guard “sunny”"),
        ('needs = ["screened"]', 'needs = ["screened", 1]', PUSH + "“needs” must be a list of names"),
        ('does = ["stamp_started"]', 'does = ["dance"]', PUSH + "unknown effect “dance”"),
        ('tells = ["coordinator"]', 'tells = ["press"]', PUSH + "unknown audience “press”"),
        ('asks = "reason"', 'asks = "money"', PULL + "asks for “money”, which no form has"),
        ('needs = ["screened"]', 'asks = "reason"', PUSH + "asks for a reason, which the system cannot give"),
        ("back = true", "", PULL + "leaves “wide”, which is closed, but is not marked back"),
        ("back = true", 'back = "yes"', PULL + "“back” must be true or false\n"
         + PULL + "leaves “wide”, which is closed, but is not marked back"),
        ('trigger = "remove"', 'trigger = "pull"',
         'door.toml: transition 3 "pull": leaves “wide” like transition 2 "pull"'),
        ('trigger = "push"', 'trigger = "state"', 'door.toml: transition 1 "state": this word cannot be a trigger'),
        ('from = ["wide"]\nto = "shut"', 'from = ["wide", "gone"]\nto = "shut"',
         PULL + "leaves “gone”, which is final"),
        ("]\n\n[[t", A_WINDOW + "\n\n[[t", NO_WINDOW),
    ],
)  # fmt: skip
def test_a_broken_table_is_refused_with_file_and_row(old: str, new: str, expected: str) -> None:
    assert old in DOOR
    assert "\n".join(problems(DOOR.replace(old, new, 1))) == expected


def test_every_problem_is_reported_at_once() -> None:
    broken = DOOR.replace('"screened"', '"sunny"').replace('"chief"', '"pope"').replace('title = "Open", ', "")
    assert problems(broken) == [
        'door.toml: state 2 "wide": “title” is missing',
        PUSH + "unknown guard “sunny”",
        REMOVE + "unknown role “pope”",
    ]


@pytest.mark.parametrize("text", ["", "state = 1", "transition = [1]", "x = " + "[" * 5000, "x = 1979-05-27"])
def test_no_text_breaks_the_reader(text: str) -> None:
    assert problems(text)


def test_the_digest_is_of_the_content_not_of_its_layout() -> None:
    digest = parse(DOOR, KNOWN, file="door.toml").digest
    assert parse("# a comment\r\n" + DOOR, KNOWN, file="door.toml").digest == digest
    assert parse(DOOR.replace("Push", "Press"), KNOWN, file="door.toml").digest != digest


@behaviour("C16")
@pytest.mark.parametrize("name", SHIPPED)
def test_the_tables_of_the_product_are_whole(name: str) -> None:
    process = shipped(name)
    assert process.name == name
