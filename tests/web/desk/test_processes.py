"""Every process as a diagram and as a table."""

from __future__ import annotations

import pytest

from tests.builders import World
from tests.web.conftest import TestSite
from tests.web.desk.paths import an_item
from web.desk.process_page import CONDITIONS, ROLES
from workflow.actions.engine import registry
from workflow.actions.process_store import SHIPPED


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", SHIPPED)
def test_a_process_is_drawn_and_listed(site: TestSite, world: World, name: str, language: str) -> None:
    page = site.client(world.coordinator).get(f"/desk/process/{name}?lang={language}")
    assert (page.status_code, "<svg" in page.text, "<table" in page.text) == (200, True, True)


def test_the_diagram_of_the_hub_counts_what_stands_where(site: TestSite, world: World) -> None:
    an_item(site, world, "assigned")
    page = site.client(world.coordinator).get("/desk/process").text
    assert "1 item is open." in page
    assert 'href="/desk?queue=under_review"' in page
    assert "0 items are open." in site.client(world.other_coordinator).get("/desk/process").text


def test_every_condition_and_role_has_words() -> None:
    assert set(CONDITIONS) >= set(registry.guards)
    assert set(ROLES) >= set(registry.roles)


def test_a_process_that_does_not_exist_is_not_found(site: TestSite, world: World) -> None:
    assert site.client(world.coordinator).get("/desk/process/none").status_code == 404
    assert site.client(world.submitter).get("/desk/process").status_code == 404
