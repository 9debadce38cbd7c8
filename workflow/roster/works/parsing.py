"""Reads a file of references: every entry that can be read, and for each that cannot, which one, where and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from workflow.kernel.messages import say
from workflow.roster.works import bibtex, ris, table
from workflow.roster.works.records import Entry, Problem, Work, same_work, title_key, work_of

FileKind = Literal["bibtex", "ris", "csv"]

LARGEST_FILE = 2_000_000
"""Bytes: some two thousand entries with their abstracts."""

MOST_ENTRIES = 1000

READERS: dict[FileKind, Callable[[str], Iterable[Entry | Problem]]] = {
    "bibtex": bibtex.entries,
    "ris": ris.entries,
    "csv": table.entries,
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file gave: the works, each once, in the file's order; and the problems, in the file's order."""

    works: tuple[Work, ...]
    problems: tuple[Problem, ...] = ()


def kind_of(name: str, content: bytes) -> FileKind | None:
    """Give the kind of a file by the end of its name, or else by what it begins with; None where neither tells."""
    ends: dict[str, FileKind] = {".bib": "bibtex", ".bibtex": "bibtex", ".ris": "ris", ".csv": "csv", ".tsv": "csv"}
    for end, kind in ends.items():
        if name.lower().endswith(end):
            return kind
    text, _ = _decoded(content[:10_000])
    if ris.BEGINS.search(text):
        return "ris"
    return "bibtex" if bibtex.BEGINS.search(text) else None


def parse(content: bytes, kind: FileKind) -> Parsed:
    """Read a file. What is wrong with it is among the problems; nothing is raised."""
    if len(content) > LARGEST_FILE:
        megabytes = LARGEST_FILE // 1_000_000
        return Parsed((), (Problem(None, None, say("The file is larger than {n} MB.", n=megabytes)),))
    text, problems = _decoded(content)
    found: list[tuple[Entry, Work]] = []
    for entry in READERS[kind](text):
        if isinstance(entry, Problem):
            problems.append(entry)
        elif entry.number > MOST_ENTRIES:
            reason = say("Only the first {most} entries were read.", most=MOST_ENTRIES)
            problems.append(Problem(entry.number, entry.line, reason))
            break
        else:
            work, own = work_of(entry)
            problems += own
            found += [] if work is None else [(entry, work)]
    works, again = _each_once(found)
    if not found and not problems:
        problems.append(Problem(None, None, say("There is no entry in this file.")))
    return Parsed(works, tuple(sorted([*problems, *again], key=lambda problem: problem.line or 0)))


def _decoded(content: bytes) -> tuple[str, list[Problem]]:
    """Give the text of a file; what is not in Unicode is read as Western European, and this is said."""
    encodings = ("utf-16",) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig",)
    for encoding in encodings:
        try:
            return _plain_ends(content.decode(encoding)), []
        except UnicodeDecodeError:
            continue
    reason = say("The file is not in UTF-8. It was read as Western European: look at the accents.")
    return _plain_ends(content.decode("cp1252", "replace")), [Problem(None, None, reason)]


def _plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _each_once(found: Iterable[tuple[Entry, Work]]) -> tuple[tuple[Work, ...], list[Problem]]:
    """Give each work once, where it stands first, and say of each other that it is there again."""
    kept: list[tuple[Entry, Work]] = []
    places: dict[str, list[tuple[Entry, Work]]] = {}
    problems = []
    for entry, work in found:
        names = {f"title {title_key(work)}", f"doi {work.doi}"} if work.doi else {f"title {title_key(work)}"}
        same = [first for name in sorted(names) for first in places.get(name, ()) if same_work(first[1], work)]
        if same:
            reason = say("This is the same work as entry {first}; it is taken once.", first=same[0][0].number)
            problems.append(entry.problem(reason))
            continue
        kept.append((entry, work))
        for name in names:
            places.setdefault(name, []).append((entry, work))
    return tuple(work for _, work in kept), problems
