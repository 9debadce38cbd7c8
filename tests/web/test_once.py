"""The key of a form: one effect for it, however often and however close together it is sent."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.behaviours import case
from tests.builders import World, a_submission
from tests.web.conftest import TestSite
from web import once
from workflow.actions import submissions, sweep
from workflow.models import Event, IdempotencyKey, Submission

AT_ONCE = 20


@pytest.fixture
def browser(site: TestSite, world: World) -> FlaskClient:
    """Give the browser of the submitter, which has opened a page."""
    browser = site.client(world.submitter)
    browser.get("/send")
    return browser


def a_form(world: World, **typed: str) -> dict[str, str]:
    return {"call": world.call_id, "kind": "document", "idempotency_key": "the same", **typed}


def drafts(site: TestSite) -> int:
    return site.do(lambda s: s.scalar(select(func.count()).select_from(Submission)) or 0)


def at_once(send: Callable[[FlaskClient], TestResponse], site: TestSite, browser: FlaskClient) -> list[TestResponse]:
    """Send a form from one browser twenty times at the same moment."""
    start = Barrier(AT_ONCE)

    def one(_number: int) -> TestResponse:
        same = site.app.test_client()
        same._cookies = browser._cookies  # noqa: SLF001 - one browser, in which many requests are under way
        start.wait(timeout=30)
        return send(same)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(one, range(AT_ONCE)))


@case("D-CC-09")
def test_twenty_at_once_do_it_once_and_all_are_led_to_the_same_page(
    site: TestSite, world: World, browser: FlaskClient
) -> None:
    site.post(browser, "/send", a_form(world, idempotency_key="before"))
    answers = at_once(lambda same: site.post(same, "/send", a_form(world)), site, browser)
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, answers[0].location)}
    assert drafts(site) == 2


@case("D-CC-09")
def test_of_what_can_be_done_once_only_the_others_hear_no_refusal(
    site: TestSite, world: World, browser: FlaskClient
) -> None:
    """Each that waited for the first one finds the draft sent in: that is no mistake of whoever clicked twice."""
    item = site.do(lambda s: str(a_submission(s, world=world, now=site.clock.now()).public_id))
    site.post(browser, "/send", a_form(world, idempotency_key="before"))
    answers = at_once(lambda same: site.post(same, f"/send/{item}/check", {"idempotency_key": "k"}), site, browser)
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, f"/send/{item}/receipt")}
    submitted = select(func.count()).select_from(Event).where(Event.name == "submission.submit")
    assert site.do(lambda s: s.scalar(submitted)) == 1


@case("D-CC-09")
def test_the_second_waits_a_moment_to_hear_where_the_first_led(
    site: TestSite, world: World, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def led(location: str) -> Callable[[Session], None]:
        answer = {"location": location} if location else {}
        return lambda session: setattr(session.scalars(select(IdempotencyKey)).one(), "answer", answer)

    first = site.post(browser, "/send", a_form(world))
    site.do(led(""))  # the first has its effect, and is still being answered
    monkeypatch.setattr(once, "sleep", lambda _seconds: site.do(led(first.location or "")))
    assert site.post(browser, "/send", a_form(world)).location == first.location


@case("D-CC-09")
def test_a_key_is_of_one_form_of_one_person(site: TestSite, world: World, browser: FlaskClient) -> None:
    site.post(browser, "/send", a_form(world))
    other = site.post(browser, "/send", a_form(world, kind="event"))
    assert (other.status_code, "This form was sent already with other answers" in other.text) == (422, True)
    assert site.post(site.client(world.outsider), "/send", a_form(world)).status_code == 303
    assert drafts(site) == 2


@case("D-CC-09")
def test_what_came_to_nothing_may_be_sent_again_with_its_key(
    site: TestSite, world: World, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_given: object, **_typed: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(submissions, "begin_draft", breaks)
        assert site.post(browser, "/send", a_form(world)).status_code == 500
    assert site.post(browser, "/send", a_form(world)).status_code == 303
    assert drafts(site) == 1


@case("D-CC-09")
def test_a_key_is_kept_for_two_days(site: TestSite, world: World, browser: FlaskClient) -> None:
    site.post(browser, "/send", a_form(world))
    for distance, expected in ((timedelta(days=1), 1), (timedelta(days=1, hours=1), 2)):
        site.clock.set(site.clock.now() + distance)
        site.do(lambda s: sweep.expire(s, site.clock.now()))
        site.post(browser, "/send", a_form(world))
        assert drafts(site) == expected
