"""Tells whether two names, addresses or ORCIDs are the same; case, accents, order and look-alikes made equal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from config.conflicts import shared_domains

LOOK_ALIKES = str.maketrans({"ı": "i", "ℓ": "l", "ø": "o", "ł": "l", "đ": "d", "\u0640": ""})
"""Letters that no normal form makes equal to the ones they are taken for; the last only stretches Arabic words."""

ORCID = re.compile(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dX])/?", re.ASCII)
BETWEEN = "|"
SHORT_WORDS = frozenset({"the", "of", "for", "and", "de", "la", "le", "des", "du"})


def folded(text: str) -> str:
    """Give a text without case, accents and compatible forms of letters."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold().translate(LOOK_ALIKES))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def name_key(name: str) -> str:
    """Give a person's name as it is compared: its words without marks, in the order of the alphabet."""
    return " ".join(sorted(_words(name)))


def name_keys(names: Iterable[str]) -> str:
    """Give several names as they are compared in one text, each between two marks that are in no name."""
    found = [key for name in names if (key := name_key(name))]
    return BETWEEN.join(["", *found, ""]) if found else ""


def is_full_name(key: str) -> bool:
    """Say whether a name tells somebody apart: two words, or a name that is written without spaces."""
    return " " in key or (len(key) > 1 and not key.isascii())


def organisation_key(name: str) -> str:
    """Give an organisation's name as it is compared: without marks and small words."""
    words = _words(name)
    return " ".join([word for word in words if word not in SHORT_WORDS] or words)


def normal_form(email: str) -> str:
    """Give an address as it is kept apart from others: compatible letters made equal, no case, no outer space."""
    return unicodedata.normalize("NFKC", email.strip()).casefold().rstrip(".")


def address_key(email: str) -> str:
    """Give the mailbox an address leads to: what follows a plus is a note of the owner, look-alikes are equal."""
    local, _, domain = folded(email.strip()).rstrip(".").rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def domain_of(email: str) -> str:
    """Give the domain of an address in lower case; nothing where it has none."""
    _, at, domain = email.strip().rpartition("@")
    return domain.casefold().strip(".") if at else ""


def common_domain(some: Iterable[str], others: Iterable[str]) -> str:
    """Give the domain of an organisation that both know, the first one; "geneva.iom.int" belongs to "iom.int"."""
    theirs = [domain for domain in others if is_telling(domain)]
    found = (_shorter(one, other) for one in some if is_telling(one) for other in theirs)
    return min((domain for domain in found if domain), default="")


def telling_parts(domain: str) -> list[str]:
    """Give a domain and those it lies in, as far as they tell of an organisation."""
    labels = domain.split(".")
    return [part for n in range(len(labels)) if is_telling(part := ".".join(labels[n:]))]


def is_telling(domain: str) -> bool:
    """Say whether a domain is an organisation's: no public mail service's, none that is kept for examples."""
    labels = domain.split(".")
    return len(labels) > 1 and not any(".".join(labels[n:]) in shared_domains() for n in range(len(labels)))


def orcid_key(typed: str) -> str:
    """Give an ORCID in its usual form; nothing where it is none, or one of its digits is wrong."""
    found = ORCID.fullmatch(typed.strip().upper().rpartition("ORCID.ORG/")[2])
    if found is None or not _adds_up("".join(found.groups())):
        return ""
    return "-".join(found.groups())


def _adds_up(digits: str) -> bool:
    """Compute the last digit as ISO 7064 MOD 11-2 does."""
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == digits[-1]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", folded(text).replace("'", "").replace("’", ""))


def _shorter(one: str, other: str) -> str:
    if one == other or one.endswith("." + other):
        return other
    return one if other.endswith("." + one) else ""
