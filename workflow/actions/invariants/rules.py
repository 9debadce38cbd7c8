"""What an invariant is: a name, a sentence that is always true, and a search for the rows where it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

Search = Callable[[Session, datetime], Iterable[str]]
"""Gives what each row that breaks the invariant is, for a person to find it by."""


@dataclass(frozen=True)
class Invariant:
    """One thing that is always true."""

    name: str
    sentence: str
    find: Search


@dataclass(frozen=True)
class Violation:
    """One place where it is not."""

    name: str
    sentence: str
    about: str

    def __str__(self) -> str:
        """Give the violation as one line."""
        return f"{self.about}: not true that {self.sentence[0].lower()}{self.sentence[1:]} ({self.name})"


INVARIANTS: dict[str, Invariant] = {}
"""All of them, by name; filled while the modules beside this one are read."""


def invariant(search: Search) -> Search:
    """Enter a search whose first docstring line is the sentence that must be true."""
    name = search.__name__
    sentence = (search.__doc__ or "").strip().splitlines()[0].rstrip(".")
    INVARIANTS[name] = Invariant(name, sentence, search)
    return search
