from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from config.forms import application_form
from tests.behaviours import behaviour
from tests.builders import World, an_application
from tests.web.conftest import TestSite
from tests.web.reviewer.people import dump
from workflow.actions import applications
from workflow.kernel.ids import PublicId
from workflow.models import Application, Membership

TYPED: dict[str, dict[str, Any]] = {
    "you": {"position": "Statistician", "affiliation": "Office of Examples", "side": "external",
            "background": "technical", "experience_years": "9"},
    "expertise": {"expertise-migration-statistics": "3", "expertise-data-protection": "1", "objectives": ["gcm-01"]},
    "evidence": {"evidence": "Counting people on the move, 2019"},
    "languages": {"languages-en": "native", "languages-fr": "reads", "regions": ["africa"]},
    "availability": {"reviews_per_year": "2"},
    "conflicts": {"conflict_organisations-name": ["Office of Examples", ""]},
    "consent": {"keeps_confidence": "yes", "data_use": "yes"},
}  # fmt: skip


@behaviour("R1", "C12")
def test_the_whole_way_onto_the_roster(site: TestSite, world: World) -> None:
    browser = site.client(world.outsider)
    application_id = _begun(site, browser)
    address = f"/application/{application_id}/you"
    for step in application_form().steps:
        assert address == f"/application/{application_id}/{step.key}"
        assert browser.get(address).status_code == 200
        address = site.post(browser, address, {**TYPED[step.key], "do": "continue"}).location
    assert address == f"/application/{application_id}/check"
    page = browser.get(address).text
    assert "Migration statistics" in page or "Statistician" in page
    assert site.post(browser, f"/application/{application_id}/send").location == "/application"
    page = browser.get("/application").text
    assert "We have your application" in page
    assert "Two coordinators read it" in page
    for coordinator in (world.coordinator, world.coordinator2):
        site.do(partial(_screen, who=coordinator, application_id=application_id, site=site))
    assert "has been read" in browser.get("/application").text
    site.do(lambda s: _approve(s, world, application_id, site))
    page = browser.get("/application").text
    assert "Welcome to the roster" in page
    assert "You know your field." in page
    state = select(Membership.state).where(Membership.person_id == world.outsider.person_id)
    assert site.do(lambda s: s.scalars(state).one()) == "trial"
    assert browser.get("/profile").status_code == 200


@behaviour("R1")
def test_a_step_saves_itself(site: TestSite, world: World) -> None:
    browser = site.client(world.outsider)
    application_id = _begun(site, browser)
    saved = site.post(browser, f"/application/{application_id}/you/save", {"position": "Nurse", "version": "0"})
    assert (saved.status_code, saved.text, saved.headers["X-Version"]) == (200, "Saved at 09:00", "1")
    stale = site.post(browser, f"/application/{application_id}/you/save", {"position": "Doctor", "version": "0"})
    assert stale.status_code == 409
    shown = site.post(browser, f"/application/{application_id}/you", {"position": "Doctor", "version": "0"})
    assert shown.status_code == 409
    assert 'value="Doctor"' in shown.text
    assert 'value="Nurse"' in browser.get(f"/application/{application_id}/you").text
    bad = site.post(browser, f"/application/{application_id}/you/save", {"position": "a\x00b", "version": "1"})
    assert bad.status_code == 422


@behaviour("R1")
def test_what_is_missing_is_listed_with_the_way_to_it(site: TestSite, world: World) -> None:
    browser = site.client(world.outsider)
    application_id = _begun(site, browser)
    site.post(browser, f"/application/{application_id}/you", TYPED["you"])
    page = browser.get(f"/application/{application_id}/check").text
    assert f'href="/application/{application_id}/consent#data_use"' in page
    assert f'href="/application/{application_id}/you#position"' not in page
    refused = site.post(browser, f"/application/{application_id}/send")
    assert refused.status_code == 422
    assert "<title>Error:" in refused.text
    assert _state(site, application_id) == "draft"


@behaviour("R1", "C12")
def test_a_question_is_answered_on_the_status_page(site: TestSite, world: World) -> None:
    application_id = site.do(lambda s: PublicId(an_application(s, "more_asked", world=world).public_id))
    browser = site.client(world.outsider)
    page = browser.get("/application").text
    assert "The coordinators have a question" in page
    assert "Which years?" in page
    site.post(browser, f"/application/{application_id}/send", {"reply": "From 2010 to 2019."})
    assert _state(site, application_id) == "submitted"
    assert site.do(lambda s: s.scalars(select(Application.reply)).one()) == "From 2010 to 2019."


