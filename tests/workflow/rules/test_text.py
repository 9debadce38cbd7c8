from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.behaviours import case
from workflow.rules.text import length_problem, link_problem, sort_text, tidy, tidy_line, unstorable


@case("D-IN-13")
@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", True),
        ("Côte d’Ivoire", True),
        ("عالمي 全球 Глобальный", True),
        ("tab\tand\nline", True),
        ("👩‍👩‍👧‍👦", True),
        ("a\x00b", False),
        ("a\ud800b", False),
        ("a\x1bb", False),
        ("a\x7fb", False),
    ],
)
def test_what_no_database_keeps_is_said(text: str, kept: bool) -> None:
    assert (unstorable(text) is None) == kept


@case("D-IN-13")
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  two  words \n", "two  words"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("\u2067عربي\u2069", "عربي"),
        ("عربي\u200f", "عربي\u200f"),
        ("Cafe\u0301", "Café"),
        ("\ufefftext", "text"),
    ],
)
def test_text_is_tidied_without_losing_a_word(typed: str, kept: str) -> None:
    assert tidy(typed) == kept


def test_a_line_has_single_spaces() -> None:
    assert tidy_line(" a\n b\u00a0 c ") == "a b c"


@given(st.text())
def test_tidying_twice_changes_nothing(text: str) -> None:
    assert tidy_line(tidy_line(text)) == tidy_line(text)


def test_letters_that_look_alike_sort_alike() -> None:
    assert sort_text("ＡLPHA  Straße") == sort_text("alpha STRASSE")


def test_lengths_are_said() -> None:
    assert str(length_problem("abc", longest=2)) == "Shorten this to 2 characters; it has 3."
    assert str(length_problem("abc", shortest=4)) == "Write at least 4 characters; there are 3."
    assert length_problem("abc", shortest=3, longest=3) is None


@pytest.mark.parametrize(
    ("link", "problem"),
    [
        ("https://migrationnetwork.un.org/hub?x=1#top", None),
        ("HTTP://example.org", None),
        ("https://пример.испытание/страница", None),
        ("https://example.org:8443/a", None),
        ("", "Begin the address with https://"),
        ("example.org", "Begin the address with https://"),
        ("javascript:alert(1)", "Begin the address with https://"),
        ("ftp://example.org", "Begin the address with https://"),
        ("https://a b.org", "An address has no spaces or invisible characters."),
        ("https://example.org/\x00", "An address has no spaces or invisible characters."),
        ("https://example.org/\u202egpj", "An address has no spaces or invisible characters."),
        ("https://example.org:port/", "This is not the address of a page."),
        ("https://[::1/", "This is not the address of a page."),
        ("https://user:word@example.org", "Leave user name and password out of the address."),
        ("https://", "This is not the address of a public page."),
        ("https://localhost/", "This is not the address of a public page."),
        ("https://127.0.0.1/", "This is not the address of a public page."),
        ("https://10.0.0.1/", "This is not the address of a public page."),
        ("https://a..b/", "This is not the address of a public page."),
        ("https://example.org/" + "a" * 2000, "This address is too long."),
    ],
)
def test_the_address_of_a_page_is_checked(link: str, problem: str | None) -> None:
    reason = link_problem(link)
    assert (str(reason) if reason else None) == problem
