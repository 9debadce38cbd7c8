"""Decides whether a file is taken: by its name's ending and by what its bytes say, which must agree."""

from __future__ import annotations

import codecs
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from workflow.files.store import FileStore
from workflow.kernel.messages import Reason, say

HEAD = 4096
OFFICE = "application/vnd.openxmlformats-officedocument"
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its media type, and how its bytes are known."""

    media_type: str
    fits: Callable[[bytes, BinaryIO], bool]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be sent."""

    megabytes: int
    files: int


@dataclass(frozen=True, slots=True)
class Received:
    """A file that was taken and lies in the store."""

    digest: str
    size: int
    media_type: str
    ending: str
    original_name: str


def receive(store: FileStore, stream: BinaryIO, name: str, limits: Limits) -> Received | Reason:
    """Keep a file, or say why it is not taken; the stream must be able to go back to its beginning."""
    shown = bare_name(name)
    ending = PurePosixPath(shown).suffix.lower().lstrip(".")
    size = stream.seek(0, 2)
    if problem := _problem(shown, ending, size, limits):
        return problem
    stream.seek(0)
    if not ALLOWED[ending].fits(stream.read(HEAD), stream):
        return say("“{name}” is not the kind of file its name says. Save it anew and send it again.", name=shown)
    stream.seek(0)
    stored = store.put(stream)
    return Received(stored.digest, stored.size, ALLOWED[ending].media_type, ending, shown)


def bare_name(name: str) -> str:
    """Give the name without folders and without what cannot be shown; the ending is kept when it is cut."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(c for c in last if c.isprintable()).strip(" .") or "file"
    stem, dot, ending = plain.rpartition(".")
    return plain if len(plain) <= LONGEST_NAME else stem[: LONGEST_NAME - 20] + dot + ending[:10]


def _problem(name: str, ending: str, size: int, limits: Limits) -> Reason | None:
    if ending not in ALLOWED:
        return say(
            "“{name}” is of a kind that is not taken. Send one of: {kinds}.", name=name, kinds=", ".join(ALLOWED)
        )
    if size == 0:
        return say("“{name}” is empty.", name=name)
    if size > limits.megabytes * 1024 * 1024:
        return say("“{name}” is larger than {most} MB.", name=name, most=limits.megabytes)
    return None


def _begins(*marks: bytes) -> Callable[[bytes, BinaryIO], bool]:
    return lambda head, _stream: head.startswith(marks)


def _is_pdf(head: bytes, _stream: BinaryIO) -> bool:
    return b"%PDF-" in head[:1024]


def _is_text(head: bytes, stream: BinaryIO) -> bool:
    """Say whether it is text in UTF-8, or in UTF-16 with a mark."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := stream.read(HEAD * 16):
            if b"\x00" in block:
                return False
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_open_document(head: bytes, _stream: BinaryIO) -> bool:
    """Look at the first entry, which says the type in plain bytes; nothing is unpacked."""
    return head.startswith(b"PK\x03\x04") and head[30:].startswith(b"mimetypeapplication/vnd.oasis.opendocument.text")


def _holds(folder: str) -> Callable[[bytes, BinaryIO], bool]:
    """Look at the list of parts only; nothing is unpacked, and files with programs inside are not taken."""

    def fits(head: bytes, stream: BinaryIO) -> bool:
        if not head.startswith(b"PK\x03\x04"):
            return False
        try:
            with zipfile.ZipFile(stream) as packed:
                names = packed.namelist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
            return False
        has_parts = "[Content_Types].xml" in names and any(name.startswith(f"{folder}/") for name in names)
        return has_parts and not any(name.lower().endswith("vbaproject.bin") for name in names)

    return fits


ALLOWED: Mapping[str, Kind] = {
    "pdf": Kind("application/pdf", _is_pdf),
    "docx": Kind(f"{OFFICE}.wordprocessingml.document", _holds("word")),
    "odt": Kind("application/vnd.oasis.opendocument.text", _is_open_document),
    "pptx": Kind(f"{OFFICE}.presentationml.presentation", _holds("ppt")),
    "xlsx": Kind(f"{OFFICE}.spreadsheetml.sheet", _holds("xl")),
    "csv": Kind("text/csv", _is_text),
    "txt": Kind("text/plain", _is_text),
    "png": Kind("image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    "jpg": Kind("image/jpeg", _begins(b"\xff\xd8\xff")),
    "jpeg": Kind("image/jpeg", _begins(b"\xff\xd8\xff")),
}
"""The kinds of files that are taken, by the ending of their names."""
