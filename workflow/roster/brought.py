"""What a table of members would change: who is new, who would be otherwise, who looks like somebody else.

Nothing is written here. The same lines against the same roster give the same answer, which is how somebody who takes a
table is told that the roster has changed since he looked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from workflow.kernel.messages import Reason, say
from workflow.models import Address, Membership, Person
from workflow.policy import Actor, Permission, permits, require
from workflow.roster.member_file import PARTS
from workflow.rules import identities, lookalikes, member_lines
from workflow.rules.conflicts import Known
from workflow.rules.member_lines import MemberLine

MOST = 300
"""More members are not brought at once."""

Kind = Literal["wrong", "new", "changed", "unchanged"]
PROFICIENCIES = {1: "reads", 2: "writes", 3: "native"}


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One line beside the roster."""

    line: MemberLine
    kind: Kind
    member: Membership | None = None
    changes: Mapping[str, tuple[object, object]]
    """(as it is, as it would be), by the name of the column."""
    problems: tuple[Reason, ...] = ()
    remarks: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Brought:
    """A table beside the roster as it is now."""

    lines: tuple[Seen, ...]
    unread: tuple[str, ...] = ()
    """Columns that nothing is read of."""

    def of(self, kind: Kind) -> list[Seen]:
        """Give the lines of one kind."""
        return [seen for seen in self.lines if seen.kind == kind]

    @property
    def digest(self) -> str:
        """Give a short text that is another one where any consequence is."""
        told = [[seen.line.number, seen.kind, {name: list(pair) for name, pair in seen.changes.items()}]
                for seen in self.lines]  # fmt: skip
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:32]


def columns(rows: Sequence[Mapping[str, str]]) -> Mapping[str, str]:
    """Give the columns of a table that are read: ours → as the table calls it."""
    return _columns(rows)[0]


def _columns(rows: Sequence[Mapping[str, str]]) -> tuple[dict[str, str], list[str]]:
    return member_lines.columns_of(list(dict.fromkeys(name for row in rows for name in row)))


def held(member: Membership) -> dict[str, object]:
    """Give what is kept of a member in the words of a table."""
    claims = [(claim.term.vocabulary, claim.term.key, str(claim.level)) for claim in member.expertise]
    told: dict[str, object] = {
        "side": member.side,
        "affiliation": member.organisation.name if member.organisation else "",
        "position": member.descriptor,
        "background": member.background,
        "expertise": dict(sorted((key, level) for name, key, level in claims if name == "expertise")),
        "objectives": sorted(key for name, key, _ in claims if name == "objectives"),
        "principles": sorted(key for name, key, _ in claims if name == "principles"),
        "languages": dict(sorted((skill.language, PROFICIENCIES[skill.proficiency]) for skill in member.languages)),
        "regions": sorted(region.term.key for region in member.regions),
        "experience_years": member.years,
        "reviews_per_year": str(member.yearly_cap),
    }
    return told


def beside(session: Session, actor: Actor, rows: Sequence[Mapping[str, str]]) -> Brought:
    """Give every line of a table with what would come of it, in a few statements. Raises NotAllowed."""
    require(actor, Permission.ROSTER_EDIT)
    lines = member_lines.read(rows)
    addresses = sorted({line.address for line in lines})
    members = _members(session, addresses)
    closed = _closed(session, addresses)
    alike = _alike(session, [line for line in lines if line.address not in members])
    found = tuple(
        _seen(actor, line, members.get(line.address), closed=line.address in closed, alike=alike.get(line.number, ()))
        for line in lines
    )
    return Brought(found, tuple(_columns(rows)[1]))


def everybody(session: Session, actor: Actor) -> list[tuple[Person, dict[str, object]]]:
    """Give every member in the words of a table, by name; who has left is left out. Raises NotAllowed."""
    require(actor, Permission.ROSTER_SEE)
    query = select(Membership).join(Membership.person).where(Person.merged_at.is_(None), Membership.state != "retired")
    found = session.scalars(query.options(*PARTS).order_by(Person.name, Membership.id)).unique().all()
    return [(member.person, held(member)) for member in found]


