"""Writes tables as CSV that a spreadsheet opens as text and figures, never as formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from werkzeug.wrappers import Response

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


def _cell(value: object) -> object:
    """Give a value as it may stand in a cell: text that begins like a formula is marked as text."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(DANGEROUS) else value
