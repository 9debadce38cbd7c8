"""Public ids: random, so that nobody can walk them; the only ids that leave the database."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NewType

PublicId = NewType("PublicId", str)

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no letter that is mistaken for a figure."""

LENGTH = 16
"""80 random bits: enough that guessing one of a million takes 10^18 tries."""


def random_id() -> PublicId:
    """Give a fresh id from the system's randomness."""
    return PublicId("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


_source: ContextVar[Callable[[], PublicId]] = ContextVar("id source", default=random_id)


def new_public_id() -> PublicId:
    """Give the next id of the source in force."""
    return _source.get()()


@contextmanager
def using(source: Callable[[], PublicId]) -> Iterator[None]:
    """Take ids from another source within the block; twin worlds need equal ids."""
    token = _source.set(source)
    try:
        yield
    finally:
        _source.reset(token)


def is_public_id(text: str) -> bool:
    """Say whether the text has the form of a public id."""
    return len(text) == LENGTH and all(letter in ALPHABET for letter in text)
