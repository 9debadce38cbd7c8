"""Reads a plan that somebody wrote into a table: each line a submission and a reviewer, taken whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workflow.kernel.errors import InvalidInput
from workflow.kernel.messages import Reason, say
from workflow.roster.members import RosterMember
from workflow.roster.proposals import Item, Scene

MOST = 5000
"""More lines are not read at once."""

TOLD = 20
"""So many lines that cannot be taken are named."""


@dataclass(frozen=True)
class Line:
    """One line as it was written; `number` is its place in the file."""

    number: int
    submission: str
    """Its reference."""
    reviewer: str
    """The public id of the person, or the name or role he alone has on the roster."""


def pairs_of(found: Scene, lines: Sequence[Line]) -> list[list[str]]:
    """Give the pairs by public ids, those who sit there already left out. Raises InvalidInput with what is wrong."""
    if not lines:
        raise InvalidInput({"file": say("The table has no line.")})
    if len(lines) > MOST:
        raise InvalidInput({"file": say("The table has more than {n} lines.", n=MOST)})
    items = {item.submission.reference: item for item in found.items}
    people = _named(found)
    pairs: dict[tuple[str, str], None] = {}
    problems: dict[str, Reason] = {}
    for line in lines:
        item, members = items.get(line.submission), people.get(line.reviewer.casefold(), [])
        reason = _against(found, item, members)
        if reason is None and item is not None:
            pairs[item.id, str(members[0].person_public_id)] = None
        elif reason is not None and len(problems) < TOLD:
            problems[f"file-{line.number}"] = say("Line {n}: {reason}", n=line.number, reason=reason)
    if problems:
        raise InvalidInput(problems)
    seated = {(item.id, str(member.person_public_id)) for item in found.items for member in item.seated}
    return sorted([item, person] for item, person in pairs if (item, person) not in seated)


def _against(found: Scene, item: Item | None, members: Sequence[RosterMember]) -> Reason | None:
    """Say why a line cannot be taken, or None."""
    if item is None:
        return say("no submission of this reference waits for reviewers in this call")
    if not members:
        return say("nobody on the roster is called so")
    if len(members) > 1:
        return say("several on the roster are called so; give the number of the person")
    if members[0] in item.seated:
        return None
    return found.reason_against(item, members[0])


def _named(found: Scene) -> dict[str, list[RosterMember]]:
    """Give the members by everything they can be called in a table."""
    people: dict[str, list[RosterMember]] = {}
    for member in found.roster.values():
        for name in sorted(set(_names(member))):
            people.setdefault(name, []).append(member)
    return people


def _names(member: RosterMember) -> Iterator[str]:
    yield str(member.person_public_id)
    yield from (name.casefold() for name in (member.name, member.descriptor) if name)
