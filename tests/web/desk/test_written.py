"""Parts that are written once: never another reader's language, never another content."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.conftest import TestSite
from web.parts import Fact
from workflow.kernel.messages import say

NAME = say("Sent in by")


def written(site: TestSite, language: str, value: str) -> str:
    """Give the part with one fact, as a reader of the language gets it."""
    once: Any = site.app.jinja_env.globals["once"]
    with site.app.test_request_context("/", headers={"Accept-Language": language}):
        return str(once("macros/item.html", "facts", (Fact(name=NAME, value=value),)))


@pytest.mark.parametrize(("one", "other"), [(("en", "A"), ("ar", "A")), (("en", "A"), ("en", "B"))])
def test_a_part_is_its_readers_and_its_contents(site: TestSite, one: tuple[str, str], other: tuple[str, str]) -> None:
    first, second = written(site, *one), written(site, *other)
    assert first != second
    assert (first, second) == (written(site, *one), written(site, *other))


def test_what_is_written_once_is_escaped(site: TestSite) -> None:
    assert "<script>" not in written(site, "en", "<script>alert(1)</script>")
