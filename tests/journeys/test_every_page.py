"""Every page that answers GET, from the URL map: accessible, within its width, without a word in the console."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.behaviours import behaviour
from tests.journeys.conftest import ServedSite
from tests.journeys.places import NO_PAGE, PLACES, REDIRECTS, Place, endpoints, pages

AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
AT_FIRST_SIGHT = """() => ({
    lang: document.documentElement.lang,
    wide: document.documentElement.scrollWidth,
    headings: document.querySelectorAll("h1").length,
    html: document.documentElement.outerHTML,
})"""
NARROW = 390
SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
}


def test_every_route_has_its_place(demo_site: ServedSite) -> None:
    """A page that nobody visits would not be looked at."""
    assert not endpoints(demo_site.app).symmetric_difference(PLACES)
    assert set(PLACES).issuperset(REDIRECTS | NO_PAGE)


@behaviour("X2")
@pytest.mark.parametrize(("language", "width"), [("en", NARROW), ("ar", 1280)])
def test_every_page_can_be_used_by_everybody(demo_site: ServedSite, language: str, width: int) -> None:
    """No finding of axe on the narrow page; no sideways scrolling, nothing refused by the content policy, one h1."""
    look_at_all(demo_site, language, width, scheme="light", axe=width == NARROW)


@behaviour("X2")
@pytest.mark.long("pages", short="test_every_page_can_be_used_by_everybody")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, NARROW, 768, 1280])
@pytest.mark.parametrize("language", ["en", "ar", "fr", "ru"])
def test_every_page_in_every_way(demo_site: ServedSite, language: str, width: int, scheme: str) -> None:
    """The same four ways: wide and narrow, light and dark, left to right and right to left; axe looks at each."""
    look_at_all(demo_site, language, width, scheme=scheme, axe=True)


def look_at_all(site: ServedSite, language: str, width: int, *, scheme: str, axe: bool) -> None:
    """Visit every page and give everything that is wrong at once."""
    with site.database.reading() as session:
        everything = pages(site.app, session)
    problems: dict[str, list[Any]] = {}
    by_person: dict[int | None, list[Place]] = {}
    for place in everything:
        by_person.setdefault(place.person_id, []).append(place)
    with looking_glass(site, width, scheme) as glass:
        for person_id, places in by_person.items():
            with site.as_somebody(person_id, language=language, width=width) as context:
                page = opened(context, scheme)
                for place in places:
                    found, html = look_at(page, site.url + place.path, language, width)
                    if found := [*found, *(found_by_axe(glass, html) if axe else ())]:
                        problems[f"{place.endpoint} {place.path}"] = found
    assert problems == {}


@contextmanager
def looking_glass(site: ServedSite, width: int, scheme: str) -> Iterator[Page]:
    """Give a page that other pages are written into, to be looked at by an axe that is warm.

    Loaded anew with each page it costs half a second of CPU before it looks at anything, five times what it then needs.
    """
    with site.as_somebody(width=width) as context:
        page = opened(context, scheme)
        page.goto(site.url)
        page.evaluate(AXE)
        yield page


def opened(context: BrowserContext, scheme: str) -> Page:
    """Give a page in light or dark."""
    page = context.new_page()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    return page


def look_at(page: Page, address: str, language: str, width: int) -> tuple[list[Any], str]:
    """Open one page; give what is wrong with it at first sight, and the page as it stands after its scripts have run.

    All is asked in one question: each other one of the browser's library costs a twentieth of a second a page.
    """
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    answer = page.goto(address)
    found: list[Any] = [] if answer and answer.ok else [f"status {answer.status if answer else 'none'}"]
    seen = page.evaluate(AT_FIRST_SIGHT)
    if seen["lang"] != language:
        found.append("wrong language")
    if seen["wide"] > width:
        found.append(f"{seen['wide']} wide")
    if seen["headings"] != 1:
        found.append(f"{seen['headings']} h1")
    found += [text for text in said if "Content Security Policy" in text or "error" in text.lower()]
    return found, seen["html"]


def found_by_axe(glass: Page, html: str) -> list[Any]:
    """Give what axe finds in a page."""
    glass.set_content(SCRIPT.sub("", html))
    result = glass.evaluate("rules => axe.run(document, rules)", RULES)
    return [(each["id"], [node["html"][:200] for node in each["nodes"][:3]]) for each in result["violations"]]
