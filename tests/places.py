"""Where the suite keeps databases that may be lost: in memory where the system has a folder for it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - the folder made in it has a random name and belongs to us alone
ROOM = 1 << 30
"""Bytes that must be free: containers often have 64 MB there, which a server and its databases outgrow."""


def a_folder(name: str) -> Path:
    """Make a folder; in memory copying a PostgreSQL database takes 20 ms, on a slow disk 500."""
    in_memory = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    return Path(tempfile.mkdtemp(prefix=f"collegium-{name}-", dir=MEMORY if in_memory else None))
