"""Which answer each error gets: the one lookup from the domain's nouns to HTTP."""

from __future__ import annotations

import uuid
from urllib.parse import quote

import structlog
from flask import Flask, Response, g, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, SecurityError

from web.parts import Link
from web.routing import SignInFirst
from workflow.kernel.errors import (
    DomainError,
    InvalidInput,
    NotAllowed,
    NotFound,
    Refused,
    Stale,
    Throttled,
    Unavailable,
)
from workflow.kernel.messages import say

STATUS: dict[type[DomainError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    Refused: 409,
    Stale: 409,
    Throttled: 429,
    InvalidInput: 422,
    Unavailable: 503,
}
PAGES = frozenset({400, 403, 404, 409, 413, 422, 429, 500, 503})
RETRY_AFTER_SECONDS = 5

log = structlog.get_logger()


def install(app: Flask) -> None:
    """Answer every error with a page in the reader's language."""
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(SignInFirst, _sign_in)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(SecurityError, _foreign_host)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def status_of(error: DomainError) -> int:
    """Give the status of a domain error; the nearest class decides."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def _domain(error: DomainError) -> Response:
    status = status_of(error)
    response = _page(
        status,
        reasons=error.reasons,
        reason=error.reasons[0],
        stale=isinstance(error, Stale),
        kept=_typed(),
        problems=error.problems if isinstance(error, InvalidInput) else None,
    )
    if isinstance(error, Throttled):
        response.headers["Retry-After"] = str(error.after)
    if isinstance(error, Unavailable):
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _sign_in(_error: SignInFirst) -> Response:
    """Lead a visitor to the sign-in, and from there back to the page; a post cannot be led back."""
    if request.method not in {"GET", "HEAD"}:
        return _page(403, reason=say("You were signed out. Sign in in another tab, come back here, and send it again."),
                     kept=_typed(), signed_out=True, back=Link(say("Sign in"), url_for("account.sign_in")))  # fmt: skip
    here = request.full_path.rstrip("?")
    return make_response(redirect(f"{url_for('account.sign_in')}?next={quote(here, safe='/')}", 303))


def _forged(_error: CSRFError) -> Response:
    reason = say("This form does not belong to this browser. Open the page again and send it once more.")
    return _page(400, reason=reason, kept=_typed())


def _foreign_host(_error: SecurityError) -> Response:
    """Answer a request for another host with nothing that could be made of its name."""
    return Response("This site does not answer to this name.\n", 400, mimetype="text/plain")


def _http(error: HTTPException) -> Response:
    if error.code is not None and error.code < 400:  # noqa: PLR2004 - a redirect is no error
        return make_response(error.get_response())
    status = error.code if error.code in PAGES else 404 if error.code == 405 else 400  # noqa: PLR2004 - see the next line
    # 405 would say that the address exists for another method.
    return _page(status)


def _unexpected(error: Exception) -> Response:
    """Say nothing of what went wrong but a number by which the log tells it."""
    number = uuid.uuid4().hex[:12]
    log.error("unexpected", number=number, path=request.path, exc_info=error)
    return _page(500, reason=say("Tell us this number: {number}", number=number))


def _page(status: int, **values: object) -> Response:
    g.failed = True
    return make_response(render_template(f"errors/{status}.html", **values), status)


def _typed() -> dict[str, str]:
    """Give what was typed into the form, so that nothing is lost with the error; secrets are left out."""
    try:
        sent = list(request.form.items())
    except RequestEntityTooLarge:
        return {}
    hidden = {"csrf_token", "idempotency_key", "version", "password"}
    return {name: value for name, value in sent if name not in hidden and len(value) > 1}
