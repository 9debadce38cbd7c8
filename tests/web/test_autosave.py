"""A form that saves itself, in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.behaviours import behaviour
from tests.sites import Site
from tests.web.kit_site import kit_site

SAVED = "[role=status]"


@pytest.fixture
def site(live_site: Callable[[Flask], Site]) -> str:
    """Give the address of a running site."""
    return live_site(kit_site()).url


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """Give a page of the site in a fresh browser; anything it complains about fails the test."""
    context = browser.new_context(base_url=site, viewport={"width": 390, "height": 800})
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def kept(page: Page) -> int:
    """Count the copies of typed text that the browser keeps."""
    return int(page.evaluate("localStorage.length"))


@behaviour("S1")
def test_a_pause_saves_and_says_so(page: Page) -> None:
    page.goto("/form?code=200")
    page.get_by_label("Comment").fill("half a thought")
    expect(page.locator(SAVED)).to_have_text("Saved: half a thought", timeout=5000)
    assert page.locator("[name=version]").input_value() == "8"
    assert kept(page) == 0


@behaviour("S1")
@pytest.mark.parametrize(("code", "sentence"), [(409, "Saved: typed"), (401, "Saved: typed"), (500, "Saved: typed")])
def test_what_cannot_be_saved_stays_and_is_put_back(page: Page, code: int, sentence: str) -> None:
    page.goto(f"/form?code={code}")
    page.get_by_label("Comment").fill("typed")
    expect(page.locator(SAVED)).to_have_text(sentence, timeout=5000)
    expect(page.get_by_label("Comment")).to_have_value("typed")
    page.reload()
    expect(page.get_by_label("Comment")).to_have_value("typed")
    expect(page.locator(SAVED)).to_contain_text("was put back")


@behaviour("S1")
def test_without_a_connection_the_text_is_kept_and_sent_later(page: Page) -> None:
    page.goto("/form?code=200")
    page.context.set_offline(True)
    page.get_by_label("Comment").fill("in a tunnel")
    expect(page.locator(SAVED)).to_contain_text("no connection", timeout=5000)
    assert kept(page) == 1
    page.context.set_offline(False)
    expect(page.locator(SAVED)).to_have_text("Saved: in a tunnel", timeout=5000)
    assert kept(page) == 0


@behaviour("S1", "R7")
def test_a_form_waits_for_its_own_save(page: Page) -> None:
    """Sent while a save is under way, it would be refused as older than what it saved itself."""
    page.goto("/form?code=200")
    with page.expect_request("**/save/200"):
        page.get_by_label("Comment").fill("slow")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("body")).to_have_text("Sent from version 8")


@behaviour("X2")
@pytest.mark.parametrize("language", ["en", "ar", "ru", "zh"])
def test_no_part_is_wider_than_the_screen(page: Page, language: str) -> None:
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(f"/kit?lang={language}")
    for width in (1280, 768, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") == width
    assert refused == []
