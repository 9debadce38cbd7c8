"""The pages of coverage and forecast: sentences, tables, the file, and what is refused in words."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import World, a_member, a_submission
from tests.cast import a_person, an_actor
from tests.many import many_members, many_submissions
from tests.web.conftest import TestSite
from tests.web.desk.test_lists import statements
from web.csv_text import BYTE_ORDER_MARK


def rows_of(browser: FlaskClient, query: str = "") -> list[list[str]]:
    """Give the rows of the file."""
    answer = browser.get(f"/desk/coverage.csv{query}")
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    return list(csv.reader(io.StringIO(answer.text.removeprefix(BYTE_ORDER_MARK))))


def french_items(session: Session, world: World) -> None:
    """Send in three items in French for one member who reads it."""
    for _ in range(3):
        a_submission(session, "screened", world=world, languages=["fr"], objectives=["gcm-02"])
    a_member(session, "Frances", languages=("fr",), topics={"objectives": ["gcm-02"]})


@behaviour("C13")
def test_the_gaps_are_named_in_words(site: TestSite, world: World) -> None:
    site.do(lambda s: french_items(s, world))
    page = site.client(world.coordinator).get("/desk/coverage").text
    assert "<h1>For 22 of 23 objectives no full panel can be formed</h1>" in page
    for sentence in (
        "Objective 2 has no internal reviewer.",
        "Objective 2 has 1 external reviewer; a panel needs 2.",
        "3 open items in French, 1 member reads French.",
        "Objective 9: nobody on the roster knows it.",
    ):
        assert sentence in page


@behaviour("C13")
def test_a_coordinator_of_another_call_sees_no_count_of_it(site: TestSite, world: World) -> None:
    site.do(lambda s: french_items(s, world))
    browser = site.client(world.other_coordinator)
    page = browser.get("/desk/coverage").text
    assert ("0 items are open; 0 were sent in" in page, "open items in French" in page) == (True, False)
    assert {row[-1] for row in rows_of(browser)[1:]} <= {"0", ""}
    assert "0 items were sent in since" in browser.get("/desk/forecast").text


@behaviour("C13")
@pytest.mark.parametrize(("query", "head", "cell"), [
    ("", "Objective by Region",
     ["gcm-02", "2 Minimize adverse drivers", "all", "All", "1", "0", "0", "0", "12", "3", "3"]),
    ("?columns=language", "Objective by Language",
     ["gcm-02", "2 Minimize adverse drivers", "fr", "French", "1", "0", "", "", "12", "3", "3"]),
    ("?columns=level", "Objective by Level",
     ["gcm-02", "2 Minimize adverse drivers", "2", "experienced", "1", "0", "", "", "12", "", ""]),
    ("?rows=language&columns=side", "Language by Side",
     ["fr", "French", "external", "External", "1", "0", "", "", "12", "", ""]),
    ("?columns=side&show=internal", "Objective by Side",
     ["gcm-02", "2 Minimize adverse drivers", "external", "External", "0", "0", "", "", "0", "", ""]),
    ("?rows=side&columns=background", "Side by Background",
     ["internal", "Internal", "practitioner", "Practitioner", "2", "2", "", "", "24", "", ""]),
])  # fmt: skip
def test_the_file_has_the_figures_of_the_page(
    site: TestSite, world: World, query: str, head: str, cell: list[str]
) -> None:
    site.do(lambda s: french_items(s, world))
    browser = site.client(world.coordinator)
    page = browser.get(f"/desk/coverage{query}").text
    assert head in page
    assert f"/desk/coverage.csv{query}".replace("&", "&amp;") in page
    assert cell in rows_of(browser, query)


@behaviour("C13")
def test_the_file_withholds_what_the_page_withholds(site: TestSite, world: World) -> None:
    site.do(lambda s: [a_member(s, f"P {n}", gender="woman" if n % 2 else "man").id for n in range(20)])
    browser = site.client(world.coordinator)
    page = browser.get("/desk/coverage?rows=side&columns=gender").text
    cells = {(row[0], row[2]): row[4] for row in rows_of(browser, "?rows=side&columns=gender")[1:]}
    assert {key: n for key, n in cells.items() if key[1] != "all"} == {
        ("all", "woman"): "10", ("all", "man"): "10", ("all", "other"): "not shown", ("all", "unsaid"): "not shown",
        **{(side, value): "not shown" for side in ("internal", "external")
           for value in ("woman", "man", "other", "unsaid")},
    }  # fmt: skip
    assert page.count(">not shown<") == 10


def test_where_too_few_said_it_nothing_is_shown_of_gender(site: TestSite, world: World) -> None:
    page = site.client(world.coordinator).get("/desk/coverage?columns=gender").text
    assert ("Nothing can be shown" in page, 'class="heat"' in page) == (True, False)


@behaviour("C13")
@pytest.mark.parametrize(("query", "sentence"), [
    ("rows=planet", "There are no such rows. Choose from the list."),
    ("columns=planet", "There are no such columns. Choose from the list."),
    ("rows=region&columns=region", "Choose for the columns something else than for the rows."),
    ("rows=language&columns=level", "A level belongs to an objective: choose objectives for the rows."),
    ("columns=gender&show=internal", "Gender is shown for all members only, so that nobody can be made out."),
    ("show=planet", "There is no such choice of members. Choose from the list."),
    ("rows=&columns=", "There are no such rows. Choose from the list."),
])  # fmt: skip
def test_a_wrong_address_is_answered_in_words(site: TestSite, world: World, query: str, sentence: str) -> None:
    browser = site.client(world.coordinator)
    page = browser.get(f"/desk/coverage?{query}")
    assert (page.status_code, sentence in page.text, "Objective by Region" in page.text) == (422, True, True)
    assert 'aria-invalid="true"' in page.text
    file = browser.get(f"/desk/coverage.csv?{query}")
    assert (file.status_code, sentence in file.text) == (422, True)


@behaviour("C13", "C22")
@pytest.mark.parametrize("path", ["/desk/coverage", "/desk/coverage?columns=gender", "/desk/coverage.csv",
                                  "/desk/forecast"])  # fmt: skip
def test_the_pages_cost_the_same_however_much_there_is(site: TestSite, world: World, path: str) -> None:
    browser = site.client(world.coordinator)
    browser.get(path)
    few = statements(site, lambda: browser.get(path))
    site.do(lambda s: many_members(s, 40))
    site.do(lambda s: many_submissions(s, world, 40))
    assert (statements(site, lambda: browser.get(path)), few <= 8) == (few, True)


@behaviour("C22")
def test_the_forecast_says_what_it_rests_on_and_who_is_missing(site: TestSite, world: World) -> None:
    browser = site.client(world.coordinator)
    early = browser.get("/desk/forecast").text
    assert "Too little was sent in for a forecast" in early
    assert "A forecast needs at least 20 items in at least 90 days." in early
    site.do(lambda s: many_submissions(s, world, 40))
    site.clock.move(days=120)
    browser = site.client(world.coordinator)
    page = browser.get("/desk/forecast").text
    assert "<h1>Objective 7 will wait longest for reviewers</h1>" in page
    assert "40 items were sent in since" in page
    assert "internal reviewers are missing (" in page
    assert 'data-label="Wait"' in page


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_pages_are_drawn_in_other_languages(site: TestSite, world: World, language: str) -> None:
    site.do(lambda s: many_submissions(s, world, 40))
    site.clock.move(days=120)
    browser = site.client(world.coordinator)
    for path in ("/desk/coverage", "/desk/forecast", "/desk/coverage?rows=region&columns=gender"):
        page = browser.get(f"{path}{'&' if '?' in path else '?'}lang={language}")
        assert (page.status_code, "style=" in page.text) == (200, False)


def test_coverage_stands_in_the_head_of_a_coordinators_pages(site: TestSite, world: World) -> None:
    page = site.client(world.coordinator).get("/roster").text
    assert 'href="/desk/coverage"' in page
    assert 'href="/desk/coverage"' not in site.client(world.submitter).get("/").text


def test_an_empty_roster_says_so(site: TestSite) -> None:
    actor = site.do(lambda s: an_actor(a_person(s, "Cora", roles=["coordinator"])))
    page = site.client(actor).get("/desk/coverage").text
    assert ("Nobody on the roster can be asked" in page, "No member can be asked" in page) == (True, True)
