"""The letters that a call may put in its own words: those about submissions, and who reviews them.

Letters that say the same to the same side are one: an invitation is worded once, whether it comes first or again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter

from notifications.letters import assignments, clock, submissions, tasks
from notifications.letters.sketch import Key, Sketch
from workflow.rules.letter_words import ALWAYS

SIDES = {"coordinator": "coordinator", "chief": "coordinator", "task_owner": "coordinator"}
"""Who reads the same letters as the coordinators."""

ABOUT = ("submission.", "assignment.")
IN_ORDER = (
    submissions.TO_THE_SUBMITTER, assignments.TO_THE_REVIEWER, submissions.TO_ITS_REVIEWERS,
    submissions.TO_ITS_COORDINATORS, assignments.TO_THE_COORDINATOR, tasks.TO_THEIR_OWNERS, clock.BY_THE_CLOCK,
)  # fmt: skip


@dataclass(frozen=True)
class OfCalls:
    """One letter: its name, who gets it, what is shipped, and the variables that may stand in it."""

    name: str
    key: Key
    side: str
    sketch: Sketch
    has: tuple[str, ...]


def _letters() -> Iterator[tuple[Key, OfCalls]]:
    known: dict[tuple[object, ...], OfCalls] = {}
    for key, sketch in ((key, sketch) for letters in IN_ORDER for key, sketch in letters.items()):
        if key[0].startswith(ABOUT):
            side = SIDES.get(key[1], key[1])
            same = (side, sketch.subject, sketch.sentences, sketch.link, sketch.quotes)
            letter = OfCalls(":".join(key), key, side, sketch, tuple(dict.fromkeys([*_places(sketch), *ALWAYS])))
            yield key, known.setdefault(same, letter)


def _places(sketch: Sketch) -> Iterator[str]:
    for sentence in (sketch.subject, *sketch.sentences):
        yield from (name for _, name, _, _ in Formatter().parse(sentence) if name)


BY_KEY = dict(_letters())
BY_NAME = {letter.name: letter for letter in BY_KEY.values()}


def name_of(event_name: str, audience: str) -> str:
    """Name the letter of an event for an audience; empty where no call has words of its own for it."""
    found = BY_KEY.get((event_name, audience))
    return found.name if found else ""
