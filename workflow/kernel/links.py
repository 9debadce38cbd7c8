"""Secrets that travel in links: made here, stored only as digests."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """Give a secret of 256 bits that fits into a URL."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """Give the SHA-256 of a token in hex: what the database keeps of it."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
