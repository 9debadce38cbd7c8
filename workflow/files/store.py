"""Keeps bytes under their hash: the same content lies there once, and nobody's file name is ever a path."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, Protocol

from workflow.kernel.errors import NotFound

BLOCK = 1024 * 1024
DIGEST = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Stored:
    """What lies in the store: the SHA-256 of its bytes, and how many there are."""

    digest: str
    size: int


class FileStore(Protocol):
    """A place for bytes; a folder here, a bucket elsewhere."""

    def put(self, stream: BinaryIO) -> Stored:
        """Keep everything that can be read from the stream; content that is there already stays as it is."""

    def open(self, digest: str) -> BinaryIO:
        """Give the bytes for reading. Raises NotFound."""

    def delete(self, digest: str) -> None:
        """Take the bytes away; none there is no error."""

    def untouched_since(self, moment: datetime) -> Iterable[str]:
        """Give the digest of everything that nobody has sent since."""


class LocalFolder:
    """A folder of files named by their hash, 256 sub-folders deep enough for millions."""

    def __init__(self, root: Path) -> None:
        """Take the folder; it is made when the first file comes."""
        self.root = root

    def put(self, stream: BinaryIO) -> Stored:
        """Keep the bytes: written aside first, so that a file is there whole or not at all."""
        self.root.mkdir(parents=True, exist_ok=True)
        hashed, size = hashlib.sha256(), 0
        with NamedTemporaryFile(dir=self.root, prefix=".incoming-", delete=False) as aside:
            try:
                while block := stream.read(BLOCK):
                    hashed.update(block)
                    size += aside.write(block)
                aside.flush()
                os.fsync(aside.fileno())
                self._move_in(Path(aside.name), hashed.hexdigest())
            finally:
                Path(aside.name).unlink(missing_ok=True)
        return Stored(hashed.hexdigest(), size)

    def open(self, digest: str) -> BinaryIO:
        """Give the bytes for reading. Raises NotFound."""
        try:
            return self._path(digest).open("rb")
        except FileNotFoundError:
            raise NotFound from None

    def delete(self, digest: str) -> None:
        """Take the bytes away; none there is no error."""
        self._path(digest).unlink(missing_ok=True)

    def untouched_since(self, moment: datetime) -> Iterator[str]:
        """Give the digest of everything that nobody has sent since."""
        for path in self.root.glob("??/*"):
            if DIGEST.fullmatch(path.name) and path.stat().st_mtime < moment.timestamp():
                yield path.name

    def _path(self, digest: str) -> Path:
        if not DIGEST.fullmatch(digest):
            raise NotFound
        return self.root / digest[:2] / digest

    def _move_in(self, aside: Path, digest: str) -> None:
        """Name the file by its hash; a link is made or refused in one step, so two that arrive at once agree."""
        target = self._path(digest)
        target.parent.mkdir(exist_ok=True)
        try:
            os.link(aside, target)
        except FileExistsError:
            os.utime(target)  # sent anew: whoever sweeps what belongs to nobody waits again
        except OSError:  # a file system without hard links: replacing equal bytes by equal bytes is as good
            aside.replace(target)
