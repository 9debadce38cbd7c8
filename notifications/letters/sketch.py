"""What a letter is made of: English sentences with {places}, one link, perhaps a quotation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Key = tuple[str, str]
"""Event name and audience."""


@dataclass(frozen=True)
class Sketch:
    """One kind of letter, before it has a reader; its sentences are message ids."""

    subject: str
    sentences: tuple[str, ...]
    link: str = ""
    """A name of notifications.addresses.LINKS."""
    quotes: str = ""
    """What is quoted below the sentences: reason, question or letter."""
    while_seat: frozenset[str] = frozenset()
    """The states of the assignment in which the letter still makes sense; empty: all."""


Letters = Mapping[Key, Sketch]
