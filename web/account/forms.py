"""What the account pages send, read into plain values."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request

LONGEST = 2000


def field(name: str, longest: int = LONGEST) -> str:
    """Give one field, cut to what it may hold."""
    return request.form.get(name, "")[:longest]


def next_page(default: str) -> str:
    """Give the page to go on to: a path of this site, or the default (D-AU-02)."""
    wanted = request.values.get("next", "")
    return wanted if is_local(wanted) else default


def is_local(address: str) -> bool:
    """Say whether an address is a path of this site and nothing a browser could read otherwise."""
    if not address.startswith("/") or address.startswith(("//", "/\\")):
        return False
    if any(ord(c) <= 32 or c in "\\\x7f" for c in address) or "%0" in address.lower() or "/%" in address:  # noqa: PLR2004 - controls and space
        return False
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc
