"""The own account: name, language, zone, look, password."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.behaviours import case
from tests.builders import World
from tests.web.conftest import TestSite
from workflow.models import Person, Role

GOOD = {"name": "Ana", "locale": "ar", "time_zone": "Africa/Nairobi", "theme": "dark"}


def test_settings_are_kept_and_used_at_once(site: TestSite, world: World) -> None:
    """The next page is in the language and look that was chosen."""
    browser = site.client(world.submitter)
    assert site.post(browser, "/account/settings", GOOD).status_code == 303
    assert '<html lang="ar" dir="rtl" data-theme="dark">' in browser.get("/account").text


BAD = [
    ({"name": "  "}, "Write your name."),
    ({"locale": "de"}, "Choose one of the six languages."),
    ({"time_zone": "Mars/Base"}, "Choose a time zone such as"),
    ({"time_zone": "../../etc/passwd"}, "Choose a time zone such as"),
    ({"theme": "pink"}, "Choose light, dark, or as the system has it."),
]


@pytest.mark.parametrize(("change", "sentence"), BAD)
def test_what_cannot_be_kept_is_said(site: TestSite, world: World, change: dict[str, str], sentence: str) -> None:
    """A sentence, and everything typed is still there."""
    answer = site.post(site.client(world.submitter), "/account/settings", {**GOOD, "locale": "en", **change})
    assert (answer.status_code, sentence in answer.text) == (422, True)


@pytest.mark.parametrize("password", ["short", "", "x" * 201])
def test_a_password_has_a_length(site: TestSite, world: World, password: str) -> None:
    """Too short and too long are refused in the same words."""
    answer = site.post(site.client(world.submitter), "/account/password", {"password": password})
    assert (answer.status_code, "Use at least 10 characters." in answer.text) == (422, True)


@case("D-AZ-05")
def test_fields_nobody_asked_for_are_ignored(site: TestSite, world: World) -> None:
    """What is not on the form does not reach the account."""
    extra = {"epoch": "99", "suspended_at": "2026-01-01", "roles": "administrator", "is_admin": "1", "id": "1"}
    site.post(site.client(world.submitter), "/account/settings", {**GOOD, **extra})
    person = site.do(lambda s: s.get_one(Person, world.submitter.person_id))
    assert (person.epoch, person.suspended_at, person.name) == (0, None, "Ana")
    assert site.do(lambda s: s.scalars(select(Role).where(Role.person_id == world.submitter.person_id)).all()) == []


def test_the_same_form_sent_twice_is_done_once(site: TestSite, world: World) -> None:
    """The second sending is led to where the first one went; other answers under the same key are refused."""
    browser = site.client(world.submitter)
    first = site.post(browser, "/account/settings", {**GOOD, "idempotency_key": "k1"})
    second = site.post(browser, "/account/settings", {**GOOD, "idempotency_key": "k1"})
    other = site.post(browser, "/account/settings", {**GOOD, "name": "Eve", "idempotency_key": "k1"})
    assert (first.status_code, second.status_code, first.location) == (303, 303, second.location)
    assert other.status_code == 422
    assert site.do(lambda s: s.get_one(Person, world.submitter.person_id).name) == "Ana"


@case("D-AU-04")
@pytest.mark.parametrize("token", [None, "", "garbage", "QUFBQQ=="])
def test_a_post_without_its_token_is_refused(site: TestSite, world: World, token: str | None) -> None:
    """Nothing is changed, and what was typed is shown again."""
    browser = site.client(world.submitter)
    data = {**GOOD, **({} if token is None else {"csrf_token": token})}
    answer = browser.post("/account/settings", data=data)
    assert (answer.status_code, site.do(lambda s: s.get_one(Person, world.submitter.person_id).locale)) == (400, "en")
