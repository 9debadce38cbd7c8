"""What a page costs: as many statements for fifty rows as for five, and little weight on a first visit."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.behaviours import behaviour
from tests.builders import World, a_submission
from tests.many import many_members, many_submissions
from tests.published import published
from tests.web.conftest import TestSite
from tests.web.desk.test_lists import statements
from workflow.models import Capacity, Membership

pytestmark = pytest.mark.sqlite_first

ASSET = re.compile(r'(?:href|src)="(/assets/[^"]+)"')
MOST_STATEMENTS = 8
MOST_BYTES, MOST_SCRIPT_BYTES, MOST_REQUESTS = 60_000, 15_000, 5

More = Callable[[Session, World, int], None]


def _more_items(session: Session, world: World, n: int) -> None:
    many_submissions(session, world, n)


def _more_members(session: Session, _world: World, n: int) -> None:
    many_members(session, n)


def _more_seats(session: Session, world: World, n: int) -> None:
    session.execute(update(Membership).values(yearly_cap=1000))
    session.execute(update(Capacity).values(cap=1000))
    for _ in range(n):
        a_submission(session, "assigned", world=world)


def _more_published(session: Session, world: World, n: int) -> None:
    for _ in range(n):
        published(session, world)


@dataclass(frozen=True)
class Listing:
    """A page, who opens it, what it has rows of, and how to tell that a row is there."""

    path: str
    who: str
    more: More
    row: str


LISTINGS = {
    "desk": Listing("/desk", "coordinator", _more_items, 'data-label="Stage"'),
    "search of the desk": Listing("/desk?q=Work", "coordinator", _more_items, 'data-label="Stage"'),
    "waiting": Listing("/waiting", "internal", _more_seats, "/invitation/"),
    "hub": Listing("/", "", _more_published, '<ol class="results'),
    "search": Listing("/?q=guide", "", _more_published, '<ol class="results'),
    "roster": Listing("/roster", "coordinator", _more_members, "/roster/"),
}


def _browser(site: TestSite, world: World, who: str) -> FlaskClient:
    people = {"coordinator": world.coordinator, "internal": world.panel[0]}
    return site.client(people.get(who))


def _write(site: TestSite, world: World, more: More, n: int) -> None:
    site.do(lambda session: more(session, world, n))


@behaviour("X2")
@pytest.mark.parametrize("name", LISTINGS)
def test_fifty_rows_ask_as_much_as_five_and_a_first_visit_is_light(site: TestSite, world: World, name: str) -> None:
    page = LISTINGS[name]
    browser = _browser(site, world, page.who)
    asked, rows = [], []
    for n in (5, 45):
        _write(site, world, page.more, n)
        rows.append(browser.get(page.path).text.count(page.row))
        asked.append(statements(site, lambda: browser.get(page.path)))
    assert 0 < rows[0] <= rows[1]
    assert asked[0] == asked[1] <= MOST_STATEMENTS
    _check_first_visit(browser, page.path)


def _check_first_visit(browser: FlaskClient, path: str) -> None:
    """Check the weight of a page with everything it loads."""
    assets = sorted(set(ASSET.findall(browser.get(path).text)))
    loaded = {asset: _sent(browser, asset) for asset in assets}
    assert 1 + len(assets) <= MOST_REQUESTS
    assert _sent(browser, path) + sum(loaded.values()) <= MOST_BYTES
    assert sum(size for asset, size in loaded.items() if asset.endswith(".js")) <= MOST_SCRIPT_BYTES


@behaviour("X2")
@pytest.mark.parametrize("point", ["submitted", "assigned", "reviewed", "disputed", "decided", "published"])
def test_the_page_of_an_item_asks_little_whatever_surrounds_it(site: TestSite, world: World, point: str) -> None:
    item = site.do(lambda s: a_submission(s, point, world=world).public_id)
    browser = site.client(world.coordinator)
    path = f"/desk/{item}"
    browser.get(path)
    few = statements(site, lambda: browser.get(path))
    site.do(lambda s: many_submissions(s, world, 50))
    assert statements(site, lambda: browser.get(path)) == few <= MOST_STATEMENTS


def _sent(browser: FlaskClient, path: str) -> int:
    """Give the bytes of an answer as a browser gets it: its head and its compressed body."""
    answer: TestResponse = browser.get(path, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    return len(answer.data) + len(str(answer.headers).encode())
