"""Names what can be held back: everything, a rule of a call, an item, a person, one step."""

from __future__ import annotations

EVERYTHING = "everything"


def of_rule(scope: str, rule: str) -> str:
    """Name all mails of a rule in a call (by its public id), or of the roster."""
    return f"rule:{scope or 'roster'}:{rule}"


def of_item(kind: str, public_id: str) -> str:
    """Name all automatic mails about an item: a submission, an application or a member."""
    return f"item:{kind}:{public_id}"


def of_person(public_id: str) -> str:
    """Name all automatic mails to a person."""
    return f"person:{public_id}"


def of_step(key: str) -> str:
    """Name one mail by the key of its event."""
    return f"step:{key}"
