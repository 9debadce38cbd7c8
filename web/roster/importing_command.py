"""Members from a table by the command line: the same verbs as the page, as a coordinator who is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from web import tables
from workflow.actions import accounts, roster_imports
from workflow.actions.roster_imports import MemberTable
from workflow.kernel.db import Database
from workflow.kernel.errors import NotFound
from workflow.policy import Actor, person_actor
from workflow.roster import imports
from workflow.roster.brought import Brought, Seen
from workflow.rules.member_lines import written


def bring(
    database: Database, by: str, file: tuple[str, bytes], now: datetime, *, take: bool
) -> Iterator[str]:  # fmt: skip
    """Say what would come of a table, and change the roster where `take` is set.

    Raises NotFound for an address without an account, NotAllowed, InvalidInput, or Refused with what is wrong.
    """
    name, data = file
    table = MemberTable(name, tables.rows_in(data))

    def read(session: Session) -> list[str]:
        actor = _coordinator(session, by)
        found = roster_imports.read_members(session, actor, table, now=now)
        _table, shown = imports.one(session, actor, found.public_id)
        assert shown is not None  # noqa: S101 - it was read just now
        said = list(_sentences(shown))
        if take:
            roster_imports.take_members(session, actor, found.public_id, seen=shown.digest, now=now)
        else:
            roster_imports.drop_members(session, actor, found.public_id, now=now)
        return [*said, _end(len(shown.of("new")), len(shown.of("changed")), take=take)]

    yield from database.in_transaction(read)


def _end(new: int, changed: int, *, take: bool) -> str:
    if not take:
        return f"{new} new, {changed} changed. Nothing was changed yet: add --take to change the roster so."
    return f"The roster is changed: {new} new, {changed} changed."


def _coordinator(session: Session, address: str) -> Actor:
    person = accounts.person_with(session, address)
    if person is None:
        raise NotFound
    return person_actor(person)


def _sentences(shown: Brought) -> Iterator[str]:
    for seen in shown.lines:
        told = "; ".join(map(str, [*seen.problems, *seen.remarks, *_changes(seen)]))
        yield f"Line {seen.line.number}, {seen.line.email}: {seen.kind}{f' ({told})' if told else ''}"


def _changes(seen: Seen) -> list[str]:
    if seen.kind != "changed":
        return []
    return [f"{name}: {written(before)} → {written(after)}" for name, (before, after) in seen.changes.items()]
