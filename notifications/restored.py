"""Notices a restored or copied database before the clock acts on it (docs/decisions/0011)."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

import structlog

from notifications.relay import relay
from workflow.actions import restored
from workflow.kernel.clock import Clock
from workflow.kernel.db import Database
from workflow.kernel.ids import random_id
from workflow.rules.installations import Mark, why_held

log = structlog.get_logger("collegium.notifications")

FILE = "installation"
A_MOMENT = 0.5
"""Seconds in which another worker writes the second of its two marks."""


def watch(database: Database, clock: Clock, folder: Path) -> bool:
    """Compare the marks of database and data folder, hold everything where they disagree, and count one further."""
    why = _why_held(database, folder)
    if why is not None:
        time.sleep(A_MOMENT)  # another worker may have written one mark and not yet the other
        why = _why_held(database, folder)
    if why is not None:
        relay(database, clock)  # so that what had happened waits as messages, which are held
        database.in_transaction(partial(restored.hold_everything, reason=why, now=clock.now()))
        log.warning("everything automatic is held", why=why)
    kept = _read(folder / FILE)
    newest = database.in_transaction(partial(restored.go_on, least=kept.generation if kept else 0))
    _write(folder / FILE, newest)
    return why is not None


def _why_held(database: Database, folder: Path) -> str | None:
    """Compare the marks; the folder's is read first, because others go on meanwhile and it is written last."""
    kept = _read(folder / FILE)
    with database.reading() as session:
        return why_held(restored.mark(session), kept)


def _read(file: Path) -> Mark | None:
    """Give the mark of a data folder; None where there is none, or what is there is none."""
    try:
        name, generation = file.read_text(encoding="ascii").split()
        return Mark(name, int(generation))
    except (OSError, ValueError):
        return None


def _write(file: Path, mark: Mark) -> None:
    """Replace the file in one step, so that it is never half written."""
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(f".{random_id()}")  # of its own: others may write theirs meanwhile
    half.write_text(f"{mark.name} {mark.generation}\n", encoding="ascii")
    half.replace(file)
