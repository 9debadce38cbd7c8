"""Where a report of failed delivery goes: an address that says which message it was, and proves that we have sent it.

`bounces+ID-PROOF@host`: the proof is a keyed hash of the id, so that nothing is kept for it, nobody can make one for a
message he has not got, and every copy of a message has the same.
"""

from __future__ import annotations

import hashlib
import hmac
import re

from notifications.sender import Sender
from workflow.kernel.ids import ALPHABET, LENGTH, PublicId

PROOF = 16
"""80 bits of the hash, in the letters of public ids: an address has no difference between capitals and small."""

SIGNED = re.compile(rf"(?i)\+([{ALPHABET}]{{{LENGTH}}})-([{ALPHABET}]{{{PROOF}}})@")


def address_for(sender: Sender, public_id: str) -> str:
    """Give the return path of a message; empty where no mailbox takes reports."""
    local, _, domain = sender.bounces.rpartition("@")
    return f"{local}+{public_id}-{_proof(sender, public_id)}@{domain}" if local else ""


def message_of(sender: Sender, addresses: str) -> PublicId | None:
    """Give the message whose report came to one of these addresses; None where none of them is one of ours."""
    for public_id, proof in SIGNED.findall(addresses.lower()):
        if hmac.compare_digest(proof, _proof(sender, public_id)):
            return PublicId(public_id)
    return None


def _proof(sender: Sender, public_id: str) -> str:
    digest = hmac.digest(sender.key, f"return path {public_id}".encode(), hashlib.sha256)
    number = int.from_bytes(digest, "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(PROOF))
