"""How much a form may weigh: refused before it is taken apart, however it is sent."""

from __future__ import annotations

from flask import Flask, abort, request

FORM = "application/x-www-form-urlencoded"
MOST_PARTS = 2000


def install(app: Flask, *, kilobytes: int) -> None:
    """Refuse what is too large or has too many parts with 413, before anything else looks at the form."""
    most = kilobytes * 1024

    def refuse() -> None:
        if request.mimetype != FORM:
            return
        # Of a body in chunks nothing is read beyond the limit, and nothing is said; hence one more.
        request.max_content_length = most + 1
        body = request.get_data()
        if len(body) > most or body.count(b"&") >= MOST_PARTS:
            abort(413)

    app.config.update(MAX_FORM_MEMORY_SIZE=most, MAX_FORM_PARTS=MOST_PARTS)
    app.before_request(refuse)
