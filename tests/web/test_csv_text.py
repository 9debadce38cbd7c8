"""A file that a spreadsheet opens: text stays text."""

from __future__ import annotations

import pytest

from tests.behaviours import behaviour, case
from web.csv_text import BYTE_ORDER_MARK, text_of


@behaviour("C13")
@case("D-IN-03")
@pytest.mark.parametrize(("value", "cell"), [
    ("Data", "Data"),
    ("=1+1", "'=1+1"),
    ("+1", "'+1"),
    ("-1", "'-1"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("\tx", "'\tx"),
    ("\rx", "\"'\rx\""),
    ("a,b", '"a,b"'),
    ('say "so"', '"say ""so"""'),
    ("البيانات", "البيانات"),
    (-3, "-3"),
    (0, "0"),
    (None, ""),
])  # fmt: skip
def test_a_cell_is_never_a_formula(value: object, cell: str) -> None:
    assert text_of([[value, "end"]]) == f"{BYTE_ORDER_MARK}{cell},end\r\n"
