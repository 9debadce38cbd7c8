"""Filling in: one page of the form at a time, saved as it is typed, checked once more, sent in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from config.forms import Step
from web import asking, context, formats, i18n, uploads
from web.routing import checks
from web.submitter import draft_page, forms
from web.submitter.blueprint import bp
from web.submitter.draft_page import Draft
from workflow.actions import capabilities, files, submissions
from workflow.files import Received
from workflow.kernel.errors import InvalidInput, Stale
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, say
from workflow.policy import Actor, Permission

Page = str | Response | tuple[str, int]
KEPT_LINKS = 3
"""How many private links this browser is shown again after sending in."""


@dataclass(frozen=True)
class Typed:
    """What was sent with one page of the form."""

    answers: Mapping[str, Any]
    received: list[Received]
    removed: str
    revision: int | None


@bp.get("/send/<public_id:submission_id>")
@checks(Permission.SUBMISSION_EDIT)
def overview(submission_id: PublicId) -> Page:
    """Show every page of the form with what it still lacks."""
    writing = _draft(submission_id)
    if not writing.is_writable:
        return redirect(url_for(".status", submission_id=submission_id), 303)
    return render_template(
        "submitter/overview.html", draft=writing, steps=draft_page.overview(writing), lacks=draft_page.lacks(writing)
    )


@bp.get("/send/<public_id:submission_id>/<step>")
@checks(Permission.SUBMISSION_EDIT)
def step(submission_id: PublicId, step: str) -> Page:
    """Ask the questions of one page."""
    writing = _draft(submission_id)
    page = writing.step(step)
    if not writing.is_writable:
        return redirect(url_for(".status", submission_id=submission_id), 303)
    return _ask(writing, page)


@bp.post("/send/<public_id:submission_id>/<step>")
@checks(Permission.SUBMISSION_EDIT)
def save_step(submission_id: PublicId, step: str) -> Page:
    """Keep the answers of one page and go where the button leads."""
    writing = _draft(submission_id)
    page, actor, now = writing.step(step), context.current_actor(), context.now()
    answers = asking.read_answers(page.fields, request.form)
    try:
        typed = Typed(answers, _received(page), request.form.get("remove", ""), forms.revision())
        context.in_transaction(lambda s: _save(s, actor, submission_id, typed, now))
    except InvalidInput as wrong:
        return _ask(writing, page, answers, wrong.problems), 422
    except Stale as stale:
        return _ask(_draft(submission_id), page, answers, {}, stale.reasons[0]), 409
    return redirect(_next(writing, page), 303)


@bp.post("/send/<public_id:submission_id>/<step>/autosave")
@checks(Permission.SUBMISSION_EDIT)
def autosave(submission_id: PublicId, step: str) -> FlaskResponse:
    """Keep what is typed so far and say when; the next save starts from the version in X-Version."""
    page, actor, now = _draft(submission_id).step(step), context.current_actor(), context.now()
    answers, revision = asking.read_answers(page.fields, request.form), forms.revision()
    try:
        saved = context.in_transaction(
            lambda s: submissions.save_draft(s, actor, submission_id, answers, revision=revision, now=now).revision
        )
    except InvalidInput as wrong:
        labels = {field.name: i18n.words(say(field.label)) for field in page.fields}
        name, reason = next(iter(wrong.problems.items()))
        told = _("Not saved yet. %(field)s: %(problem)s", field=labels.get(name, ""), problem=i18n.words(reason))
        return _plain(told, 422)
    except Stale as stale:
        return _plain(i18n.words(stale.reasons[0]), 409)
    response = _plain(_("Saved at %(time)s", time=formats.clock_time(now, i18n.zone())), 200)
    response.headers["X-Version"] = str(saved)
    return response


@bp.get("/send/<public_id:submission_id>/check")
@checks(Permission.SUBMISSION_EDIT)
def check(submission_id: PublicId) -> Page:
    """Show all answers once more before they are sent in."""
    writing = _draft(submission_id)
    if not writing.is_writable:
        return redirect(url_for(".status", submission_id=submission_id), 303)
    return _show_check(writing)


@bp.post("/send/<public_id:submission_id>/check")
@checks(Permission.SUBMISSION_EDIT)
def send_in(submission_id: PublicId) -> Page:
    """Send it in; the private link to its status is made with it."""
    actor, now = context.current_actor(), context.now()
    try:
        token = context.in_transaction(lambda s: _send(s, actor, submission_id, now))
    except InvalidInput:
        return _show_check(_draft(submission_id)), 422
    session["status_links"] = [*session.get("status_links", []), [submission_id, token]][-KEPT_LINKS:]
    return redirect(url_for(".receipt", submission_id=submission_id), 303)


@bp.get("/send/<public_id:submission_id>/receipt")
@checks(Permission.SUBMISSION_EDIT)
def receipt(submission_id: PublicId) -> Page:
    """Say that it has arrived, under which number, and what happens next."""
    writing = _draft(submission_id)
    if writing.is_writable:
        return redirect(url_for(".overview", submission_id=submission_id), 303)
    token = dict(session.get("status_links", [])).get(submission_id, "")
    link = context.site().settings.base_url + url_for(".open_status", token=token) if token else ""
    return render_template("submitter/receipt.html", draft=writing, link=link)


def _draft(submission_id: PublicId) -> Draft:
    with context.reading() as reader:
        return draft_page.draft(reader, context.current_actor(), submission_id)


def _ask(
    writing: Draft, page: Step, typed: Mapping[str, Any] | None = None,
    problems: Mapping[str, Reason] | None = None, stale: Reason | None = None,
) -> str:  # fmt: skip
    """Show one page of the form: with what is saved, or with what was typed and why that was not taken."""
    values = {**writing.answers, **(typed or {})}
    return render_template(
        "submitter/step.html", draft=writing, step=page, number=writing.number(page), before=writing.before(page),
        values=values, problems=dict(problems or {}), stale=stale,
        saved_now=draft_page.differing(page.fields, typed or {}, writing.answers) if stale else [],
    )  # fmt: skip


def _show_check(writing: Draft) -> str:
    return render_template(
        "submitter/check.html", draft=writing, sections=draft_page.sections(writing, changes=True),
        lacks=draft_page.lacks(writing),
    )  # fmt: skip


def _received(page: Step) -> list[Received]:
    field = next((field for field in page.fields if field.kind == "files"), None)
    return uploads.received(field.name, field.most) if field else []


def _save(s: Session, actor: Actor, submission_id: PublicId, typed: Typed, now: datetime) -> None:
    submissions.save_draft(s, actor, submission_id, typed.answers, revision=typed.revision, now=now)
    if typed.received:
        files.attach(s, actor, submission_id, typed.received, uploads.limits(), now=now)
    if typed.removed:
        files.remove(s, actor, PublicId(typed.removed), now=now)


def _send(s: Session, actor: Actor, submission_id: PublicId, now: datetime) -> str:
    sent = submissions.submit(s, actor, submission_id, now=now)
    return capabilities.issue(s, purpose="status", now=now, person_id=actor.person_id, submission_id=sent.id)


def _next(writing: Draft, page: Step) -> str:
    """Give the page the pressed button leads to."""
    here = url_for(".step", submission_id=writing.public_id, step=page.key)
    if "remove" in request.form or forms.wanted() == "add":
        return here
    if forms.wanted() == "leave":
        flash(_("Your draft is saved. You find it here."))
        return url_for(".index")
    after = writing.after(page)
    return url_for(".step", submission_id=writing.public_id, step=after) if after else url_for(
        ".check", submission_id=writing.public_id
    )  # fmt: skip


def _plain(sentence: str, status: int) -> FlaskResponse:
    return FlaskResponse(sentence, status, mimetype="text/plain")
