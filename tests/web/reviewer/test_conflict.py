from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from tests.behaviours import behaviour
from tests.builders import World
from tests.web.conftest import TestSite
from tests.web.reviewer.people import dump, seat_in, state_of
from workflow.actions import answers, declarations
from workflow.models import Assignment, ConflictDeclaration

pytestmark = pytest.mark.sqlite_first


@behaviour("R5")
def test_the_content_opens_after_the_declaration_only(site: TestSite, world: World) -> None:
    seat = seat_in(site, world, "accepted")
    browser = site.client(world.panel[0])
    before = dump(site)
    assert browser.get(f"/review/{seat}").location == f"/review/{seat}/conflict"
    gate = browser.get(f"/review/{seat}/conflict").text
    assert "Do you have a conflict of interest?" in gate
    assert f"version {answers.TERMS_VERSION}" in gate
    assert "example.org/guide" not in gate
    assert site.post(browser, f"/review/{seat}/save", {"quality": "4"}).status_code in {403, 404}
    assert dump(site) == before
    sent = site.post(browser, f"/review/{seat}/conflict", {"declared": "none", "keeps": "yes"})
    assert sent.location == f"/review/{seat}"
    assert "example.org/guide" in browser.get(f"/review/{seat}").text
    assert browser.get(f"/review/{seat}/conflict").location == f"/review/{seat}"
    version = select(Assignment.terms_version).where(Assignment.public_id == seat)
    assert site.do(lambda s: s.scalars(version).one()) == answers.TERMS_VERSION


@behaviour("R5")
@pytest.mark.parametrize("kind", declarations.CONFLICT_KINDS)
def test_a_conflict_of_each_kind_ends_the_seat_politely(site: TestSite, world: World, kind: str) -> None:
    seat = seat_in(site, world, "accepted")
    browser = site.client(world.panel[0])
    typed = {"declared": kind, "note": "I must tell you."}
    page = site.post(browser, f"/review/{seat}/conflict", typed, follow_redirects=True).text
    assert "Thank you for telling us" in page
    assert state_of(site, seat) == "conflicted"
    assert site.do(lambda s: s.scalars(select(ConflictDeclaration.kind)).one()) == kind
    assert browser.get(f"/review/{seat}").location == f"/invitation/{seat}"


@behaviour("R5")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Say whether you have a conflict of interest."),
        ({"declared": "none"}, "Agree to the terms to go on."),
        ({"declared": "made-up", "note": "kept text"}, "Choose what kind of conflict it is."),
    ],
)
def test_an_unclear_declaration_is_asked_again_with_what_was_typed(
    site: TestSite, world: World, typed: dict[str, Any], sentence: str
) -> None:
    seat = seat_in(site, world, "accepted")
    answer = site.post(site.client(world.panel[0]), f"/review/{seat}/conflict", typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert typed.get("note", "") in answer.text
    assert state_of(site, seat) == "accepted"


@pytest.mark.parametrize("name", ["coordinator", "chief", "member", "submitter", "outsider"])
def test_only_the_reviewer_declares(site: TestSite, world: World, name: str) -> None:
    seat = seat_in(site, world, "accepted")
    browser = site.client(world.identities()[name])
    assert browser.get(f"/review/{seat}/conflict").status_code == 404


def test_before_accepting_the_gate_leads_back_to_the_invitation(site: TestSite, world: World) -> None:
    seat = seat_in(site, world)
    browser = site.client(world.panel[0])
    assert browser.get(f"/review/{seat}/conflict").location == f"/invitation/{seat}"
    assert browser.get(f"/review/{seat}").location == f"/invitation/{seat}"
