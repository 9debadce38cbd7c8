"""Becoming anybody, in the demo and nowhere else."""

from __future__ import annotations

from pathlib import Path

from config.settings import Settings
from tests.builders import World, a_seat, an_application
from tests.conftest import START
from tests.sites import for_tests
from tests.web.conftest import TestSite
from web import routing
from web.app import create_app
from workflow.kernel.clock import FixedClock


def demo_of(site: TestSite, folder: Path) -> TestSite:
    """Give the same database as a demo."""
    settings = Settings(demo=True, data_folder=folder, base_url="http://localhost")
    app = for_tests(create_app(settings, site.database, FixedClock(START)))
    return TestSite(app, site.database, site.clock)


def test_outside_the_demo_its_routes_do_not_exist(site: TestSite, tmp_path: Path) -> None:
    in_production = {endpoint for _, _, endpoint, _ in routing.table(site.app)}
    in_demo = {endpoint for _, _, endpoint, _ in routing.table(demo_of(site, tmp_path).app)}
    assert in_demo - in_production == {"demo.personas", "demo.become", "demo.show_kit"}
    assert [site.client().get(path).status_code for path in ("/demo", "/demo/kit")] == [404, 404]
    assert site.post(site.client(), "/demo", {"person": "0" * 16}).status_code == 404


def test_everybody_is_listed_with_what_waits(site: TestSite, world: World, tmp_path: Path) -> None:
    site.do(lambda s: [one.public_id for one in (a_seat(s, world, "accepted"), an_application(s, world=world))])
    page = demo_of(site, tmp_path).client().get("/demo").text
    wanted = ("Cora Coordinator", "1 review to write", "1 invitation to answer", "an application to finish")
    assert [words for words in wanted if words not in page] == []
    assert "Sid Suspended" not in page


def test_one_click_makes_somebody_of_a_visitor(site: TestSite, world: World, tmp_path: Path) -> None:
    demo = demo_of(site, tmp_path)
    client = demo.client()
    for actor in (world.administrator, world.submitter):
        assert demo.post(client, "/demo", {"person": actor.public_id}).status_code == 303
        assert actor.name in client.get("/account").text


def test_nobody_becomes_a_suspended_or_unknown_person(site: TestSite, world: World, tmp_path: Path) -> None:
    demo = demo_of(site, tmp_path)
    found = [demo.post(demo.client(), "/demo", {"person": one}).status_code for one in (world.suspended.public_id, "x")]
    assert found == [404, 404]


def test_the_kit_and_the_link_to_the_demo_are_there(site: TestSite, tmp_path: Path) -> None:
    client = demo_of(site, tmp_path).client()
    assert client.get("/demo/kit").status_code == 200
    assert 'href="/demo"' in client.get("/sign-in").text
    assert 'href="/demo"' not in site.client().get("/sign-in").text
