"""The frame, the macros and the error pages, drawn whole."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import web
from tests.web.kit_site import ERRORS, kit_site
from web.i18n import Preferences
from web.languages import CODES

TEMPLATES = Path(web.__file__).parent / "templates"
SOURCES = sorted(TEMPLATES.rglob("*.html"))
VOID = {"meta", "link", "input", "br", "hr", "img"}


class Page(HTMLParser):
    """The elements of a page, and what does not fit together in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.named: set[str] = set()
        self.described: set[str] = set()
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the ids, what refers to them, and what is open."""
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        for name in ("aria-describedby", "aria-labelledby", "for"):
            self.described.update(given.get(name, "").split())
        if given.get("href", "").startswith("#") and len(given["href"]) > 1:
            self.named.add(given["href"][1:])
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that closes itself, in a drawing."""

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened last, which must be the same."""
        assert self.open.pop() == tag, f"</{tag}> at {self.getpos()}"


@pytest.mark.parametrize("language", CODES)
def test_every_part_is_drawn_in_every_language(language: str) -> None:
    text = kit_site(Preferences(language=language)).test_client().get("/kit").text
    page = Page(text)
    assert page.open == []
    assert sorted(page.ids) == sorted(set(page.ids))
    assert (page.described | page.named) - set(page.ids) == set()
    assert "None" not in re.sub(r"<[^>]+>", "", text)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_no_template_has_styles_or_scripts_inside(source: Path) -> None:
    text = source.read_text(encoding="utf-8")
    assert re.findall(r"\bstyle\s*=|<style|\bon[a-z]+\s*=\s*[\"']|javascript:|<script(?![^>]*\bsrc=)", text) == []


@pytest.mark.parametrize("source", sorted((TEMPLATES / "macros").glob("*.html")), ids=lambda path: path.stem)
def test_every_macro_says_what_it_draws(source: Path) -> None:
    text = source.read_text(encoding="utf-8")
    assert len(re.findall(r"^\{# .+ #\}\n\{% macro ", text, re.MULTILINE)) == text.count("{% macro ")


@pytest.mark.parametrize("source", sorted((TEMPLATES / "macros").glob("*.html")), ids=lambda path: path.stem)
def test_every_macro_is_in_the_list_for_page_authors(source: Path) -> None:
    listed = (TEMPLATES / "macros" / "README.md").read_text(encoding="utf-8")
    signatures = re.findall(r"\{% macro (.+?\)) -%\}", source.read_text(encoding="utf-8"))
    assert [signature for signature in signatures if signature not in listed] == []


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("code", ERRORS)
def test_error_pages_say_what_is_and_what_to_do(code: int, language: str) -> None:
    page = kit_site(Preferences(language=language)).test_client().get(f"/errors/{code}").text
    assert len(re.findall(r"<h1>[^<]+</h1>\s*<p class=\"lede\">[^<]+</p>", page)) == 1


def test_a_conflict_keeps_what_was_typed() -> None:
    assert "typed &lt;text&gt;</textarea>" in kit_site().test_client().get("/errors/409").text


def test_a_failed_post_is_said_in_the_title() -> None:
    page = kit_site().test_client().get("/kit?failed=1").text
    assert "<title>Error: Parts and their states – Collegium</title>" in page
    assert '<a href="#away">Say until when you are away</a>' in page


@pytest.mark.parametrize(
    ("theme", "attribute"), [("", ""), ("dark", ' data-theme="dark"'), ("light", ' data-theme="light"')]
)
def test_the_colour_scheme_follows_the_person_or_the_system(theme: str, attribute: str) -> None:
    page = kit_site(Preferences(theme=theme)).test_client().get("/kit").text
    assert f'<html lang="en" dir="ltr"{attribute}>' in page


def test_an_impossible_action_stays_visible_and_says_why() -> None:
    page = kit_site().test_client().get("/kit").text
    assert re.search(
        r'type="button" aria-disabled="true" aria-describedby="(why-\d)">Publish</button>'
        r'<span class="hint" id="\1"><b>Not yet:</b> no decision is recorded\.</span>',
        page,
    )
