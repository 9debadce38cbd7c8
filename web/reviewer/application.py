"""Applying to the roster: what is asked, one step a page that saves itself, check, send in, and where it stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response as TextResponse
from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from config.forms import Step, application_form
from web import asking, context, formats, i18n, uploads
from web.reviewer import application_page as pages
from web.reviewer import forms
from web.reviewer.area import bp
from web.routing import checks, needs, public
from workflow.actions import applications, files
from workflow.files import Received
from workflow.kernel.errors import InvalidInput, Refused, Stale
from workflow.kernel.ids import PublicId
from workflow.models import Application
from workflow.policy import Actor, Permission

Answered = Response | tuple[str, int]
FILES = "cv"


@bp.get("/application/begin")
@public
def join() -> str:
    """Say what the roster asks of its members, and how to apply."""
    actor = context.current_actor()
    state = ""
    if actor.is_signed_in:
        with context.reading() as reader:
            found = pages.newest(reader, actor)
            state = found.state if found else ""
    return render_template(
        "reviewer/join.html", steps=application_form().steps, is_signed_in=actor.is_signed_in, state=state,
        is_member=context.is_member(),
    )  # fmt: skip


@bp.get("/application/register")
@public
def join_by_account() -> Response:
    """Lead to a new account, and from its confirmation back to the application."""
    session["after_link"] = url_for(".join")
    return redirect(url_for("account.register"), 303)


@bp.post("/application/begin")
@needs(Permission.APPLICATION_BEGIN)
def begin_application() -> Response:
    """Begin an application, or go on with the one that is open."""
    actor, now = context.current_actor(), context.now()

    def work(s: Session) -> tuple[str, str]:
        found = applications.begin_application(s, actor, now=now)
        return found.public_id, found.state

    application_id, state = context.in_transaction(work)
    if state != "draft":
        return redirect(url_for(".application"), 303)
    first = application_form().steps[0]
    return redirect(url_for(".application_step", application_id=application_id, step_key=first.key), 303)


@bp.get("/application")
@needs(Permission.ACCOUNT_USE)
def application() -> str | Response:
    """Show where the own application stands."""
    actor = context.current_actor()
    with context.reading() as reader:
        found = pages.newest(reader, actor)
        shown = pages.status(reader, actor, found, context.now()) if found else None
    if shown is None:
        return redirect(url_for(".join"), 303)
    return render_template("reviewer/application.html", **shown)


@bp.get("/application/<public_id:application_id>/<step_key>")
@checks(Permission.APPLICATION_EDIT)
def application_step(application_id: PublicId, step_key: str) -> str | Response:
    """Ask the questions of one step."""
    step = pages.step_named(step_key)
    with context.reading() as reader:
        state = pages.own(reader, context.current_actor(), application_id).state
    if state not in pages.WRITABLE:
        return redirect(url_for(".application"), 303)
    return _step(application_id, step)


@bp.post("/application/<public_id:application_id>/<step_key>")
@checks(Permission.APPLICATION_EDIT)
def answer_step(application_id: PublicId, step_key: str) -> Answered:
    """Keep the answers of one step and go on."""
    step = pages.step_named(step_key)
    typed = asking.read_answers(step.fields, request.form)
    try:
        _save(application_id, typed, _received(step))
    except InvalidInput as wrong:
        return _step(application_id, step, typed=typed, problems=wrong.problems), 422
    except Stale as stale:
        return _step(application_id, step, typed=typed, stale=stale.reasons[0]), 409
    if request.form.get("do") == "add" or request.form.get("remove"):
        return redirect(url_for(".application_step", application_id=application_id, step_key=step.key), 303)
    if request.form.get("do") == "leave":
        flash(_("Your application is saved. It is not sent in yet."))
        return redirect(url_for(".application"), 303)
    return _on(application_id, pages.after(step))


@bp.post("/application/<public_id:application_id>/<step_key>/save")
@checks(Permission.APPLICATION_EDIT)
def save_step(application_id: PublicId, step_key: str) -> Response:
    """Keep what is typed so far; the answer is a sentence."""
    typed = asking.read_answers(pages.step_named(step_key).fields, request.form)
    try:
        revision, saved_at = _save(application_id, typed, [])
    except Refused as why:
        return _sentence(i18n.words(why.reasons[0]), 409)
    except InvalidInput as wrong:
        return _sentence(" ".join(i18n.words(reason) for reason in wrong.reasons), 422)
    answer = _sentence(_("Saved at %(time)s", time=formats.clock_time(saved_at, i18n.zone())), 200)
    answer.headers["X-Version"] = str(revision)
    return answer


@bp.get("/application/<public_id:application_id>/check")
@checks(Permission.APPLICATION_EDIT)
def check_application(application_id: PublicId) -> str | Response:
    """Show all answers once more before they are sent in."""
    with context.reading() as reader:
        shown = pages.checked(reader, context.current_actor(), application_id)
    return render_template("reviewer/application_check.html", **shown)


@bp.post("/application/<public_id:application_id>/send")
@checks(Permission.APPLICATION_EDIT)
def send_application(application_id: PublicId) -> Answered:
    """Send it in, or in again with a reply to what was asked."""
    reply = forms.field("reply")
    try:
        _do(lambda s, actor, now: applications.submit_application(s, actor, application_id, reply=reply, now=now))
    except InvalidInput:
        with context.site().database.reading() as reader:
            shown = pages.checked(reader, context.current_actor(), application_id)
        return render_template("reviewer/application_check.html", **shown, reply=reply, refused=True), 422
    flash(_("Thank you, your application is in."))
    return redirect(url_for(".application"), 303)


@bp.post("/application/<public_id:application_id>/withdraw")
@checks(Permission.APPLICATION_EDIT)
def withdraw_application(application_id: PublicId) -> Response:
    """Take it back; it can be brought back."""
    _do(lambda s, actor, now: applications.withdraw_application(s, actor, application_id, now=now))
    flash(_("Your application is withdrawn. You can bring it back."))
    return redirect(url_for(".application"), 303)


@bp.post("/application/<public_id:application_id>/revive")
@checks(Permission.APPLICATION_EDIT)
def revive_application(application_id: PublicId) -> Response:
    """Bring it back after withdrawing."""
    _do(lambda s, actor, now: applications.revive_application(s, actor, application_id, now=now))
    flash(_("Your application is with the coordinators again."))
    return redirect(url_for(".application"), 303)


def _do(work: Callable[[Session, Actor, datetime], object]) -> None:
    actor, now = context.current_actor(), context.now()

    def whole(s: Session) -> None:
        work(s, actor, now)

    context.in_transaction(whole)


def _received(step: Step) -> list[Received]:
    """Take the files of a step into the store. Raises InvalidInput (the field)."""
    asked = next((field for field in step.fields if field.kind == "files"), None)
    return uploads.received(asked.name, asked.most) if asked else []


def _save(application_id: PublicId, typed: dict[str, Any], received: list[Received]) -> tuple[int, datetime]:
    """Save answers and files together; the names of the files are an answer as well."""
    actor, now, taken = context.current_actor(), context.now(), forms.field("remove", 40)
    version = forms.number("version")
    limits = uploads.limits(1)

    def work(s: Session) -> tuple[int, datetime]:
        held: dict[str, Any] = {}
        if taken:
            files.remove(s, actor, PublicId(taken), now=now)
        if received:
            files.attach_to_application(s, actor, application_id, received, limits, now=now)
        if taken or received:
            held = {FILES: pages.file_names(s, pages.own(s, actor, application_id))}
        found: Application = applications.save_application(
            s, actor, application_id, {**typed, **held}, revision=version if version >= 0 else None, now=now
        )
        return found.answers_revision, found.saved_at

    return context.in_transaction(work)


def _step(application_id: PublicId, step: Step, *, typed: dict[str, Any] | None = None, **more: object) -> str:
    with context.site().database.reading() as reader:
        shown = pages.asked(reader, context.current_actor(), application_id, step, typed)
    return render_template("reviewer/application_step.html", **{**shown, **more})


def _on(application_id: PublicId, step: Step | None) -> Response:
    if step is None:
        return redirect(url_for(".check_application", application_id=application_id), 303)
    return redirect(url_for(".application_step", application_id=application_id, step_key=step.key), 303)


def _sentence(text: str, status: int) -> Response:
    return TextResponse(text, status, mimetype="text/plain")
