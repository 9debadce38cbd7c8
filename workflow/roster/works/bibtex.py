"""Finds the entries of a BibTeX file; a broken one does not take those behind it with it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from itertools import islice

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import split_multiple_persons_names
from bibtexparser.model import Block, DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, ParsingFailedBlock
from bibtexparser.model import Entry as Found

from workflow.kernel.messages import say
from workflow.roster.works.latex import plain
from workflow.roster.works.records import Entry, Problem

BEGINS = re.compile(r"^\s*@\w+\s*[{(]", re.MULTILINE)

BLOCK = re.compile(r"@\w*[ \t]*[{(]")
MOST_BLOCKS = 3000
"""Entries, abbreviations and remarks together; a file of more is not read to its end."""

NAMES = {
    "title": ("title",),
    "abstract": ("abstract",),
    "year": ("year", "date"),
    "link": ("url", "howpublished"),
    "doi": ("doi",),
    "language": ("language", "langid"),
}
"""Under which fields an entry holds what; the first that is there counts."""

AS_TYPED = {"link", "doi"}
"""What is never LaTeX, whatever signs are in it."""

# The library writes what it could not read to the log; the person who sent the file is told instead.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)


def entries(text: str) -> Iterator[Entry | Problem]:
    """Give the entries in the file's order, and a problem for each that is broken."""
    number, cut = 0, next(islice(BLOCK.finditer(text), MOST_BLOCKS, None), None)
    for block in parse_string(text[: cut.start()] if cut else text).blocks:
        found = _entry(block)
        if found is None and not isinstance(block, ParsingFailedBlock):
            continue
        number += 1
        line = (block.start_line or 0) + 1
        if isinstance(block, DuplicateFieldKeyBlock):
            names = ", ".join(sorted(block.duplicate_keys))
            yield Problem(number, line, say("Given twice: {fields}. The first was taken.", fields=names))
        if found is None:
            yield Problem(number, line, say("This entry is broken: a brace or a quotation mark has no partner."))
        else:
            yield _read(found, number, line)
    if cut is not None:
        yield Problem(None, None, say("This file has too many entries; only the first ones were read."))


def _entry(block: Block) -> Found | None:
    """Give the entry of a block, also of one whose only fault is to have a name that was used before."""
    if isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
        block = block.ignore_error_block or block
    return block if isinstance(block, Found) else None


def _read(found: Found, number: int, line: int) -> Entry:
    own: dict[str, str] = {}
    for field in found.fields:
        own.setdefault(field.key.lower(), _unquoted(str(field.value)))
    texts = {name: next((own[key] for key in keys if own.get(key)), "") for name, keys in NAMES.items()}
    read = {name: text if name in AS_TYPED else plain(text) for name, text in texts.items()}
    read["link"] = _address(texts["link"])
    authors = split_multiple_persons_names(own.get("author", ""))
    return Entry(number, line, read, [plain(name) for name in authors])


def _unquoted(text: str) -> str:
    """Give a field without what encloses it; joined parts become one."""
    parts = re.findall(r'"([^"]*)"|\{([^{}]*)\}', text) if " # " in text else []
    return "".join(quoted or braced for quoted, braced in parts) if parts else text


def _address(text: str) -> str:
    found = re.search(r"https?://[^\s{}]+", text.replace("\\", ""))
    return found[0] if found else ""
