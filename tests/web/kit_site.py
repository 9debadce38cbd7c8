"""A small site of the parts alone: the kit, the error pages, and a form that saves itself."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from flask import Flask, Response, flash, render_template, render_template_string, request

from web import assets, csrf, i18n, kit, page
from web.parts import Frame, Link
from workflow.kernel.messages import say

NOW = datetime(2026, 11, 23, 12, 2, tzinfo=UTC)
FORM = """\
{% extends "base.html" %}
{% import "macros/forms.html" as forms %}
{% block title %}A form{% endblock %}
{% block main %}
<h1>A form</h1>
<form method="post" action="/save/{{ code }}" {{ forms.autosave("/save/" ~ code) }}>
  {{ forms.keys(version=7) }}
  {{ forms.textarea("comment", "Comment") }}
  {{ forms.saved() }}
  {{ forms.button("Send") }}
</form>
{% endblock %}
"""
ERRORS = (400, 403, 404, 409, 413, 422, 429, 500, 503)


def kit_site(preferences: i18n.Preferences | None = None) -> Flask:
    """Give the site, for a reader with these preferences."""
    app = Flask("web", static_folder=None)
    app.config.update(SECRET_KEY="for tests only", TESTING=True)
    i18n.install(app, now=lambda: NOW, reader=lambda: preferences or i18n.Preferences())
    assets.install(app)
    csrf.install(app)
    page.install(app, frame=lambda: Frame(site="Hub", nav=[Link(say("Desk"), "/kit", current=True)]))
    app.add_url_rule("/kit", "kit", _kit)
    app.add_url_rule("/errors/<int:code>", "error", _error)
    app.add_url_rule("/form", "form", _form)
    app.add_url_rule("/save/<int:code>", "save", _save, methods=["POST"])
    return app


def _kit() -> str:
    """Show every part, and a flashed message; with `?failed` as after a post that was refused."""
    flash("Something to know.")
    examples = kit.examples(NOW)
    return render_template("kit.html", **examples, problems=examples["bad"] if "failed" in request.args else {})


def _error(code: int) -> str:
    """Show an error page with all it can show."""
    told = {"reasons": [say("no decision is recorded.")], "kept": {"Comment": "typed <text>"}}
    return render_template(f"errors/{code}.html", stale=True, reason=say("no decision is recorded."), **told)


def _form() -> str:
    """Show a form that saves itself to the address that answers with `code`."""
    return render_template_string(FORM, code=request.args["code"])


def _save(code: int) -> Response:
    """Answer a save as the server would, one of something slow after a while; or the form when it is sent."""
    if request.headers["Accept"] != "text/plain":
        return Response(f"Sent from version {request.form['version']}", code, mimetype="text/plain")
    if request.form["comment"] == "slow":
        time.sleep(1)
    return Response(f"Saved: {request.form['comment']}", code, mimetype="text/plain", headers={"X-Version": "8"})
