"""Members by a table: read and looked at first, taken whole or not at all, and undone where nobody has acted since.

Who keeps the roster does it; the account of an address that is new is made, and its owner is told by mail what is kept
of him. Nobody is renamed, nobody who left is brought back, and nobody changes his own place so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from workflow.actions import accounts, capacity, journal, membership_founding, memberships, panels
from workflow.actions.engine import machine
from workflow.actions.finding import find_locked
from workflow.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused, Stale
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, say
from workflow.models import Membership, RosterImport
from workflow.policy import Actor, Permission, require
from workflow.roster import brought, member_file
from workflow.roster.brought import Brought, Seen
from workflow.rules import member_lines
from workflow.rules.text import UNSTORABLE, tidy, tidy_line

LONGEST_CELL = 2000
LONGEST_REASON = 2000
TOLD = 20
"""So many lines that cannot be taken are named."""


@dataclass(frozen=True)
class MemberTable:
    """A table as it was sent."""

    name: str
    rows: Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Undone:
    """What came of undoing a table."""

    restored: int
    kept: tuple[str, ...]
    """Whom it leaves as they are, because something has happened since."""


def read_members(session: Session, actor: Actor, table: MemberTable, *, now: datetime) -> RosterImport:
    """Keep what was read of a table until it is taken or dropped. Raises NotAllowed or InvalidInput (file)."""
    require(actor, Permission.ROSTER_EDIT)
    if actor.person_id is None:
        raise NotAllowed
    rows = [{UNSTORABLE.sub("", name)[:100]: UNSTORABLE.sub("", cell)[:LONGEST_CELL] for name, cell in row.items()}
            for row in table.rows]  # fmt: skip
    _check(rows)
    found = RosterImport(
        read_by_id=actor.person_id, read_at=now, file_name=tidy_line(UNSTORABLE.sub("", table.name))[:200], rows=rows
    )
    session.add(found)
    session.flush()
    return found


def take_members(
    session: Session, actor: Actor, import_id: PublicId, *, seen: str | None = None, now: datetime
) -> RosterImport:
    """Make and change every member a table names, or none; `seen` is the digest of what was looked at.

    Raises NotFound, NotAllowed, Stale where other things would come of it now, or Refused with what is wrong.
    """
    found = _waiting(session, actor, import_id)
    shown = brought.beside(session, actor, found.rows)
    _refuse(shown, seen)
    changed = [each for each in shown.of("changed") if each.member is not None]
    numbers = [each.member.public_id for each in changed if each.member is not None]
    seated = panels.lock_panels_of(session, *numbers)
    made = [_change(session, actor, each, now) for each in changed]
    made += [_enter(session, actor, each, now) for each in shown.of("new")]
    panels.settle_all(session, seated, now)
    found.made, found.taken_at, found.taken_by_id = made, now, actor.person_id
    found.new_members, found.changed_members = len(made) - len(changed), len(changed)
    session.flush()
    return found


def drop_members(session: Session, actor: Actor, import_id: PublicId, *, now: datetime) -> None:
    """Forget a table that was read. Raises NotFound or NotAllowed."""
    del now
    session.delete(_waiting(session, actor, import_id))
    session.flush()


def undo_members(session: Session, actor: Actor, import_id: PublicId, *, reason: str, now: datetime) -> Undone:
    """Retire whom a table brought and nobody has asked yet, and put back what it changed, but for what changed since.

    Raises NotFound, NotAllowed, InvalidInput (reason), or Refused where it is undone already.
    """
    require(actor, Permission.ROSTER_EDIT)
    found = find_locked(session, RosterImport, import_id)
    if found.taken_at is None:
        raise NotFound
    if found.undone_at is not None:
        raise Refused(say("This table is undone already."))
    if not (why := tidy(reason)[:LONGEST_REASON]):
        raise InvalidInput({"reason": say("Please give a reason.")})
    numbers = [PublicId(each["membership"]) for each in found.made]
    seated = panels.lock_panels_of(session, *numbers)
    kept = [name for each in found.made if (name := _put_back(session, actor, each, why=why, now=now)) is not None]
    panels.settle_all(session, seated, now)
    found.undone_at, found.undone_by_id, found.undo_reason = now, actor.person_id, why
    session.flush()
    return Undone(len(found.made) - len(kept), tuple(kept))


def _check(rows: Sequence[Mapping[str, str]]) -> None:
    """Refuse what is no table of members. Raises InvalidInput (file)."""
    problem: Reason | None = None
    if len(rows) > brought.MOST:
        problem = say("The table has more than {n} lines.", n=brought.MOST)
    elif not any(any(row.values()) for row in rows):
        problem = say("The table has no line.")
    elif "email" not in brought.columns(rows):
        problem = say("The first line has to name the columns, one of them “email”.")
    if problem is not None:
        raise InvalidInput({"file": problem})


def _waiting(session: Session, actor: Actor, import_id: PublicId) -> RosterImport:
    require(actor, Permission.ROSTER_EDIT)
    found = find_locked(session, RosterImport, import_id)
    if found.taken_at is not None:
        raise Refused(say("This table has been taken already."))
    return found


def _refuse(shown: Brought, seen: str | None) -> None:
    """Let pass what can be taken whole, and is what was looked at."""
    if wrong := shown.of("wrong"):
        told = wrong[:TOLD]
        raise Refused(*(say("Line {n}: {reason}", n=each.line.number, reason=each.problems[0]) for each in told))
    if seen is not None and seen != shown.digest:
        raise Stale(say("The roster has changed since you looked at this table. Look at it again."))
    if not shown.of("new") and not shown.of("changed"):
        raise Refused(say("Nothing would change."))


def _enter(session: Session, actor: Actor, each: Seen, now: datetime) -> dict[str, Any]:
    """Make a member of a line, and the account where its address has none."""
    line = each.line
    person = accounts.person_with(session, line.email)
    if person is None:
        person = accounts.make_person(session, line.name, line.email, verified=False, now=now)
    person.orcid = person.orcid or line.orcid
    member = Membership(person_id=person.id, joined_at=now, side="external", descriptor="")
    membership_founding.describe(session, member, line.values)
    machine.begin(session, member, "membership", actor=actor, now=now)
    _write_parts(session, member, line.values)
    machine.fire(session, member, "enter", actor=actor, now=now)
    _tell(session, member, actor, now)
    return {"membership": member.public_id, "before": None, "after": {**member_lines.USUAL, **line.values}}


def _tell(session: Session, member: Membership, actor: Actor, now: datetime) -> None:
    """Tell somebody that he is on the roster: with a link that confirms his address where it is not confirmed."""
    addresses = member.person.addresses
    if any(address.verified_at is not None for address in addresses):
        journal.note(session, member, journal.Fact(trigger="tell_entered", actor=actor, now=now, tells=("member",)))
        return
    payload = {"purpose": "confirm_address", "address": addresses[0].email, "roster": True}
    fact = journal.Fact(trigger="confirm_address_link", actor=actor, now=now, tells=("person",), payload=payload)
    journal.note(session, member.person, fact)


def _change(session: Session, actor: Actor, each: Seen, now: datetime) -> dict[str, Any]:
    assert each.member is not None  # noqa: S101 - the caller has looked
    member = memberships.locked(session, actor, each.member.public_id)
    before = brought.held(member)
    _write(session, member, {**before, **each.line.values}, now)
    memberships.note(session, member, "change_by_table", actor, now)
    return {"membership": member.public_id, "before": before, "after": brought.held(member)}


def _write(session: Session, member: Membership, values: Mapping[str, Any], now: datetime) -> None:
    """Write what a table says of a member; what tables do not tell of stays."""
    rest = {"gender": member.gender, "not_before": member.skip_until.isoformat() if member.skip_until else ""}
    membership_founding.describe(session, member, {**rest, **values})
    if not values.get("affiliation"):
        member.organisation_id = None
    capacity.set_cap(session, member, member.yearly_cap, now)
    _write_parts(session, member, values)
    session.refresh(member, ["expertise", "languages", "regions", "organisation"])


def _write_parts(session: Session, member: Membership, values: Mapping[str, Any]) -> None:
    membership_founding.write_expertise(session, member, values)
    membership_founding.write_languages(session, member, values.get("languages"))
    membership_founding.write_regions(session, member, list(values.get("regions") or []))


def _put_back(
    session: Session, actor: Actor, made: Mapping[str, Any], *, why: str, now: datetime
) -> str | None:  # fmt: skip
    """Undo one line; give the name of a member it is not undone for, because something has happened since."""
    member = member_file.whole(session, Membership.public_id == made["membership"])
    member = memberships.locked(session, actor, member.public_id)
    untouched = brought.held(member) == made["after"]
    if made["before"] is None:
        if not untouched or member.asked_count or member.state == "retired":
            return member.person.name
        machine.fire(session, member, "retire", actor=actor, now=now, reason=why)
    elif not untouched:
        return member.person.name
    else:
        _write(session, member, made["before"], now)
        memberships.note(session, member, "change_by_table", actor, now)
    session.flush()
    return None