def _members(session: Session, addresses: Sequence[str]) -> dict[str, Membership]:
    """Give the members these addresses belong to, whichever of theirs it is."""
    people = select(Address.person_id).where(Address.normal_form.in_(addresses))
    found = session.scalars(select(Membership).where(Membership.person_id.in_(people)).options(*PARTS)).unique().all()
    return {address.normal_form: member for member in found for address in member.person.addresses}


def _closed(session: Session, addresses: Sequence[str]) -> set[str]:
    query = select(Address.normal_form).join(Person).where(
        Address.normal_form.in_(addresses), Person.suspended_at.is_not(None)
    )  # fmt: skip
    return set(session.scalars(query))


def _alike(session: Session, lines: Sequence[MemberLine]) -> dict[int, list[Reason]]:
    """Give by line which members, and which other lines, look like the person it names."""
    named = {line.number: _known(line) for line in lines if not line.problems}
    keys = sorted({who.key for who in named.values()} - {""})
    mailboxes = sorted({box for who in named.values() for box in who.mailboxes})
    orcids = sorted({who.orcid for who in named.values()} - {""})
    with_mailbox = select(Address.person_id).where(Address.mailbox.in_(mailboxes))
    signs = or_(Person.id.in_(with_mailbox), Person.name_key.in_(keys), Person.orcid.in_(orcids))
    query = select(Person).join(Membership, Membership.person_id == Person.id).where(signs, Person.merged_at.is_(None))
    people = session.scalars(query.options(joinedload(Person.addresses))).unique().all() if named else []
    names = {person.id: say("{name}, on the roster", name=person.name) for person in people}
    names |= {-number: say("line {n}", n=number) for number in named}
    groups: dict[str, list[Known]] = {}
    for other in (*map(_of, people), *named.values()):
        for sign in _signs(other):
            groups.setdefault(sign, []).append(other)
    return {number: _hints(who, groups, names) for number, who in named.items()}


def _hints(who: Known, groups: Mapping[str, Sequence[Known]], names: Mapping[int, Reason]) -> list[Reason]:
    others = {other.person_id: other for sign in _signs(who) for other in groups[sign]}
    return [
        say("looks like {who}: {by}", who=names[found.person_id], by=found.by)
        for found in lookalikes.alike(who, others.values())
    ]


def _signs(who: Known) -> list[str]:
    """Give what two have in common at least who look alike, so that not everybody is compared with everybody."""
    return [f"name {who.key}", f"orcid {who.orcid}", *(f"mail {box}" for box in who.mailboxes)]


def _known(line: MemberLine) -> Known:
    return Known(person_id=-line.number, name=line.name, addresses=frozenset({line.address}), orcid=line.orcid)


def _of(person: Person) -> Known:
    addresses = frozenset(address.normal_form for address in person.addresses)
    return Known(person_id=person.id, name=person.name, addresses=addresses, orcid=person.orcid)


def _seen(
    actor: Actor, line: MemberLine, member: Membership | None, *, closed: bool, alike: Sequence[Reason]
) -> Seen:  # fmt: skip
    problems = [*line.problems, *([] if line.problems or member else line.lacks())]
    if closed:
        problems.append(say("this address cannot be used"))
    if member is not None and not permits(actor, Permission.ROSTER_EDIT, member):
        problems.append(say("nobody changes his own place on the roster by a table"))
    before: dict[str, object] = held(member) if member is not None else {}
    changes = member_lines.changed(line.values, before)
    kind: Kind = "wrong" if problems else "new" if member is None else "changed" if changes else "unchanged"
    remarks = tuple(_remarks(line, member) if member is not None else alike)
    return Seen(line=line, kind=kind, member=member, changes={} if problems else changes, problems=tuple(problems),
                remarks=remarks)  # fmt: skip


def _remarks(line: MemberLine, member: Membership) -> list[Reason]:
    found = []
    if line.name and identities.name_key(line.name) != member.person.name_key:
        found.append(say("the account of this address is called {name}; the name is not changed",
                         name=member.person.name))  # fmt: skip
    if member.state == "retired":
        found.append(say("has left the roster, and is not brought back by a table"))
    return found
