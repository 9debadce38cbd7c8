"""Workbooks: written as text, read as values; what is built to harm is refused in a sentence."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from tests.behaviours import behaviour, case
from web import tables, workbook
from workflow.kernel.errors import InvalidInput

ROWS = [("Name", "note", "n"), ("Ἀθηνᾶ", "=HYPERLINK(A1)", 7), ("منى", "+1\x0b-1", 2.5), ("-7", "'quoted'", None)]


def made(part: str, change: Callable[[str], str]) -> bytes:
    """Give the rows as a workbook, with one of its parts changed."""
    written, changed = io.BytesIO(workbook.content_of(ROWS)), io.BytesIO()
    with zipfile.ZipFile(written) as before, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as after:
        for item in before.namelist():
            text = before.read(item).decode()
            after.writestr(item, change(text) if item.endswith(part) else text)
    return changed.getvalue()


@behaviour("C6")
@case("D-IN-03")
def test_texts_come_back_as_they_were_and_none_of_them_is_a_formula() -> None:
    data = workbook.content_of(ROWS)
    assert tables.rows_in(data) == [
        {"name": "Ἀθηνᾶ", "note": "=HYPERLINK(A1)", "n": "7"},
        {"name": "منى", "note": "+1-1", "n": "2.5"},
        {"name": "-7", "note": "'quoted'", "n": ""},
    ]
    cells = [cell for row in load_workbook(io.BytesIO(data)).worksheets[0] for cell in row]
    assert {cell.data_type for cell in cells if isinstance(cell.value, str)} == {"s"}
    assert all(cell.quotePrefix for cell in cells if str(cell.value).startswith("="))


def test_days_figures_and_formulas_of_others_are_read_as_what_they_show() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Day", "At", "Sum", "Yes"])
    sheet.append([date(2026, 11, 27), datetime(2026, 11, 27, 9, 30, tzinfo=UTC).replace(tzinfo=None), "=1+1", True])
    file = io.BytesIO()
    book.save(file)
    (row,) = tables.rows_in(file.getvalue())
    assert row == {"day": "2026-11-27", "at": "2026-11-27 09:30", "sum": "", "yes": "True"}


LAUGHS = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]>'
HOSTILE: dict[str, Callable[[], bytes]] = {
    "an archive of something else": lambda: b"PK\x03\x04\xff\xfe",
    "cut off": lambda: workbook.content_of(ROWS)[:-200],
    "entities in the sheet": lambda: made("sheet1.xml", lambda xml: LAUGHS + xml.replace("Name", "&c;", 1)),
    "entities in the book": lambda: made("workbook.xml", lambda xml: LAUGHS + xml),
    "no sheet": lambda: made("workbook.xml", lambda xml: xml.replace("rId1", "rId9")),
    "a part that is no XML": lambda: made("sheet1.xml", lambda _: "a;b"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_workbook_that_cannot_be_read_is_refused_in_words(name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        tables.rows_in(HOSTILE[name]())
    assert refused.value.problems["file"] == workbook.NOT_TO_BE_READ


@case("D-IN-07")
def test_what_unpacks_into_more_than_a_table_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    swollen = made("sheet1.xml", lambda xml: xml + " " * workbook.MOST_UNPACKED)
    assert len(swollen) < 50_000
    far = made("sheet1.xml", lambda xml: xml.replace('<row r="4"', '<row r="1048576"', 1))
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    for data, words in {
        swollen: "This table is too large.", far: "The table has more than 2 lines.",
    }.items():  # fmt: skip
        with pytest.raises(InvalidInput) as refused:
            tables.rows_in(data)
        assert str(refused.value.problems["file"]) == words


def test_links_to_other_files_and_a_size_that_is_made_up_change_nothing() -> None:
    def lies(xml: str) -> str:
        return xml.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>', 1)

    assert tables.rows_in(made("sheet1.xml", lies)) == tables.rows_in(workbook.content_of(ROWS))


def test_whatever_happens_to_its_bytes_it_is_read_or_refused() -> None:
    chance, whole = random.Random(7), workbook.content_of(ROWS)
    outcomes = set()
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(4, len(data))] = chance.randrange(256)
        try:
            outcomes.add(len(tables.rows_in(bytes(data))) > 0)
        except InvalidInput:
            outcomes.add(False)
    assert outcomes == {True, False}
