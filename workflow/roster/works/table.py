"""Finds the entries of a CSV file with a line of headings, as reference managers and spreadsheets write it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence

from workflow.kernel.messages import say
from workflow.roster.works.records import Entry, Problem

HEADINGS = {
    "title": ("title", "article title", "document title", "titre", "título", "название", "العنوان", "标题", "题名"),
    "abstract": ("abstract", "abstract note", "summary", "résumé", "resumen", "аннотация", "الملخص", "摘要"),
    "year": ("year", "publication year", "date", "année", "año", "год", "السنة", "年份", "年"),
    "link": ("link", "url", "address", "lien", "enlace", "ссылка", "الرابط", "链接"),
    "authors": ("authors", "author", "author full names", "auteurs", "autores", "авторы", "المؤلفون", "作者"),
    "doi": ("doi",),
    "language": ("language", "language of original document", "langue", "idioma", "язык", "اللغة", "语言"),
}
"""What a column may be called; the first in a file counts."""

SEPARATORS = ",;\t"
Record = tuple[int, list[str]]


def entries(text: str) -> Iterator[Entry | Problem]:
    """Give the entries in the file's order; a line whose quotation marks do not pair does not take others with it."""
    lines = text.split("\n")
    separator = max(SEPARATORS, key=lines[0].count)
    records = _records(lines, separator)
    head = next(records, None)
    columns = _columns(head[1]) if isinstance(head, tuple) else {}
    if "title" not in columns:
        yield Problem(None, 1, say("The first line must name the columns, one of them “title”."))
        return
    for number, record in enumerate(records, start=1):
        if isinstance(record, int):
            yield Problem(number, record, say("This line is broken: a quotation mark has no partner."))
        else:
            yield _entry(number, record, columns)


def _columns(names: Sequence[str]) -> dict[str, int]:
    folded = [name.strip().strip("\ufeff").casefold() for name in names]
    found = {
        name: min((folded.index(each) for each in known if each in folded), default=-1)
        for name, known in HEADINGS.items()
    }
    return {name: column for name, column in found.items() if column >= 0}


def _records(lines: Sequence[str], separator: str) -> Iterator[Record | int]:
    """Give each record with its first line, or that line alone for a broken one; after it, the next line begins."""
    start = 0
    while start < len(lines):
        reader = csv.reader((f"{line}\n" for line in lines[start:]), delimiter=separator, strict=True)
        taken = 0
        try:
            for record in reader:
                if any(cell.strip() for cell in record):
                    yield start + taken + 1, record
                taken = reader.line_num
        except csv.Error:
            yield start + taken + 1
            start += taken + 1
        else:
            return


def _entry(number: int, record: Record, columns: dict[str, int]) -> Entry:
    line, cells = record
    texts = {name: cells[column] for name, column in columns.items() if column < len(cells)}
    authors = re.split(r"\s*;\s*|\s+and\s+|\n", texts.pop("authors", ""))
    return Entry(number, line, texts, [name for name in authors if name.strip()])
