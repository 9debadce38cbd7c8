"""The words a call gives to one of its letters: which variables may stand in them, and how they are filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workflow.kernel.messages import Reason, say
from workflow.rules.text import length_problem, tidy, tidy_line, unstorable

LONGEST_SUBJECT = 200
LONGEST_TEXT = 6000

ALWAYS = ("title", "call", "name", "site")
"""What every letter about a submission can say, besides what the shipped one says."""

VARIABLE = re.compile(r"\{\s*([a-z]+)\s*\}")
IN_BRACES = re.compile(r"\{([^{}]*)\}")
SHOWN = 24
"""So much of a text is quoted where a brace is missing."""


@dataclass(frozen=True)
class Words:
    """What a letter says: its subject, and its text, whose paragraphs are parted by empty lines."""

    subject: str
    text: str

    def paragraphs(self) -> tuple[str, ...]:
        """Give the text by paragraphs."""
        return tuple(part.strip() for part in re.split(r"\n\s*\n", self.text) if part.strip())

    def tidied(self) -> Words:
        """Give the words as they are kept."""
        return Words(tidy_line(self.subject), tidy(self.text))


@dataclass(frozen=True)
class Letter:
    """A letter that a call may put in its own words: the variables it has, and the languages it is written in."""

    name: str
    has: tuple[str, ...]
    languages: tuple[str, ...]


def variables(text: str) -> Iterator[str]:
    """Give the names in braces, in their order."""
    return (found[1] for found in VARIABLE.finditer(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put the values in the places of the variables, and nothing else. Raises KeyError for one that has none."""
    return VARIABLE.sub(lambda found: values[found[1]], text)


def problems_in(letter: Letter, words: Words) -> dict[str, Reason]:
    """Say by field what is wrong with the words for this letter; empty where they can be sent."""
    longest = {"subject": LONGEST_SUBJECT, "text": LONGEST_TEXT}
    kept = words.tidied()
    found = {
        "subject": _problem(letter, words.subject, kept.subject, longest["subject"]),
        "text": _problem(letter, words.text, kept.text, longest["text"]),
    }
    return {name: problem for name, problem in found.items() if problem is not None}


def _problem(letter: Letter, typed: str, kept: str, longest: int) -> Reason | None:
    if not kept:
        return say("Write something here, or go back to the shipped words.")
    return (
        unstorable(typed)
        or length_problem(kept, longest=longest)
        or _lone_brace(kept)
        or next((problem for name in IN_BRACES.findall(kept) if (problem := _unknown(letter, name))), None)
    )


def _lone_brace(text: str) -> Reason | None:
    """Say where a brace has no other half."""
    rest = IN_BRACES.sub(lambda found: " " * len(found[0]), text)
    at = min((place for brace in "{}" if (place := rest.find(brace)) >= 0), default=None)
    if at is None:
        return None
    begin = at if rest[at] == "{" else max(0, at - SHOWN)
    near = " ".join(text[begin : begin + SHOWN + 1].split())
    return say("A brace is missing here: “{near}”. A variable stands in two braces: {example}.",
               near=near, example="{title}")  # fmt: skip


def _unknown(letter: Letter, inside: str) -> Reason | None:
    """Say that this letter has no such variable, and which it has."""
    if inside.strip() in letter.has:
        return None
    return say("This letter has no variable {name}. It has: {names}.",
               name="{" + inside[:SHOWN] + "}", names=listed(letter.has))  # fmt: skip


def listed(names: tuple[str, ...]) -> str:
    """Give the variables as they are written."""
    return " ".join("{" + name + "}" for name in names)
