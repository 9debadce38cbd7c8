"""The hash chain of the log, as pure functions: what was said cannot be changed unseen, and can be forgotten.

The entry holds a salted digest of its payload; payload and salt lie in a table of their own, so that erasing them
leaves the chain whole (DESIGN §2.10).
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import datetime

FIRST = "0" * 64
"""What the first entry of a chain names as the one before it."""


def new_salt() -> str:
    """Give a salt that keeps a short payload from being guessed from its digest."""
    return secrets.token_hex(16)


def canonical(facts: Mapping[str, object]) -> str:
    """Give one text for equal facts: sorted keys, no spaces, times in ISO form."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)


def seal(payload: Mapping[str, object], salt: str) -> str:
    """Give the salted SHA-256 of a payload, in hex."""
    return hashlib.sha256((salt + canonical(payload)).encode()).hexdigest()


def chain(previous: str, facts: Mapping[str, object]) -> str:
    """Give the digest of an entry that follows the one with digest `previous`."""
    return hashlib.sha256((previous + canonical(facts)).encode()).hexdigest()


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
