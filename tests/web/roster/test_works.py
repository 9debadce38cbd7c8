"""What a member wrote, on the own profile and on the roster's page: the same list, forms and preview."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select

from tests.behaviours import behaviour
from tests.builders import World
from tests.web.conftest import TestSite
from workflow.models import MemberWork
from workflow.policy import Actor

CSV = b"title;authors;year\nFair recruitment in practice;Ann Author;2020\n;Nobody;2019\n"


def titles(site: TestSite) -> list[tuple[str, bool]]:
    """Give what is on file, and whether it is left out."""
    with site.database.reading() as session:
        query = select(MemberWork.title, MemberWork.is_excluded).order_by(MemberWork.id)
        return [(title, bool(excluded)) for title, excluded in session.execute(query)]


def doors(world: World) -> dict[str, tuple[Actor, str, str]]:
    """Give who comes, the page, and where its forms lead."""
    member = f"/roster/{world.membership_ids[0]}"
    return {
        "own": (world.members[0], "/profile", "/profile/works"),
        "roster": (world.coordinator, member, f"{member}/works"),
    }


@behaviour("R1")
@pytest.mark.parametrize("door", ["own", "roster"])
def test_a_file_is_previewed_taken_and_its_works_are_left_out_and_removed(
    site: TestSite, world: World, door: str
) -> None:
    who, page, works = doors(world)[door]
    browser = site.client(who)
    assert "No publications on file" in browser.get(page).text
    sent = site.post(browser, f"{works}/file", {"file": (io.BytesIO(CSV), "mine.csv")})
    assert (sent.status_code, titles(site)) == (303, [])
    assert "A file waits to be looked at: mine.csv" in browser.get(page).text
    preview = browser.get(f"{works}/file").text
    assert "1 publication was read" in preview
    assert "Entry 2, line 3" in preview
    assert "This entry has no title." in preview
    site.post(browser, f"{works}/file/settle", {"do": "take"})
    shown = browser.get(page).text
    assert ("Fair recruitment in practice" in shown, "Ann Author" in shown, "from CSV" in shown) == (True, True, True)
    one = shown.split(f'action="{works}/')[1:]
    url = next(f"{works}/{part.split(chr(34))[0]}" for part in one if not part.startswith("file"))
    site.post(browser, url, {"do": "exclude"})
    assert titles(site) == [("Fair recruitment in practice", True)]
    assert "not compared" in browser.get(page).text
    site.post(browser, url, {"do": "include"})
    assert titles(site) == [("Fair recruitment in practice", False)]
    site.post(browser, url, {"do": "remove"})
    assert titles(site) == []


@behaviour("R1")
@pytest.mark.parametrize("door", ["own", "roster"])
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(site: TestSite, world: World, door: str) -> None:
    who, _page, works = doors(world)[door]
    browser = site.client(who)
    answer = site.post(browser, works, {"title": "A work of mine", "year": "soon"})
    assert (answer.status_code, titles(site)) == (422, [])
    assert "Write the year with four figures." in answer.text
    assert 'value="A work of mine"' in answer.text
    assert site.post(browser, works, {"title": "A work of mine", "year": "2020"}).status_code == 303
    assert titles(site) == [("A work of mine", False)]


@pytest.mark.parametrize(("sent", "sentence"), [
    (b"%PDF", "This is no BibTeX, RIS or CSV file."),
    (b"", "Choose a file that is not empty."),
    (None, "Choose a file that is not empty."),
])  # fmt: skip
def test_a_file_that_cannot_be_read_says_so(site: TestSite, world: World, sent: bytes | None, sentence: str) -> None:
    form = {} if sent is None else {"file": (io.BytesIO(sent), "mine.pdf")}
    answer = site.post(site.client(world.members[0]), "/profile/works/file", form)
    assert (answer.status_code, sentence in answer.text) == (422, True)


def test_a_file_that_nobody_sent_has_no_page(site: TestSite, world: World) -> None:
    assert site.client(world.members[0]).get("/profile/works/file").status_code == 404


def test_a_file_that_is_left_aside_leaves_nothing(site: TestSite, world: World) -> None:
    browser = site.client(world.members[0])
    site.post(browser, "/profile/works/file", {"file": (io.BytesIO(CSV), "mine.csv")})
    site.post(browser, "/profile/works/file/settle", {"do": "drop"})
    assert (titles(site), browser.get("/profile/works/file").status_code) == ([], 404)
