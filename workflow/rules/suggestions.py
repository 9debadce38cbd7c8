"""Finds who is meant where a reviewer who declines names somebody else: by address, or by every word of the name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from workflow.rules import identities
from workflow.rules.conflicts import Known


def meant_by(texts: Iterable[str], people: Mapping[int, Known]) -> dict[int, str]:
    """Give by person the first text that names him; a single word is borne by many, and names nobody."""
    found: dict[int, str] = {}
    for text in texts:
        plain, said = identities.normal_form(text), set(identities.name_key(text).split())
        for number, person in people.items():
            if any(address in plain for address in person.addresses) or _is_named(person.key, said):
                found.setdefault(number, text)
    return found


def _is_named(key: str, said: set[str]) -> bool:
    return identities.is_full_name(key) and said.issuperset(key.split())
