"""What every answer carries."""

from __future__ import annotations

import gzip

import pytest
from flask import Flask, Response

from tests.web.kit_site import kit_site
from web import page


@pytest.fixture
def site() -> Flask:
    """Give a site with answers of all sorts."""
    app = kit_site()
    app.add_url_rule("/short", "short", lambda: "x" * 499)
    app.add_url_rule("/long", "long", lambda: "x" * 500)
    app.add_url_rule("/picture", "picture", lambda: Response(b"x" * 5000, mimetype="image/png"))
    app.add_url_rule("/public", "public", lambda: page.public(Response("all may keep this")))
    app.add_url_rule("/strict", "strict", lambda: Response("x", headers={"Content-Security-Policy": "sandbox"}))
    return app


def test_nothing_runs_and_nothing_frames_but_ourselves(site: Flask) -> None:
    headers = site.test_client().get("/kit").headers
    assert headers["Content-Security-Policy"].split("; ") == [
        "default-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    ]
    assert {name: headers[name] for name in page.HEADERS} == dict(page.HEADERS)
    assert "Strict-Transport-Security" not in headers


def test_errors_are_protected_too(site: Flask) -> None:
    assert site.test_client().get("/nowhere").headers["X-Content-Type-Options"] == "nosniff"


def test_an_answer_may_be_stricter(site: Flask) -> None:
    assert site.test_client().get("/strict").headers["Content-Security-Policy"] == "sandbox"


def test_secure_sites_stay_secure(site: Flask) -> None:
    headers = site.test_client().get("/short", base_url="https://localhost").headers
    assert headers["Strict-Transport-Security"] == "max-age=31536000"


def test_only_what_is_declared_public_is_kept(site: Flask) -> None:
    client = site.test_client()
    assert client.get("/kit").headers["Cache-Control"] == "no-store"
    public = client.get("/public").headers
    assert public["Cache-Control"] == "public, max-age=60"
    assert {"Accept-Language", "Cookie", "Accept-Encoding"} <= set(public["Vary"].split(", "))


@pytest.mark.parametrize(
    ("path", "accepted", "packed"),
    [
        ("/long", "gzip, br", True),
        ("/long", "", False),
        ("/long", "gzip;q=0", False),
        ("/short", "gzip", False),
        ("/picture", "gzip", False),
    ],
)
def test_text_that_is_worth_it_is_compressed_for_those_who_take_it(
    site: Flask, path: str, accepted: str, packed: bool
) -> None:
    answer = site.test_client().get(path, headers={"Accept-Encoding": accepted})
    assert (answer.headers.get("Content-Encoding") == "gzip") is packed
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    if packed:
        assert gzip.decompress(answer.data) == b"x" * 500
