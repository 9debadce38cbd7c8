"""Writes tables as XLSX whose cells are text and figures, never formulas, and reads them back: values, and no more.

A workbook is somebody else's archive: it is measured before it is opened, its parts are read one row after the other,
formulas give the value that was kept with them, and what it links to is not looked at.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any
from zipfile import BadZipFile, ZipFile

from workflow.kernel.errors import InvalidInput
from workflow.kernel.messages import say
from workflow.rules.text import UNSTORABLE

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BEGINS = b"PK\x03\x04"

MOST_UNPACKED = 8_000_000
"""Bytes of all parts together; a table of the size we take has a tenth of it."""
MOST_PARTS = 500
MOST_COLUMNS = 60
MOST_ROWS = 20_000

UNREADABLE = (
    ArithmeticError, AttributeError, BadZipFile, EOFError, LookupError, OSError, RuntimeError, SyntaxError, TypeError,
    ValueError, zlib.error,
)  # fmt: skip
"""What the library raises of an archive that is none, is broken, encrypted, or holds entities (a syntax or value)."""

NOT_TO_BE_READ = say("This workbook cannot be read. Save it anew as XLSX, or as CSV in UTF-8.")
NO_TEXT = re.compile(f"{UNSTORABLE.pattern}|[\ufffe\uffff]")


def is_one(data: bytes) -> bool:
    """Say whether the bytes begin as an archive does."""
    return data.startswith(BEGINS)


def content_of(rows: Iterable[Sequence[object]]) -> bytes:
    """Give the rows as a workbook of one sheet; texts are written as texts, whatever they begin with."""
    from openpyxl import Workbook  # noqa: PLC0415  # heavy
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415  # heavy

    book = Workbook(write_only=True)
    sheet = book.create_sheet()

    def cell(value: object) -> object:
        if not isinstance(value, str):
            return value
        made = WriteOnlyCell(sheet, NO_TEXT.sub("", value))
        made.data_type = "s"
        made.quotePrefix = True  # of its style: it stays text when somebody edits it
        return made

    for row in rows:
        sheet.append([cell(value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def rows_in(data: bytes) -> list[dict[str, str]]:
    """Give the rows of the first sheet by the names in its first line, in small letters. Raises InvalidInput (file)."""
    try:
        _refuse_what_swells(data)
        lines = list(_lines(data))
    except UNREADABLE as wrong:
        raise InvalidInput({"file": NOT_TO_BE_READ}) from wrong
    names = [name.casefold() for name in lines[0]] if lines else []
    return [{name: cell for name, cell in zip(names, line, strict=False) if name} for line in lines[1:]]


def _refuse_what_swells(data: bytes) -> None:
    """Refuse an archive that would unpack into more than a table; the library reads no part beyond its stated size."""
    with ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise InvalidInput({"file": say("This table is too large.")})


def _lines(data: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook  # noqa: PLC0415  # heavy

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    sheet: Any = book.worksheets[0]
    sheet.reset_dimensions()  # as it is stated, it may be anything
    rows = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
    for n, row in enumerate(islice(rows, MOST_ROWS + 1)):
        if n == MOST_ROWS:
            raise InvalidInput({"file": say("The table has more than {n} lines.", n=MOST_ROWS)})
        yield [_text(value) for value in row]


def _text(value: Any) -> str:
    """Give a cell as somebody would type it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
