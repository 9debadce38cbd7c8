"""The private link: whoever has it reads the status of one submission, and changes nothing.

The secret leaves the address at once: it is carried in a signed cookie that only the page of this submission gets.
"""

from __future__ import annotations

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from web import context
from web.routing import SignInFirst, checks, public
from web.submitter import status_page
from web.submitter.blueprint import bp
from workflow.actions import capabilities
from workflow.actions.finding import find
from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId
from workflow.models import Submission
from workflow.policy import Actor, Permission, facts_of, link_actor

COOKIE = "status"
PURPOSE = "status"
LONGEST = 100
DAYS = 30


@bp.get("/status/open/<token>")
@public
def open_status(token: str) -> AnyResponse:
    """Take the secret out of the address; nothing is changed by opening it."""
    with context.reading() as reader:
        capability = capabilities.find(reader, token[:LONGEST], PURPOSE, context.now())
        submission = reader.get(Submission, capability.submission_id)
        if submission is None:
            raise NotFound
        page = url_for(".status_by_link", submission_id=submission.public_id)
    return _carry(make_response(redirect(page, 303)), page, token)


@bp.get("/status/<public_id:submission_id>")
@checks(Permission.SUBMISSION_SEE, open_to_links=True)
def status_by_link(submission_id: PublicId) -> str | AnyResponse:
    """Show where a submission stands to whoever holds its link; its submitter has a page of his own."""
    with context.reading() as reader:
        actor = _holder(reader, submission_id)
        if actor.is_signed_in:
            return redirect(url_for(".status", submission_id=submission_id), 303)
        shown = status_page.of(reader, actor, submission_id, context.now())
    return render_template("submitter/status.html", status=shown, typed={}, problems={})


def _holder(session: Session, submission_id: PublicId) -> Actor:
    """Give the submitter himself, or the holder of the link. Raises NotFound, SignInFirst, or Refused."""
    submission, actor = find(session, Submission, submission_id), context.current_actor()
    if facts_of(submission, actor).submitter:
        return actor
    if token := _token():
        capability = capabilities.find(session, token, PURPOSE, context.now())
        if capability.submission_id == submission.id:
            return link_actor(submission_id=submission.id, person_id=None)
    if not actor.is_signed_in:
        raise SignInFirst
    raise NotFound


def _carry(response: Response, page: str, token: str) -> Response:
    response.set_cookie(
        COOKIE, _serializer().dumps(token[:LONGEST]), max_age=DAYS * 24 * 3600, path=page, httponly=True,
        samesite="Lax", secure=context.site().settings.secure_cookies,
    )  # fmt: skip
    return response


def _token() -> str:
    try:
        return str(_serializer().loads(request.cookies.get(COOKIE, "")))[:LONGEST]
    except BadSignature:
        return ""


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="status link")
