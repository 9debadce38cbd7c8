"""What the pages for reviewers send, read into plain values."""

from __future__ import annotations

from datetime import date

from flask import request

from workflow.kernel.errors import InvalidInput
from workflow.kernel.messages import say

LONGEST = 20_000
SHORT = 200
Period = tuple[date, date]

NO_DAY = say("Write a day as year, month and day: 2026-12-31.")


def field(name: str, longest: int = LONGEST) -> str:
    """Give one field, cut to what it may hold."""
    return request.form.get(name, "")[:longest]


def typed() -> dict[str, str]:
    """Give everything that was typed into a small form, to show it again."""
    return {name: value for name, value in request.form.items() if name not in {"csrf_token", "idempotency_key"}}


def day(name: str) -> date | None:
    """Give a day, or None where none was given. Raises InvalidInput under the field's name."""
    text = field(name, SHORT).strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise InvalidInput({name: NO_DAY}) from wrong


def needed_day(name: str) -> date:
    """Give a day that must be there. Raises InvalidInput under the field's name."""
    found = day(name)
    if found is None:
        raise InvalidInput({name: NO_DAY})
    return found


def period(first: str, last: str) -> Period | None:
    """Give an absence, or None where neither day was given. Raises InvalidInput where one is missing."""
    begins, ends = day(first), day(last)
    if begins is None and ends is None:
        return None
    if begins is None or ends is None:
        raise InvalidInput({first if begins is None else last: say("Say from when until when you are away.")})
    return begins, ends


def number(name: str, fallback: int = -1) -> int:
    """Give a whole number; the fallback where none is written."""
    text = field(name, SHORT).strip()
    return int(text) if text.isdecimal() and len(text) <= 6 else fallback  # noqa: PLR2004 - longer is no count
