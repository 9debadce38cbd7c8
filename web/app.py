"""Makes the web application: its protection, its languages, its pages."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

from flask import Flask, url_for
from werkzeug.middleware.proxy_fix import ProxyFix

from config.settings import Settings
from web import (
    asking,
    assets,
    context,
    csrf,
    errors,
    i18n,
    inspection,
    limits,
    navigation,
    once,
    page,
    routing,
    terms,
    written,
)
from web.context import Site
from web.parts import Frame, Link
from workflow.kernel.clock import Clock, SystemClock
from workflow.kernel.db import Database
from workflow.kernel.messages import say

AREAS = ("hub", "account", "submitter", "reviewer", "roster", "desk", "admin")
"""The parts of the site, each a package with a blueprint `bp`."""


def create_app(settings: Settings, database: Database | None = None, clock: Clock | None = None) -> Flask:
    """Give the application; a route that has not said who it is for stops it from starting."""
    site = Site(settings, database or Database(settings.database_url), clock or SystemClock())
    app = Flask("web", static_folder=None)
    app.url_map.strict_slashes = False
    _configure(app, settings)
    limits.install(app, kilobytes=settings.form_max_kilobytes)
    context.install(app, site)
    routing.install(app)
    i18n.install(app, now=context.now, reader=context.preferences)
    assets.install(app)
    app.view_functions["asset"] = routing.public(app.view_functions["asset"])
    csrf.install(app)
    terms.install(app)
    asking.install(app)
    page.install(app, frame=_frame)
    written.install(app, now=context.now)
    once.install(app, lambda: context.site().database)
    errors.install(app)
    inspection.install(app)
    for name in (*AREAS, *(("demo",) if settings.demo else ())):
        app.register_blueprint(import_module(f"web.{name}").bp)
    routing.refuse_undeclared(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.secret_key = settings.secret_key.get_secret_value()
    app.config.update(
        MAX_CONTENT_LENGTH=settings.upload_max_megabytes * 1024 * 1024,
        PERMANENT_SESSION_LIFETIME=timedelta(days=settings.session_days),
        SESSION_COOKIE_NAME="collegium",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        TRUSTED_HOSTS=list(settings.allowed_hosts),
    )
    if settings.trusted_proxies:
        n = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n)  # type: ignore[method-assign]  # how Flask is wrapped


def _frame() -> Frame:
    """Give what stands around a page for the person who is there."""
    actor = context.current_actor()
    roles = {name for name, _ in actor.roles}
    if actor.is_signed_in:
        roles |= {"submitter", "reviewer" if context.is_member() else "applicant"}
    return Frame(
        site=say("Migration Network Hub"),
        home="/",
        nav=navigation.menu(roles),
        end=[*navigation.end(), *_account_links(actor.name if actor.is_signed_in else "")],
        foot=navigation.foot(),
        foot_note=say("Reviewers have read what is published here. Being published is no endorsement."),
        own=navigation.own(roles),
        acts_as=actor.name if actor.by_id is not None else "",
    )


def _account_links(name: str) -> list[Link]:
    if not name:
        return [Link(say("Sign in"), url_for("account.sign_in"))]
    return [Link(name, url_for("account.index"), brief=say("Account"))]
