"""What every answer carries: what a browser may do with it, how long it may be kept, and how it is compressed."""

from __future__ import annotations

import gzip
from collections.abc import Callable

from flask import Flask, Response, request

from web.parts import Frame

WORTH_PACKING = 500
PACKED_LEVEL = 4
"""Half the work of level 6, and a page is a twentieth larger."""

PACKED_TYPES = ("text/", "application/json", "application/xml", "application/atom+xml", "application/problem+json")
POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HTTPS_ONLY = "max-age=31536000"


def install(app: Flask, *, frame: Callable[[], Frame] = Frame) -> None:
    """Protect and compress every answer; `frame` gives what stands around a page, in templates `frame`."""
    app.after_request(_pack)
    app.after_request(_protect)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(lambda: {"frame": frame()})


def public(response: Response, seconds: int = 60) -> Response:
    """Let a page without anything personal be kept for a while; for visitors who are not signed in."""
    response.headers["Cache-Control"] = f"public, max-age={seconds}"
    response.vary.update(("Accept-Language", "Cookie"))
    return response


def _protect(response: Response) -> Response:
    """Add the headers an answer does not set itself; what nobody declared public is not kept anywhere."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", HTTPS_ONLY)
    return response


def _pack(response: Response) -> Response:
    """Compress text that is worth it, for browsers that take it."""
    if not (response.mimetype or "").startswith(PACKED_TYPES) or response.is_streamed or response.direct_passthrough:
        return response
    response.vary.add("Accept-Encoding")
    if "Content-Encoding" in response.headers or request.accept_encodings.quality("gzip") <= 0:
        return response
    body = response.get_data()
    if len(body) >= WORTH_PACKING:
        # A weak tag stays true for the compressed form.
        etag, _ = response.get_etag()
        if etag:
            response.set_etag(etag, weak=True)
        response.set_data(gzip.compress(body, PACKED_LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response
