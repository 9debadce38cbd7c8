"""Tables that people send and take away, as CSV or XLSX: one door for both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from flask import request
from werkzeug.wrappers import Response

from web import csv_text, workbook
from workflow.kernel.errors import InvalidInput
from workflow.kernel.messages import say

Kind = Literal["csv", "xlsx"]
ACCEPTED = f".csv,.xlsx,text/csv,{workbook.MEDIA_TYPE}"
"""What a form offers to choose."""

Row = dict[str, str]


def answer(rows: Iterable[Sequence[object]], name: str, kind: Kind) -> Response:
    """Give the rows as a file to be kept under this name."""
    if kind == "csv":
        return csv_text.answer(rows, name)
    kept = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return Response(workbook.content_of(rows), content_type=workbook.MEDIA_TYPE, headers=kept)


def rows_in(data: bytes) -> list[Row]:
    """Give the rows of a table by the names in its first line, in small letters. Raises InvalidInput (file)."""
    return workbook.rows_in(data) if workbook.is_one(data) else csv_text.rows_in(data)


def sent(longest: int) -> list[Row]:
    """Give the rows of the table in the field "file". Raises InvalidInput (file)."""
    file = request.files.get("file")
    data = b""
    if file is not None:
        data = file.stream.read(longest + 1)
        file.close()
    if not data:
        raise InvalidInput({"file": say("Choose a table.")})
    if len(data) > longest:
        raise InvalidInput({"file": say("This table is too large.")})
    return rows_in(data)


def name_of() -> str:
    """Give the name of the file that was sent."""
    file = request.files.get("file")
    return (file.filename or "")[:200] if file else ""
