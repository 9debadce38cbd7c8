"""The address that one click ends a kind of mail with (RFC 8058): signed, so that nothing has to be kept for it."""

from __future__ import annotations

import hashlib
import hmac

from notifications.sender import Sender

LENGTH = 32


def stop_url(sender: Sender, person_id: str, group: str) -> str:
    """Give the address; opening it asks, posting to it does."""
    return f"{sender.base_url}/mails/stop/{person_id}/{group}/{_seal(sender, person_id, group)}"


def is_genuine(sender: Sender, person_id: str, group: str, seal: str) -> bool:
    """Say whether an address was made here."""
    return hmac.compare_digest(_seal(sender, person_id, group).encode(), seal.encode("utf-8", "replace"))


def _seal(sender: Sender, person_id: str, group: str) -> str:
    text = f"stop mails/{person_id}/{group}".encode()
    return hmac.new(sender.key, text, hashlib.sha256).hexdigest()[:LENGTH]
