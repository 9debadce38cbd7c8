"""The tables of members that were brought: those that wait to be looked at, and what came of the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, undefer_group

from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId
from workflow.models import RosterImport
from workflow.policy import Actor, Permission, require
from workflow.roster import brought
from workflow.roster.brought import Brought

SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table that was brought."""

    public_id: PublicId
    file_name: str
    read_by: str
    at: datetime
    """When it was taken, or read where it waits."""
    state: Literal["waiting", "taken", "undone"]
    new_members: int
    changed_members: int
    undo_reason: str


def latest(session: Session, actor: Actor) -> list[Table]:
    """Give the latest tables. Raises NotAllowed."""
    require(actor, Permission.ROSTER_EDIT)
    query = select(RosterImport).options(joinedload(RosterImport.read_by)).order_by(RosterImport.id.desc()).limit(SHOWN)
    return [_told(found) for found in session.scalars(query)]


def one(session: Session, actor: Actor, import_id: PublicId) -> tuple[Table, Brought | None]:
    """Give a table, beside the roster while it waits. Raises NotFound or NotAllowed."""
    require(actor, Permission.ROSTER_EDIT)
    query = select(RosterImport).where(RosterImport.public_id == import_id).options(joinedload(RosterImport.read_by))
    found = session.scalars(query.options(undefer_group("content"))).one_or_none()
    if found is None:
        raise NotFound
    return _told(found), brought.beside(session, actor, found.rows) if found.taken_at is None else None


def _told(found: RosterImport) -> Table:
    return Table(
        public_id=found.public_id, file_name=found.file_name, read_by=found.read_by.name,
        at=found.taken_at or found.read_at,
        state="undone" if found.undone_at else "taken" if found.taken_at else "waiting",
        new_members=found.new_members, changed_members=found.changed_members, undo_reason=found.undo_reason,
    )  # fmt: skip
