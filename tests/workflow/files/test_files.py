"""What is taken, and how it is kept."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from workflow.files import Limits, LocalFolder, Received, receive
from workflow.files.receiving import bare_name
from workflow.kernel.errors import NotFound
from workflow.kernel.messages import Reason

LIMITS = Limits(megabytes=1, files=10)
PDF = b"%PDF-1.7\nbody"
HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"


@pytest.fixture
def store(tmp_path: Path) -> LocalFolder:
    """Give an empty store."""
    return LocalFolder(tmp_path / "files")


def packed(*names: str) -> bytes:
    """Give an archive with these entries."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


def open_document() -> bytes:
    """Give an archive as OpenDocument begins it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "x")
    return made.getvalue()


WORD = packed("[Content_Types].xml", "word/document.xml")
TAKEN: Iterable[tuple[str, bytes, str]] = (
    ("report.pdf", PDF, "application/pdf"),
    ("REPORT.PDF", b"\n" + PDF, "application/pdf"),
    ("a.docx", WORD, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("a.odt", open_document(), "application/vnd.oasis.opendocument.text"),
    ("notes.txt", "مرحبا".encode(), "text/plain"),
    ("notes.txt", "Жёлтый".encode("utf-16"), "text/plain"),
    ("table.csv", b"a,b\n1,2\n", "text/csv"),
    ("map.png", b"\x89PNG\r\n\x1a\n....", "image/png"),
    ("photo.jpeg", b"\xff\xd8\xff....", "image/jpeg"),
)


@pytest.mark.parametrize(("name", "content", "media_type"), TAKEN)
def test_what_its_bytes_and_its_name_agree_on_is_taken(
    store: LocalFolder, name: str, content: bytes, media_type: str
) -> None:
    taken = receive(store, io.BytesIO(content), name, LIMITS)
    assert isinstance(taken, Received)
    assert (taken.media_type, taken.size, taken.original_name) == (media_type, len(content), name)
    with store.open(taken.digest) as kept:
        assert kept.read() == content


KINDS = "pdf, docx, odt, pptx, xlsx, csv, txt, png, jpg, jpeg"
REFUSED = (
    ("page.html", b"<script>", f"“page.html” is of a kind that is not taken. Send one of: {KINDS}."),
    ("run.exe", b"MZ", f"“run.exe” is of a kind that is not taken. Send one of: {KINDS}."),
    ("noending", PDF, f"“noending” is of a kind that is not taken. Send one of: {KINDS}."),
    ("empty.pdf", b"", "“empty.pdf” is empty."),
    ("big.txt", b"x" * (1024 * 1024 + 1), "“big.txt” is larger than 1 MB."),
    ("page.pdf", b"<html>", "“page.pdf” is not the kind of file its name says. Save it anew and send it again."),
    ("a.txt", b"a\x00b", "“a.txt” is not the kind of file its name says. Save it anew and send it again."),
    ("a.txt", b"\xe9t\xe9", "“a.txt” is not the kind of file its name says. Save it anew and send it again."),
    ("a.docx", packed("xl/x.xml"), "“a.docx” is not the kind of file its name says. Save it anew and send it again."),
    ("a.docx", b"PK\x03\x04no", "“a.docx” is not the kind of file its name says. Save it anew and send it again."),
    (
        "macro.docx",
        packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        "“macro.docx” is not the kind of file its name says. Save it anew and send it again.",
    ),
)


@pytest.mark.parametrize(("name", "content", "sentence"), REFUSED)
def test_anything_else_is_refused_with_a_sentence(store: LocalFolder, name: str, content: bytes, sentence: str) -> None:
    refused = receive(store, io.BytesIO(content), name, LIMITS)
    assert isinstance(refused, Reason)
    assert str(refused) == sentence
    assert not store.root.exists()


def test_the_same_content_lies_there_once(store: LocalFolder) -> None:
    first, second = store.put(io.BytesIO(b"hello")), store.put(io.BytesIO(b"hello"))
    assert first == second
    assert (first.digest, first.size) == (HELLO, 5)
    assert [path for path in store.root.rglob("*") if path.is_file()] == [store.root / HELLO[:2] / HELLO]


def test_the_same_content_may_arrive_twice_at_once(store: LocalFolder) -> None:
    with ThreadPoolExecutor(8) as people:
        kept = list(people.map(lambda _: store.put(io.BytesIO(b"hello")), range(32)))
    assert {each.digest for each in kept} == {HELLO}
    assert sum(path.is_file() for path in store.root.rglob("*")) == 1


@pytest.mark.parametrize("digest", ["../../etc/passwd", "", "0" * 63, "G" * 64, HELLO])
def test_nothing_but_a_known_hash_opens_a_file(store: LocalFolder, digest: str) -> None:
    with pytest.raises(NotFound):
        store.open(digest)


def test_what_was_taken_away_is_gone_and_taking_it_away_twice_is_no_error(store: LocalFolder) -> None:
    store.put(io.BytesIO(b"hello"))
    store.delete(HELLO)
    store.delete(HELLO)
    with pytest.raises(NotFound):
        store.open(HELLO)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/x.pdf", "x.pdf"),
        ("C:\\papers\\x.pdf", "x.pdf"),
        ("a\x00\u202eb.pdf", "ab.pdf"),
        ("...", "file"),
        ("n" * 300 + ".pdf", "n" * 180 + ".pdf"),
    ],
)
def test_a_name_is_never_a_path_and_never_reorders_a_page(sent: str, kept: str) -> None:
    assert bare_name(sent) == kept
