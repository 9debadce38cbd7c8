"""The mailbox for reports of failed delivery: what was understood goes to its folder Done, all else to Refused."""

from __future__ import annotations

import mailbox
from dataclasses import dataclass
from pathlib import Path

import structlog

from notifications import bounces
from notifications.sender import Sender
from workflow.kernel.clock import Clock
from workflow.kernel.db import Database
from workflow.kernel.errors import Refused

log = structlog.get_logger("collegium.bounces")

MOST = 200
"""More are not read at once."""


@dataclass(frozen=True)
class Emptied:
    """How many reports were taken and refused."""

    taken: int
    refused: int

    def __str__(self) -> str:
        """Say it in one line, for the command line."""
        return f"taken {self.taken}, refused {self.refused}"


def empty_box(folder: Path, database: Database, clock: Clock, sender: Sender) -> Emptied:
    """Read the reports of a Maildir; each is moved only when its effect is kept, so that a crash repeats it."""
    box = mailbox.Maildir(folder, create=True)
    done, refused = box.add_folder("Done"), box.add_folder("Refused")
    counts = [0, 0]
    for key in list(box.keys())[:MOST]:
        raw = box.get_bytes(key)
        try:
            bounces.take(raw, database, clock, sender)
        except Refused as problem:
            log.warning("report refused", problem=str(problem.reasons[0]), file=key)
            refused.add(raw)
            counts[1] += 1
        else:
            done.add(raw)
            counts[0] += 1
        box.remove(key)
    return Emptied(*counts)
