"""A plan as a table: written out, changed, read back, and refused whole where a line cannot be taken."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select

from tests.behaviours import behaviour
from tests.builders import World, a_submission
from tests.web.conftest import TestSite
from tests.web.desk.test_proposals import a_plan
from web import csv_text, tables, workbook
from web.desk import proposal_files
from workflow.kernel.errors import InvalidInput
from workflow.models import Proposal


def brought(site: TestSite, world: World, table: bytes | None) -> tuple[int, str]:
    """Bring a table; give the status, and the page that comes of it."""
    form: dict[str, object] = {"call": world.call_id}
    if table is not None:
        form["file"] = (io.BytesIO(table), "plan.csv")
    browser = site.client(world.coordinator)
    answer = site.post(browser, "/desk/proposals/written", form)
    return answer.status_code, browser.get(answer.location).text if answer.location else answer.text


@behaviour("C6")
def test_a_plan_goes_into_a_table_and_comes_back_as_the_same_plan(site: TestSite, world: World) -> None:
    address = a_plan(site, world)
    for kind, media_type in {"csv": "text/csv", "xlsx": workbook.MEDIA_TYPE}.items():
        table = site.client(world.coordinator).get(f"{address}.{kind}")
        assert table.headers["Content-Type"].startswith(media_type)
        rows = tables.rows_in(table.data)
        assert (len(rows), rows[0]["side"] in {"internal", "external"}, rows[0]["reasons"] != "") == (6, True, True)
        status, page = brought(site, world, table.data)
        assert (status, "Invite these 6 people" in page) == (303, True)
    first, *others = site.do(lambda s: [(p.plan or {})["pairs"] for p in s.scalars(select(Proposal))])
    assert others == [first, first]


@behaviour("C6")
def test_nothing_is_made_of_a_table_with_a_line_that_cannot_be_taken(site: TestSite, world: World) -> None:
    reference = site.do(lambda session: a_submission(session, "screened", world=world).reference)
    table = f"Submission;Reviewer;Title\n{reference};Mem Ber1;=1+1\n{reference};Nobody;\n\n".encode()
    status, page = brought(site, world, table)
    assert (status, "Line 3: nobody on the roster is called so" in page) == (422, True)
    assert site.do(lambda session: session.scalars(select(Proposal)).all()) == []


BAD: dict[str, tuple[bytes | None, str]] = {
    "no file": (None, "Choose a table."),
    "no text": (b"\xd0\xcf\x11\xe0", "Save the table as CSV in UTF-8, or as XLSX."),
    "no workbook": (b"PK\x03\x04\xff\xfe", "This workbook cannot be read."),
    "other columns": (b"paper,person\n1,2\n", "The first line has to name the columns"),
    "no line": (b"submission,reviewer\n", "The table has no line."),
    "too large": (b"submission,reviewer\n" + b"x" * 400, "This table is too large."),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_table_of_pairs_is_refused_in_words(
    site: TestSite, world: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(proposal_files, "LONGEST", 300)
    status, page = brought(site, world, BAD[name][0])
    assert (status, BAD[name][1] in page) == (422, True)


def test_a_cell_comes_back_as_it_was_before_it_was_marked_as_text() -> None:
    written = csv_text.text_of([("Submission", "reviewer"), ("-7", "'quoted'")]).encode()
    assert csv_text.rows_in(written) == [{"submission": "-7", "reviewer": "'quoted'"}]
    with pytest.raises(InvalidInput):
        csv_text.rows_in(b'a,b\n"' + b"x" * 200_000)
