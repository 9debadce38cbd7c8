from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import partial
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.behaviours import behaviour, case
from tests.builders import NOW, World, a_submission
from tests.published import published
from tests.web.conftest import TestSite
from workflow.actions import decisions
from workflow.kernel.ids import PublicId

FACET = re.compile(r'<li><a href="([^"]+)"><span>[^<]*</span> <span class="n">(\d+)</span></a></li>')
WORK = re.compile(r'<h2 class="work"><a class="work"')
ITEMS: tuple[dict[str, object], ...] = (
    {"title": "One", "objectives": ["gcm-00"], "scope": "global", "principles": ["human-rights"]},
    {"title": "Two", "objectives": ["gcm-07"], "scope": "regional", "countries": ["kosovo-unscr-1244", "alb"]},
    {
        "title": "Trois",
        "objectives": ["gcm-07", "gcm-10"],
        "scope": "national",
        "countries": ["per"],
        "languages": ["fr"],
    },
    {"title": "Four", "objectives": ["gcm-21"], "scope": "national", "countries": ["ken"], "publisher": "A & “B”"},
)


@pytest.fixture
def items(site: TestSite, world: World) -> list[str]:
    def publish(session: Session) -> list[str]:
        return [published(session, world, reviewed=n != 1, **item).public_id for n, item in enumerate(ITEMS)]  # type: ignore[arg-type]

    return site.do(publish)


def page(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.get_data(as_text=True)


@behaviour("H1")
@pytest.mark.parametrize(
    "start", ["/", "/?objective=gcm-07", "/?country=per&show=year", "/?q=recruitment&scope=global"]
)
@pytest.mark.usefixtures("items")
def test_every_facet_leads_to_as_many_items_as_it_says(client: FlaskClient, start: str) -> None:
    offered = FACET.findall(page(client, start))
    assert offered
    for url, count in offered:
        assert len(WORK.findall(page(client, html.unescape(url)))) == int(count), unquote(url)


@behaviour("H1", "H2")
@pytest.mark.usefixtures("items")
def test_the_list_has_an_address_that_says_what_it_shows(client: FlaskClient) -> None:
    shown = page(client, "/?objective=gcm-07&q=Two&utm_source=letter")
    assert re.findall(r'<a class="work"[^>]*>([^<]*)</a>', shown) == ["Two"]
    assert 'href="/?q=Two"' in shown
    assert '<input type="hidden" name="objective" value="gcm-07">' in shown
    assert "Why is this first?" in shown


@behaviour("H1")
@case("D-AN-01")
@pytest.mark.parametrize(
    "path", ["/?reviewer_of=x", "/?objective=gcm-99", "/?q=a%00b", "/?page=0", "/?q=%ED%A0%80x%00"]
)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_hand_made_address_is_told_what_is_wrong(client: FlaskClient, path: str, language: str) -> None:
    assert "<h1>" in page(client, f"{path}&lang={language}", 400)


@behaviour("H1")
@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/?q=zebra", "No resource has all of these words."),
        ("/?q=%25", "No resource has all of these words."),
        ("/?country=fji", "Nothing that is published has all of this."),
        ("/?page=9", "The list ends before this page."),
    ],
)
@pytest.mark.usefixtures("items")
def test_an_empty_list_says_what_was_understood_and_leads_on(client: FlaskClient, path: str, sentence: str) -> None:
    assert sentence in page(client, path)


@behaviour("H1")
def test_an_empty_hub_says_so(client: FlaskClient) -> None:
    assert "Nothing is published yet." in page(client, "/")
    assert "Nothing is published about a country yet." in page(client, "/countries")
    assert "Nothing is published on this objective yet." in page(client, "/objectives/gcm-07")


@behaviour("H3")
def test_an_item_shows_its_review_its_place_and_what_is_related(client: FlaskClient, items: list[str]) -> None:
    shown = page(client, f"/hub/{items[2]}")
    for text in ("23 November 2026", "22 November 2029", "1 (the only one)", "Report a problem", "Place 3 of 4",
                 "no endorsement", "Cite", "https://example.org/guide", f"/hub/{items[1]}", "Ada Author"):  # fmt: skip
        assert text in shown
    assert "Frida Focal" not in shown


@behaviour("H3")
def test_what_was_there_before_the_review_is_marked(client: FlaskClient, items: list[str]) -> None:
    words = "already published before this review existed"
    assert words in page(client, f"/hub/{items[1]}")
    assert words in page(client, "/?q=Two")
    assert words not in page(client, "/?q=Four")


