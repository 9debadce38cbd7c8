"""Finds accounts that look like the same person, so that somebody may look closer and merge them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workflow.kernel.messages import Reason, say
from workflow.rules import identities
from workflow.rules.conflicts import Known


@dataclass(frozen=True, slots=True)
class Alike:
    """An account that looks like another one, and by what."""

    person_id: int
    by: Reason


def alike(person: Known, others: Iterable[Known]) -> list[Alike]:
    """Give those who look like this person, the surest first: ORCID, mailbox, then name and domain together."""
    found = [(sure, Alike(other.person_id, by)) for other in others for sure, by in _signs(person, other)[:1]]
    return [each for _, each in sorted(found, key=lambda pair: (pair[0], pair[1].person_id))]


def _signs(one: Known, other: Known) -> list[tuple[int, Reason]]:
    """Give by what two accounts look alike; a name alone is borne by many."""
    if one.person_id == other.person_id:
        return []
    found = []
    if one.orcid and one.orcid == other.orcid:
        found.append((0, say("the same ORCID")))
    if one.mailboxes & other.mailboxes:
        found.append((1, say("addresses of one mailbox")))
    if one.key and one.key == other.key and (domain := _domain(one, other)):
        found.append((2, say("the same name and the domain {domain}", domain=domain)))
    return found


def _domain(one: Known, other: Known) -> str:
    """Give a domain both have addresses at; here a public mail service counts, the name is the same."""
    some, others = ({identities.domain_of(address) for address in who.addresses} for who in (one, other))
    return min(some & others, default="")
