"""The token against forged posts, masked anew in every answer.

Pages are compressed, and a secret that stands the same in every compressed answer can be guessed from its length
(BREACH). So each answer carries the token combined with fresh random bytes, and these bytes beside it.
"""

from __future__ import annotations

import base64
import binascii
import secrets

from flask import Flask
from flask_wtf.csrf import CSRFProtect, generate_csrf

ONE_CLICK = "web.account.mails.stop"
"""Posted by mail programs without a page (RFC 8058); its address is signed, and all it does is to send less."""


def mask(token: str) -> str:
    """Give the token in a disguise that no two answers share."""
    plain = token.encode()
    noise = secrets.token_bytes(len(plain))
    return base64.urlsafe_b64encode(noise + _xor(plain, noise)).decode()


def unmask(masked: str) -> str | None:
    """Give the token back, or None when this is no masked token."""
    try:
        raw = base64.b64decode(masked.encode(), altchars=b"-_", validate=True)
        half, odd = divmod(len(raw), 2)
        return None if odd else _xor(raw[half:], raw[:half]).decode()
    except (binascii.Error, UnicodeError):
        return None


def _xor(left: bytes, right: bytes) -> bytes:
    """Combine two texts of equal length, byte by byte."""
    return bytes(a ^ b for a, b in zip(left, right, strict=True))


class MaskedProtect(CSRFProtect):  # type: ignore[misc]  # Flask-WTF ships no types
    """Flask-WTF's protection, reading the masked token from the form or the header."""

    def _get_csrf_token(self) -> str | None:
        """Give the token that was posted, without its mask."""
        masked = super()._get_csrf_token()
        return unmask(masked) if masked else None


def masked_token() -> str:
    """Give the token for a form of this answer."""
    return mask(generate_csrf())


def install(app: Flask) -> MaskedProtect:
    """Check every post; give templates `csrf_token()` and `idempotency_key()`."""
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    protect = MaskedProtect(app)
    protect.exempt(ONE_CLICK)
    app.context_processor(lambda: {"csrf_token": masked_token})
    app.jinja_env.globals["csrf_token"] = masked_token
    app.jinja_env.globals["idempotency_key"] = lambda: secrets.token_urlsafe(16)
    return protect
