"""Says whether a database is the one its data folder was last used with, or an older copy, or one from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.kernel.messages import N_

RESTORED = N_("The database is older than its data folder: it was restored from a backup.")
MOVED = N_("The database was last used with another data folder: it was copied or moved.")


@dataclass(frozen=True)
class Mark:
    """Which installation it is, and how far it has come; database and folder each hold one."""

    name: str
    generation: int


def why_held(database: Mark | None, folder: Mark | None) -> str | None:
    """Say why no automatic mail may leave before somebody has looked, or None.

    A database may be ahead of its folder: a process can die between the two writings.
    """
    if database is None:
        return None
    if folder is None or folder.name != database.name:
        return MOVED
    return RESTORED if database.generation < folder.generation else None
