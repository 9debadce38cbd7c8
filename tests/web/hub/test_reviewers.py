"""The page of who reviews here, as anybody reads it, and how a member comes to stand on it."""

from __future__ import annotations

import base64
import json

import pytest

from tests.behaviours import behaviour
from tests.builders import World
from tests.web.conftest import TestSite


@behaviour("H7")
def test_a_member_agrees_and_anybody_reads_his_name(site: TestSite, world: World) -> None:
    visitor, member = site.client(), site.client(world.members[0])
    name = world.members[0].name
    assert "Nobody has agreed to be named yet." in visitor.get("/reviewers").text
    assert site.post(member, "/profile/listing", {"listed": "yes"}).status_code == 303
    page = visitor.get("/reviewers").text
    assert f"<bdi>{name}</bdi>" in page
    assert "One reviewer is named here" in page or "1 reviewer is named here" in page
    assert "@example" not in page
    assert "Named in public" in site.client(world.coordinator).get(f"/roster/{world.membership_ids[0]}").text
    assert site.post(member, "/profile/listing").status_code == 303
    assert name not in visitor.get("/reviewers").text


def a_mark(*parts: object) -> str:
    """Give a mark of a page as nobody gave it out."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "query",
    [
        "objective=gcm-99", "language=xx", "after=no-mark", f"after={a_mark('is', 5, 'x')}",
        f"after={a_mark('at', '2026-01-01T00:00:00+00:00', 'x')}", f"after={a_mark('is', True, 'x')}",
    ],
)  # fmt: skip
def test_a_hand_made_address_is_told_what_is_wrong(site: TestSite, query: str) -> None:
    assert site.client().get(f"/reviewers?{query}").status_code == 400


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_empty_search_leads_back_to_everybody(site: TestSite, world: World, language: str) -> None:
    site.post(site.client(world.members[0]), "/profile/listing", {"listed": "yes"})
    page = site.client().get(f"/reviewers?q=nobody-is-called-so&lang={language}").text
    assert f'lang="{language}"' in page
    assert 'href="/reviewers"' in page
