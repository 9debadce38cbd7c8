"""Writes tables as CSV that a spreadsheet opens as text and figures, never as formulas, and reads them back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from werkzeug.wrappers import Response

from workflow.kernel.errors import InvalidInput
from workflow.kernel.messages import say

BYTE_ORDER_MARK = "\ufeff"
"""Without it a spreadsheet takes Arabic and Chinese for another encoding."""

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula, or drops before one (OWASP, CSV Injection)."""


def text_of(rows: Iterable[Sequence[object]]) -> str:
    """Give the rows as CSV (RFC 4180)."""
    file = io.StringIO()
    csv.writer(file).writerows([_cell(value) for value in row] for row in rows)
    return BYTE_ORDER_MARK + file.getvalue()


def answer(rows: Iterable[Sequence[object]], name: str) -> Response:
    """Give the rows as a file to be kept under this name."""
    kept = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(text_of(rows), content_type="text/csv; charset=utf-8", headers=kept)


def rows_in(data: bytes) -> list[dict[str, str]]:
    """Give the rows of a table by the names in its first line, in small letters; commas or semicolons part its cells.

    Raises InvalidInput (file) for what is no text.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise InvalidInput({"file": say("Save the table as CSV in UTF-8, or as XLSX.")}) from wrong
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=";" if head.count(";") > head.count(",") else ",")
    try:
        names = [name.strip().casefold() for name in next(reader, [])]
        return [dict(zip(names, map(_typed, row), strict=False)) for row in reader]
    except csv.Error as wrong:
        raise InvalidInput({"file": say("Save the table as CSV in UTF-8, or as XLSX.")}) from wrong


def _typed(cell: str) -> str:
    """Give a cell as it was before `text_of` marked it as text."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(DANGEROUS) else cell


def _cell(value: object) -> object:
    """Give a value as it may stand in a cell: text that begins like a formula is marked as text."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(DANGEROUS) else value
