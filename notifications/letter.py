"""A letter in words, before it is laid out: the plain text and the light HTML say the same, for both are made of it."""

from __future__ import annotations

from dataclasses import dataclass

from notifications.languages import Language


@dataclass(frozen=True)
class Action:
    """Where a letter leads: the words before the address, and the address."""

    words: str
    url: str


@dataclass(frozen=True)
class Item:
    """One message within a daily mail."""

    subject: str
    paragraphs: tuple[str, ...]
    quote: str
    action: Action | None


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One message to one reader, in his language; every text in it is inert already."""

    subject: str
    language: Language
    greeting: str
    paragraphs: tuple[str, ...]
    quote: str = ""
    """What a person wrote, to be set apart."""
    items: tuple[Item, ...] = ()
    """What a daily mail tells, one after another."""
    action: Action | None = None
    footer: tuple[str, ...] = ()
    settings: tuple[Action, ...] = ()
    """Where the reader says what he wants to get."""
    dates: tuple[str, ...] = ()
    """Moments named in the paragraphs: what the eye looks for."""
