"""Keeps every version of every process; the ones that come with the product are stored when they change."""

from __future__ import annotations

import hashlib
from datetime import datetime
from importlib import resources

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.models import ProcessVersion

SHIPPED = ("hub", "assignment", "application", "membership")


class StoredProcesses:
    """The library's store, on the table of versions."""

    def newest(self, session: Session, name: str) -> int:
        """Give the version that new items begin under. Raises LookupError."""
        with session.no_autoflush:  # the item that begins has no state yet, so it cannot be written before it has one
            found = session.scalar(select(func.max(ProcessVersion.version)).where(ProcessVersion.name == name))
        if found is None:
            raise LookupError(name)
        return found

    def text(self, session: Session, name: str, version: int) -> str:
        """Give a table as it was stored. Raises LookupError."""
        with session.no_autoflush:
            stored = session.get(ProcessVersion, (name, version))
        if stored is None:
            raise LookupError(f"{name} {version}")
        return stored.source


def shipped_text(name: str) -> str:
    """Give the table that comes with the product."""
    return resources.files("config").joinpath("processes", f"{name}.toml").read_text(encoding="utf-8")


def store_shipped(session: Session, now: datetime) -> list[str]:
    """Store each shipped process whose text is new as its next version; give the names of those stored."""
    return [name for name in SHIPPED if store(session, name, shipped_text(name), now)]


def store(session: Session, name: str, source: str, now: datetime) -> bool:
    """Store a checked table as the next version of its process, unless this text is stored already."""
    digest = hashlib.sha256(source.encode()).hexdigest()
    known = select(ProcessVersion).where(ProcessVersion.name == name, ProcessVersion.digest == digest)
    if session.scalars(known).first() is not None:
        return False
    newest = session.scalar(select(func.max(ProcessVersion.version)).where(ProcessVersion.name == name)) or 0
    session.add(ProcessVersion(name=name, version=newest + 1, source=source, digest=digest, since=now))
    session.flush()
    return True
