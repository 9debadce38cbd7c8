"""Says which typed text cannot be kept, and tidies the rest without losing a word."""

from __future__ import annotations

import re
import unicodedata
from ipaddress import ip_address
from urllib.parse import urlsplit

from workflow.kernel.messages import Reason, plural, say

UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters and lone surrogates: no database keeps them all, and none of them is text."""

EMBEDDINGS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Embeddings and overrides of the writing direction: they would reorder what stands beside a text.

The marks U+200E and U+200F stay, people write Arabic and Hebrew with them.
"""

LONGEST_LINK = 2000


def unstorable(text: str) -> Reason | None:
    """Say that a text holds characters that cannot be kept, or None."""
    found = UNSTORABLE.findall(text)
    if not found:
        return None
    return plural(
        "The text holds {n} character that cannot be kept. It is invisible; write the text anew or delete it.",
        "The text holds {n} characters that cannot be kept. They are invisible; write the text anew or delete them.",
        len(found),
    )


def tidy(text: str) -> str:
    """Give the text in one form of Unicode, with plain line ends, without direction overrides and outer space."""
    plain = EMBEDDINGS.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", plain).strip("\ufeff \t\n")


def tidy_line(text: str) -> str:
    """Give the text tidied, on one line, with single spaces."""
    return " ".join(tidy(text).split())


def sort_text(text: str) -> str:
    """Give the text as it is sorted: compatible forms and cases of letters made equal."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).split())


def length_problem(text: str, *, shortest: int = 0, longest: int = 0) -> Reason | None:
    """Say that a text is too short or too long, or None; 0 sets no limit."""
    n = len(text)
    if longest and n > longest:
        return say("Shorten this to {longest} characters; it has {n}.", longest=longest, n=n)
    if n < shortest:
        return say("Write at least {shortest} characters; there are {n}.", shortest=shortest, n=n)
    return None


LONGEST_ADDRESS = 254
"""RFC 5321"""


def address_problem(email: str) -> Reason | None:
    """Say what is wrong with an e-mail address, or None."""
    plain = email.strip()
    local, at, domain = plain.rpartition("@")
    odd = unstorable(plain) or any(c.isspace() or c in ',;<>()[]\\"' for c in plain)
    if odd or not at or not local or "." not in domain.strip(".") or len(plain) > LONGEST_ADDRESS:
        return say("Write an address such as name@example.org.")
    return None


def link_problem(link: str) -> Reason | None:
    """Say what is wrong with the address of a page, or None; whether it answers is not asked here."""
    if len(link) > LONGEST_LINK:
        return say("This address is too long.")
    if re.search(r"\s", link) or UNSTORABLE.search(link) or EMBEDDINGS.search(link):
        return say("An address has no spaces or invisible characters.")
    try:
        parts = urlsplit(link)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return say("This is not the address of a page.")
    if parts.scheme.lower() not in {"http", "https"}:
        return say("Begin the address with https://")
    if parts.username is not None or parts.password is not None:
        return say("Leave user name and password out of the address.")
    return None if _is_public_host(host) else say("This is not the address of a public page.")


def _is_public_host(host: str) -> bool:
    try:
        return ip_address(host).is_global
    except ValueError:
        labels = host.rstrip(".").split(".")
    return len(labels) > 1 and all(labels) and not host.endswith((".local", ".localhost", ".internal"))
