"""Applications: screened by two, each on his own; asked for more, decided with a letter, taken up again."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from tests.behaviours import behaviour
from tests.builders import World, an_application
from tests.web.conftest import TestSite
from tests.web.desk.test_lists import statements
from workflow.models import Application, Membership


def an_applicant(site: TestSite, world: World, state: str) -> str:
    """Give the public id of an application in this state."""
    return site.do(lambda s: str(an_application(s, state, world=world).public_id))


def state_of(site: TestSite) -> str:
    """Give the state of the only application."""
    with site.database.reading() as session:
        return session.scalars(select(Application.state)).one()


@behaviour("C12")
def test_two_screen_it_and_one_decides_with_a_letter(site: TestSite, world: World) -> None:
    application = an_applicant(site, world, "submitted")
    first, second = site.client(world.coordinator), site.client(world.coordinator2)
    address = f"/desk/applications/{application}"
    site.post(first, f"{address}/screening", {"approves": "yes", "note": "Knows the field."})
    hidden = second.get(address).text
    assert "Knows the field." not in hidden
    assert "You see the other opinion after you have given yours." in hidden
    assert "1 more coordinator must screen it." in hidden
    site.post(second, f"{address}/screening", {"approves": "no", "note": "Too new."})
    assert state_of(site) == "screened"
    assert "Knows the field." in second.get(address).text
    assert site.post(first, f"{address}/decision", {"do": "approve", "letter": "Welcome."}).status_code == 303
    assert state_of(site) == "approved"
    with site.database.reading() as session:
        found = select(Membership.side).where(Membership.person_id == world.outsider.person_id)
        assert session.scalars(found).one() == "external"


@behaviour("C24", "C12")
def test_an_applicant_is_asked_for_more(site: TestSite, world: World) -> None:
    application = an_applicant(site, world, "submitted")
    browser = site.client(world.coordinator)
    answer = site.post(browser, f"/desk/applications/{application}/question", {"question": "Which years?"})
    assert (answer.status_code, state_of(site)) == (303, "more_asked")
    assert "Which years?" in browser.get(f"/desk/applications/{application}").text


@behaviour("C12", "C16")
def test_a_declined_application_is_taken_up_again(site: TestSite, world: World) -> None:
    application = an_applicant(site, world, "screened")
    browser = site.client(world.coordinator)
    site.post(browser, f"/desk/applications/{application}/decision", {"do": "decline", "letter": "Not this time."})
    assert state_of(site) == "declined"
    assert "Not this time." in browser.get(f"/desk/applications/{application}").text
    site.post(browser, f"/desk/applications/{application}/reopening", {"reason": "We were wrong."})
    assert state_of(site) == "screened"


WRONG: tuple[tuple[str, str, dict[str, Any], int], ...] = (
    ("submitted", "screening", {}, 422),
    ("submitted", "screening", {"approves": "no"}, 422),
    ("submitted", "question", {"question": ""}, 422),
    ("submitted", "decision", {"do": "approve", "letter": "Welcome."}, 409),
    ("screened", "decision", {"do": "approve", "letter": ""}, 422),
    ("screened", "decision", {"letter": "x"}, 404),
    ("screened", "screening", {"approves": "yes"}, 409),
    ("declined", "reopening", {"reason": ""}, 422),
)


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_missing_or_impossible_is_said(
    site: TestSite, world: World, wrong: tuple[str, str, dict[str, Any], int]
) -> None:
    state, form, typed, status = wrong
    application = an_applicant(site, world, state)
    answer = site.post(site.client(world.coordinator), f"/desk/applications/{application}/{form}", typed)
    assert (answer.status_code, state_of(site)) == (status, state)


@pytest.mark.parametrize("who", ["submitter", "outsider", "reviewer", "administrator"])
def test_applications_are_for_coordinators(site: TestSite, world: World, who: str) -> None:
    application = an_applicant(site, world, "submitted")
    browser = site.client(world.identities()[who])
    assert browser.get("/desk/applications").status_code == 404
    assert browser.get(f"/desk/applications/{application}").status_code == 404
    typed = {"approves": "yes"}
    assert site.post(browser, f"/desk/applications/{application}/screening", typed).status_code == 404


def test_a_draft_does_not_exist_for_coordinators(site: TestSite, world: World) -> None:
    application = an_applicant(site, world, "draft")
    assert site.client(world.coordinator).get(f"/desk/applications/{application}").status_code == 404


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_are_there_in_both_languages(site: TestSite, world: World, language: str) -> None:
    browser = site.client(world.coordinator)
    application = an_applicant(site, world, "submitted")
    for address in ("", "?which=asked", "?which=decided", f"/{application}"):
        parted = "&" if "?" in address else "?"
        assert browser.get(f"/desk/applications{address}{parted}lang={language}").status_code == 200
    assert browser.get("/desk/applications?which=none").status_code == 404


def test_the_pages_ask_at_most_eight_times(site: TestSite, world: World) -> None:
    application = an_applicant(site, world, "screened")
    browser = site.client(world.coordinator)
    browser.get("/desk/applications")
    assert statements(site, lambda: browser.get("/desk/applications")) <= 8
    assert statements(site, lambda: browser.get(f"/desk/applications/{application}")) <= 8
