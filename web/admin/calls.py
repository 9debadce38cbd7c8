"""Calls: their window, panel rule, anonymity and days; new ones."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from web import context
from web.admin import forms, pages
from web.admin.blueprint import bp
from web.routing import needs
from workflow.actions import calls
from workflow.kernel.errors import InvalidInput
from workflow.kernel.ids import PublicId
from workflow.policy import Permission


@bp.get("/admin/calls", endpoint="calls")
@needs(Permission.CALL_MANAGE)
def show_calls() -> str:
    """Show every call, the newest first."""
    with context.reading() as reader:
        return render_template("admin/calls.html", rows=pages.calls(reader, context.current_actor(), context.now()))


@bp.get("/admin/calls/new")
@needs(Permission.CALL_MANAGE)
def new_call() -> str:
    """Ask for the terms of a new call, filled in with those of the first one."""
    with context.reading() as reader:
        shown = pages.new_call(reader, context.current_actor(), context.now())
        return render_template("admin/call.html", **shown)


@bp.post("/admin/calls/new")
@needs(Permission.CALL_MANAGE)
def open_call() -> Response | tuple[str, int]:
    """Open a new call."""
    actor, now, typed = context.current_actor(), context.now(), forms.typed_call(request.form)
    with context.reading() as reader:
        rule = pages.first_rule(reader, actor)
    try:
        terms = forms.terms_of(typed, rule)
        call_id = context.in_transaction(lambda s: calls.open_call(s, actor, typed["slug"], terms, now=now).public_id)
    except InvalidInput as wrong:
        shown = pages.form(typed, is_new=True)
        return render_template("admin/call.html", **shown, problems=forms.by_field(wrong.problems)), 422
    flash(_("The call is made."))
    return redirect(url_for("admin.call", call_id=call_id), 303)


@bp.get("/admin/calls/<public_id:call_id>")
@needs(Permission.CALL_MANAGE)
def call(call_id: PublicId) -> str:
    """Show one call, to be changed."""
    with context.reading() as reader:
        return render_template("admin/call.html", **pages.call(reader, context.current_actor(), call_id))


@bp.post("/admin/calls/<public_id:call_id>")
@needs(Permission.CALL_MANAGE)
def change_call(call_id: PublicId) -> Response | tuple[str, int]:
    """Change a call."""
    actor, now, typed = context.current_actor(), context.now(), forms.typed_call(request.form)
    revision = forms.revision(request.form)
    with context.reading() as reader:
        rule = pages.seen_call(reader, actor, call_id).panel_rule or {}
    try:
        terms = forms.terms_of(typed, rule)
        context.in_transaction(
            lambda s: calls.change_call(s, actor, call_id, terms, revision=revision, now=now).public_id
        )
    except InvalidInput as wrong:
        shown = pages.form(typed, is_new=False, revision=revision)
        return render_template("admin/call.html", **shown, problems=forms.by_field(wrong.problems)), 422
    flash(_("The call is changed. Items on their way are measured by the new rules from now on."))
    return redirect(url_for("admin.call", call_id=call_id), 303)
