"""What a line of a table says of a member, and what is said of a line that cannot be taken."""

from __future__ import annotations

import pytest

from tests.behaviours import behaviour
from workflow.rules import member_lines

WHO = {"Name": "Ann", "E-Mail": "ann@example.org"}


def problems(**cells: str) -> list[str]:
    """Give what is said of a line with these cells."""
    (line,) = member_lines.read([{**WHO, **cells}])
    return [str(reason) for reason in line.problems]


@behaviour("C6")
@pytest.mark.parametrize(("column", "cell", "said"), [
    ("side", "UN", {"side": "internal"}),
    ("side", "External", {"side": "external"}),
    ("organization", " Agency  for Data ", {"affiliation": "Agency for Data"}),
    ("background", "Technical", {"background": "technical"}),
    ("topics", "data-protection: 3; remittances", {"expertise": {"data-protection": "3", "remittances": "2"}}),
    ("expertise", "Vie privée et protection des données personnelles: expert", {"expertise": {"data-protection": "3"}}),
    ("objectives", "7; 12; gcm-01", {"objectives": ["gcm-01", "gcm-07", "gcm-12"]}),
    ("languages", "en; fr: native; العربية: reads", {"languages": {"ar": "reads", "en": "writes", "fr": "native"}}),
    ("languages", "en, fr", {"languages": {"en": "writes", "fr": "writes"}}),
    ("country", "Kenya; FR", {"regions": ["africa", "europe"]}),
    ("region", "Africa", {"regions": ["africa"]}),
    ("years", "07", {"experience_years": "7"}),
    ("reviews a year", "4", {"reviews_per_year": "4"}),
    ("side", "  ", {}),
    ("shoe size", "44", {}),
])  # fmt: skip
def test_a_cell_is_read_as_it_is_usually_written(column: str, cell: str, said: dict[str, object]) -> None:
    (line,) = member_lines.read([{**WHO, column: cell}])
    assert (dict(line.values), line.address) == (said, "ann@example.org")


@behaviour("C6")
@pytest.mark.parametrize(("cells", "reason"), [
    ({"E-Mail": "nobody"}, "Write an address such as name@example.org."),
    ({"side": "left"}, "“left” is none of: internal, external"),
    ({"topics": "astrology: 3"}, "“astrology” is not known among the topics"),
    ({"topics": "remittances: 9"}, "“9” is no level"),
    ({"languages": "xx"}, "“xx” is not known among the languages"),
    ({"country": "Atlantis"}, "“Atlantis” is not known among the countries"),
    ({"years": "-3"}, "“-3” is no number from 0 to 70"),
    ({"reviews per year": "99"}, "“99” is no number from 0 to 12"),
    ({"orcid": "0000"}, "Write an ORCID such as 0000-0002-1825-0097."),
    ({"position": "x" * 201}, f"“{'x' * 40}” is longer than 200 characters"),
])  # fmt: skip
def test_what_cannot_be_taken_is_said(cells: dict[str, str], reason: str) -> None:
    assert problems(**cells) == [reason]


def test_lines_are_numbered_as_a_spreadsheet_numbers_them_and_an_address_stands_once() -> None:
    lines = member_lines.read([WHO, {"Name": "", "E-Mail": ""}, {"Name": "Ben", "E-Mail": " ANN@example.org"}])
    assert [(line.number, [str(reason) for reason in line.problems]) for line in lines] == [
        (2, []), (4, ["the same address as line 2"]),
    ]  # fmt: skip
    assert [str(reason) for reason in lines[0].lacks()] == [
        f"somebody new needs {what}" for what in ("the side", "a topic", "a language")
    ]


def test_what_is_written_is_read_back_and_changes_nothing() -> None:
    held = {
        **member_lines.USUAL, "affiliation": "Agency", "expertise": {"remittances": "1"}, "regions": ["africa"],
        "languages": {"fr": "native"}, "objectives": ["gcm-07"], "experience_years": "9",
    }  # fmt: skip
    row = {member_lines.COLUMNS[name][0]: member_lines.written(value) for name, value in held.items()}
    (line,) = member_lines.read([{**WHO, **row}])
    assert member_lines.changed(line.values, held) == {}
    assert member_lines.changed({"affiliation": "AGENCY", "side": "internal"}, held) == {
        "side": ("external", "internal")
    }