@behaviour("H3")
@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_the_legal_note_stands_wherever_the_starred_label_does(
    client: FlaskClient, items: list[str], language: str
) -> None:
    lists = ("/?show=country", "/countries", "/objectives/gcm-07", "/objectives", "/?country=per")
    paths = (*lists, "/?country=kosovo-unscr-1244", f"/hub/{items[1]}", f"/hub/{items[3]}")
    for path in paths:
        shown = page(client, f"{path}{'&' if '?' in path else '?'}lang={language}")
        body = re.sub(r'<p class="hint legal">.*?</p>', "", shown, flags=re.DOTALL)
        starred = any(label in body for label in ("Kosovo*", "كوسوفو*"))
        assert ('class="hint legal"' in shown) == starred, path


@behaviour("H3")
def test_a_published_contact_is_masked(client: FlaskClient, site: TestSite, world: World) -> None:
    contact = {"purpose": "registration", "name": "Petra Private", "email": "petra@example.org"}

    def publish(session: Session) -> str:
        item = published(session, world)
        item.current_version.answers = {**item.current_version.answers, "contact": contact}
        session.flush()
        return item.public_id

    shown = page(client, f"/hub/{site.do(publish)}")
    assert "registration" in shown
    assert "etra" not in shown


@behaviour("H4")
@pytest.mark.usefixtures("items")
def test_objectives_and_countries_count_what_they_lead_to(client: FlaskClient) -> None:
    assert "Paragraph 23 of the Global Compact. 3 published resources." in page(client, "/objectives/gcm-07")
    assert "We commit to respond to the needs of migrants" in page(client, "/objectives/gcm-07")
    assert "We commit" not in page(client, "/objectives/gcm-10")
    assert "Nothing" not in page(client, "/objectives/gcm-00")
    for url, count in FACET.findall(page(client, "/countries")):
        assert len(WORK.findall(page(client, html.unescape(url)))) == int(count) == 1
    assert client.get("/objectives/gcm-99").status_code == 404


GONE: dict[str, Callable[[Session, World, PublicId], object]] = {
    "reopened": lambda s, w, i: decisions.reopen(s, w.coordinator, i, reason="Outdated", now=NOW),
    "retracted": lambda s, w, i: decisions.retract(s, w.chief, i, reason="Withdrawn by its publisher", now=NOW),
}


@behaviour("H1", "H3")
@pytest.mark.parametrize("how", GONE)
def test_what_leaves_the_hub_is_gone_everywhere_at_once(
    client: FlaskClient, site: TestSite, world: World, how: str
) -> None:
    item = site.do(lambda s: a_submission(s, "published", world=world, scope="national", countries=["per"]).public_id)
    assert WORK.findall(page(client, "/?q=guide"))
    site.do(lambda s: GONE[how](s, world, item) and None)
    assert client.get(f"/hub/{item}").status_code == (410 if how == "retracted" else 404)
    assert not WORK.findall(page(client, "/"))
    assert not WORK.findall(page(client, "/?q=guide"))
    assert not FACET.findall(page(client, "/") + page(client, "/countries"))


def test_an_item_that_is_not_published_does_not_exist(client: FlaskClient, site: TestSite, world: World) -> None:
    item = site.do(lambda s: a_submission(s, "reviewed", world=world).public_id)
    assert client.get(f"/hub/{item}").status_code == client.get("/hub/0000000000000000").status_code == 404


PATHS = ("/", "/?q=guide&scope=global", "/objectives", "/objectives/gcm-07", "/countries")


@behaviour("X2")
def test_a_list_costs_as_many_statements_at_any_length(client: FlaskClient, site: TestSite, world: World) -> None:
    counted = []
    for more in (2, 10):
        site.do(partial(_publish, world=world, number=more))
        counted.append({path: _statements(client, site, path) for path in PATHS})
    assert counted[0] == counted[1]
    assert max(counted[0].values()) <= 3


def _publish(session: Session, world: World, number: int) -> None:
    for _ in range(number):
        published(session, world)


def _statements(client: FlaskClient, site: TestSite, path: str) -> int:
    """Count what a page reads once the index is built."""
    page(client, path)
    seen: list[str] = []

    def note(*given: object) -> None:
        seen.append(str(given[2]))

    event.listen(site.database.engine, "before_cursor_execute", note)
    page(client, path)
    event.remove(site.database.engine, "before_cursor_execute", note)
    return len([statement for statement in seen if statement.startswith("SELECT")])
