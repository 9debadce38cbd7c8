"""What a request has at hand: the database, the time, the person; the only door from pages to sessions.

GET handlers use `reading()`, which cannot write; `in_transaction` runs one verb, or several that belong together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar, cast

from flask import Flask, current_app, g, request
from flask_login import LoginManager, current_user
from sqlalchemy.orm import Session

from config.settings import Settings
from web import once
from web.i18n import Preferences
from web.signed_in import SignedIn, load
from workflow.catalogue.index import Catalogue
from workflow.kernel.clock import Clock
from workflow.kernel.db import Database
from workflow.kernel.errors import Unavailable
from workflow.policy import VISITOR, Actor

T = TypeVar("T")
NAME = "collegium"


@dataclass(frozen=True)
class Site:
    """What an app serves."""

    settings: Settings
    database: Database
    clock: Clock
    catalogue: Catalogue = field(default_factory=Catalogue)
    """The index of what is published, kept in memory."""


def install(app: Flask, site: Site) -> LoginManager:
    """Give the app its site and its way to know who is there."""
    serve(app, site)
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(_load_person)
    app.teardown_request(_close)
    return manager


def serve(app: Flask, site: Site) -> None:
    """Let an app serve this site from now on."""
    app.extensions[NAME] = site


def site() -> Site:
    """Give what this app serves."""
    return cast("Site", current_app.extensions[NAME])


def now() -> datetime:
    """Give the time of this request; it stands still while the request lasts."""
    if "now" not in g:
        g.now = site().clock.now()
    return cast("datetime", g.now)


@contextmanager
def reading() -> Iterator[Session]:
    """Give the session of this request, which cannot write; it is closed with the request."""
    yield _session()


def in_transaction(work: Callable[[Session], T]) -> T:
    """Run `work` in one transaction; it may run again, so it reads nothing from the request.

    A form that was sent twice does it once: its key is written with its effect, and the second is told so.
    """
    key = once.key_of_request()
    if key is None:
        return site().database.in_transaction(work)
    return once.run(site().database, work, key, now())


def current_actor() -> Actor:
    """Give who is there: a signed-in person, else a visitor."""
    return signed_in.actor if (signed_in := _signed_in()) else VISITOR


def preferences() -> Preferences:
    """Give the language, zone and look of the person who is there; empty ones when nobody can be asked."""
    signed_in = _signed_in()
    return signed_in.preferences if signed_in else Preferences()


def sign_in_token() -> str:
    """Give the token of this browser's sign-in, or nothing."""
    signed_in = _signed_in()
    return signed_in.token if signed_in else ""


def current_view() -> Callable[..., Any] | None:
    """Give the view this request goes to."""
    return current_app.view_functions.get(request.endpoint) if request.endpoint else None


def _signed_in() -> SignedIn | None:
    """Give the person of this request; a database that cannot answer makes everybody a visitor on error pages."""
    if "signed_in" not in g:
        try:
            g.signed_in = current_user._get_current_object() if current_user.is_authenticated else None  # noqa: SLF001 - Flask-Login's proxy has no other door
        except Unavailable:
            if not g.get("failed"):
                raise
            return None
    return cast("SignedIn | None", g.signed_in)


def _load_person(token: str) -> SignedIn | None:
    with reading() as session:
        return load(session, token, now())


def _session() -> Session:
    if "session" not in g:
        g.sessions = ExitStack()
        g.session = g.sessions.enter_context(site().database.reading())
    return cast("Session", g.session)


def _close(_problem: BaseException | None) -> None:
    sessions = g.pop("sessions", None)
    g.pop("session", None)
    if sessions is not None:
        sessions.close()


def is_member() -> bool:
    """Say whether the person who is there is on the roster."""
    signed_in = _signed_in()
    return signed_in is not None and signed_in.is_member
