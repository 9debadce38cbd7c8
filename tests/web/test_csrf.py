"""The token against forgery never stands twice in the same form."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.web.kit_site import kit_site
from web import csrf


@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126)))
def test_a_masked_token_comes_back_whole(token: str) -> None:
    assert csrf.unmask(csrf.mask(token)) == token


def test_no_two_masks_are_alike() -> None:
    masked = {csrf.mask("a-token.of-some.length") for _ in range(100)}
    assert len(masked) == 100
    assert len({mask[:4] for mask in masked}) > 90


@pytest.mark.parametrize("nonsense", ["", "a", "YWJj", "é", "====", "/w==", "gICA"])
def test_what_is_no_masked_token_is_never_taken(nonsense: str) -> None:
    assert csrf.unmask(nonsense) in {None, ""}


def test_a_post_needs_the_token_of_its_page() -> None:
    client = kit_site().test_client()
    client.environ_base["HTTP_ACCEPT"] = "text/plain"
    token, again = (
        re.findall(r'name="csrf_token" value="([^"]+)"', client.get("/form?code=200").text)[0] for _ in range(2)
    )
    assert token != again
    assert [
        client.post("/save/200", data={"comment": "x", "csrf_token": sent}).status_code
        for sent in (token, again, csrf.unmask(token), "wrong", "")
    ] == [200, 200, 400, 400, 400]
    assert client.post("/save/200", data={"comment": "x"}, headers={"X-CSRFToken": token}).status_code == 200