@behaviour("R1")
def test_withdrawing_can_be_taken_back(site: TestSite, world: World) -> None:
    application_id = site.do(lambda s: PublicId(an_application(s, "submitted", world=world).public_id))
    browser = site.client(world.outsider)
    site.post(browser, f"/application/{application_id}/withdraw")
    assert _state(site, application_id) == "withdrawn"
    assert "Bring it back" in browser.get("/application").text
    site.post(browser, f"/application/{application_id}/revive")
    assert _state(site, application_id) == "submitted"


@behaviour("C12")
def test_a_declined_applicant_reads_the_reasons(site: TestSite, world: World) -> None:
    site.do(lambda s: an_application(s, "declined", world=world).id)
    page = site.client(world.outsider).get("/application").text
    assert "was not accepted" in page
    assert "So be it." in page
    assert "Apply again" in page


@pytest.mark.parametrize("name", ["coordinator", "submitter", "member", "administrator"])
def test_an_application_is_its_applicants_own(site: TestSite, world: World, name: str) -> None:
    application_id = site.do(lambda s: PublicId(an_application(s, "draft", world=world).public_id))
    browser = site.client(world.identities()[name])
    for page in ("you", "check"):
        assert browser.get(f"/application/{application_id}/{page}").status_code == 404
    sent = site.post(browser, f"/application/{application_id}/you", {"position": "Mine now"})
    assert sent.status_code in {403, 404}
    assert site.post(browser, f"/application/{application_id}/withdraw").status_code in {403, 404}
    assert _state(site, application_id) == "draft"


def test_what_was_sent_in_no_longer_changes(site: TestSite, world: World) -> None:
    application_id = site.do(lambda s: PublicId(an_application(s, "submitted", world=world).public_id))
    browser = site.client(world.outsider)
    assert browser.get(f"/application/{application_id}/you").location == "/application"
    sent = site.post(browser, f"/application/{application_id}/you", {"position": "A later thought"})
    assert sent.status_code == 409
    assert "A later thought" in sent.text


def test_a_visitor_is_led_from_what_is_asked_to_an_account(site: TestSite, world: World, client: FlaskClient) -> None:
    del world
    page = client.get("/application/begin").text
    for step in application_form().steps:
        assert step.title in page
    assert client.get("/application/register").location == "/register"
    assert "/sign-in?next=/application" in client.get("/application").location
    assert site.post(client, "/application/begin").status_code == 403


def test_a_second_beginning_goes_on_with_the_first(site: TestSite, world: World) -> None:
    browser = site.client(world.outsider)
    assert _begun(site, browser) == _begun(site, browser)


def test_opening_the_pages_writes_nothing(site: TestSite, world: World) -> None:
    application_id = site.do(lambda s: PublicId(an_application(s, "draft", world=world).public_id))
    browser = site.client(world.outsider)
    before = dump(site)
    for path in ("/application/begin", "/application", f"/application/{application_id}/check",
                 *(f"/application/{application_id}/{step.key}" for step in application_form().steps)):  # fmt: skip
        assert browser.get(path).status_code == 200
        assert browser.head(path).status_code == 200
    assert browser.get(f"/application/{application_id}/nothing").status_code == 404
    assert dump(site) == before


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("state", ["draft", "submitted", "more_asked", "screened", "approved", "declined", "withdrawn"])
def test_every_state_has_its_page(site: TestSite, world: World, state: str, language: str) -> None:
    site.do(lambda s: an_application(s, state, world=world).id)
    answer = site.client(world.outsider).get(f"/application?lang={language}")
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text


def test_the_gender_is_asked_voluntarily_and_kept_from_coordinators(site: TestSite, world: World) -> None:
    browser = site.client(world.outsider)
    page = browser.get(f"/application/{_begun(site, browser)}/you").text
    assert "Voluntary." in page


def _begun(site: TestSite, browser: FlaskClient) -> PublicId:
    sent = site.post(browser, "/application/begin")
    assert sent.status_code == 303
    return PublicId(sent.location.split("/")[2])


def _state(site: TestSite, application_id: PublicId) -> str:
    return site.do(lambda s: s.scalars(select(Application.state).where(Application.public_id == application_id)).one())


def _screen(s: Any, who: Any, application_id: PublicId, site: TestSite) -> None:
    applications.screen_application(s, who, application_id, approves=True, now=site.clock.now())


def _approve(s: Any, world: World, application_id: PublicId, site: TestSite) -> None:
    applications.decide_application(
        s, world.coordinator, application_id, approve=True, letter="You know your field.", now=site.clock.now()
    )
