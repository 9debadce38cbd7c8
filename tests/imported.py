"""Tables of members at any point of their life, for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from tests.builders import NOW, World
from workflow.actions import roster_imports
from workflow.actions.roster_imports import MemberTable
from workflow.models import RosterImport

NEW = {
    "name": "Nia New", "email": "nia@agency.example", "side": "External", "organisation": "Agency for Data",
    "expertise": "data-protection: 3; remittances", "objectives": "7", "languages": "English; fr: native",
    "country": "Kenya",
}  # fmt: skip
"""A line that makes a member."""


def a_member_table(
    session: Session, world: World, state: str = "waiting", rows: Sequence[Mapping[str, str]] = (NEW,), *,
    now: datetime = NOW,
) -> RosterImport:  # fmt: skip
    """Give a table that the coordinator brought: waiting, taken or undone."""
    found = roster_imports.read_members(session, world.coordinator, MemberTable("members.csv", rows), now=now)
    if state in {"taken", "undone"}:
        roster_imports.take_members(session, world.coordinator, found.public_id, now=now)
    if state == "undone":
        roster_imports.undo_members(session, world.coordinator, found.public_id, reason="Too early.", now=now)
    return found
