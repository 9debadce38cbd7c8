"""The page of calendar addresses, and what calendar programs fetch from them."""

from __future__ import annotations

import re

from tests.behaviours import behaviour
from tests.builders import World, a_submission
from tests.web.conftest import TestSite

ADDRESS = re.compile(r"http://localhost/calendar/([\w-]{43})\.ics")


@behaviour("R10", "R3")
def test_an_address_is_made_read_by_anybody_who_has_it_and_ended(site: TestSite, world: World) -> None:
    site.do(lambda s: a_submission(s, "assigned", world=world).id)
    browser, program = site.client(world.panel[0]), site.client()
    assert "There is no address yet." in browser.get("/calendar").text
    made = site.post(browser, "/calendar/make", {"call": ""}, follow_redirects=True).text
    (token,) = set(ADDRESS.findall(made))
    assert ADDRESS.search(browser.get("/calendar").text) is None

    first = program.get(f"/calendar/{token}.ics")
    assert (first.status_code, first.content_type) == (200, "text/calendar; charset=utf-8")
    assert (first.text.count("BEGIN:VEVENT"), first.text.count("STATUS:CONFIRMED")) == (1, 1)
    again = program.get(f"/calendar/{token}.ics", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, first.headers["Cache-Control"]) == (304, b"", "private, max-age=300")
    assert program.head(f"/calendar/{token}.ics").status_code == 200

    assert site.post(browser, "/calendar/end", {"call": ""}).status_code == 303
    assert program.get(f"/calendar/{token}.ics").status_code == 404
    assert program.get("/calendar/" + "x" * 5000 + ".ics").status_code == 404


def test_a_coordinator_has_an_address_for_each_call_and_nobody_for_anothers(site: TestSite, world: World) -> None:
    browser = site.client(world.coordinator)
    assert browser.get("/calendar").text.count("There is no address yet.") >= 2
    made = site.post(browser, "/calendar/make", {"call": world.call_id}, follow_redirects=True).text
    assert ADDRESS.search(made)
    for wrong in (world.call_id, "no such call"):
        assert site.post(site.client(world.submitter), "/calendar/make", {"call": wrong}).status_code in {403, 404}
