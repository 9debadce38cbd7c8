"""Finds the entries of an RIS file: lines of two letters, two spaces, a hyphen and a value, from TY to ER."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from workflow.kernel.messages import say
from workflow.roster.works.records import Entry, Problem

BEGINS = re.compile(r"^TY {1,2}- ?", re.MULTILINE)
LINE = re.compile(r"^\s*([A-Z][A-Z0-9]) {1,2}-(?: |$)(.*)$")

NAMES = {
    "title": ("TI", "T1", "CT", "BT"),
    "abstract": ("AB", "N2"),
    "year": ("PY", "Y1", "DA"),
    "link": ("UR", "L1", "LK"),
    "doi": ("DO", "DI"),
    "language": ("LA",),
}
"""Under which tags an entry holds what; the first that is there counts."""

AUTHORS = ("AU", "A1")


@dataclass
class _Open:
    """An entry that is being read."""

    number: int
    line: int
    fields: list[tuple[str, list[str]]] = field(default_factory=list)

    def closed(self) -> Entry:
        """Give the entry as it was read."""
        own: dict[str, str] = {}
        for tag, lines in self.fields:
            own.setdefault(tag, " ".join(lines))
        texts = {name: next((own[tag] for tag in tags if own.get(tag)), "") for name, tags in NAMES.items()}
        authors = [" ".join(lines) for tag, lines in self.fields if tag in AUTHORS]
        return Entry(self.number, self.line, texts, authors)


def entries(text: str) -> Iterator[Entry | Problem]:
    """Give the entries in the file's order; one that does not end is read as far as it goes, and this is said."""
    current: _Open | None = None
    number, strayed = 0, False
    for line, content in enumerate(text.split("\n"), start=1):
        found = LINE.match(content)
        tag, value = (found[1], found[2].strip()) if found else ("", content.strip())
        if tag == "TY":
            yield from _unended(current)
            number, strayed = number + 1, False
            current = _Open(number, line)
        elif tag == "ER" and current is not None:
            yield current.closed()
            current = None
        elif current is not None:
            _add(current, tag, value)
        elif value and not strayed:
            strayed = True
            yield Problem(None, line, say("This stands outside of any entry; an entry begins with TY."))
    yield from _unended(current)


def _add(current: _Open, tag: str, value: str) -> None:
    """Add a field; a line without a tag goes on with the one before."""
    if tag:
        current.fields.append((tag, [value]))
    elif value and current.fields:
        current.fields[-1][1].append(value)


def _unended(current: _Open | None) -> Iterator[Entry | Problem]:
    if current is not None:
        yield Problem(current.number, current.line, say("This entry has no end (ER); it was read as far as it goes."))
        yield current.closed()
