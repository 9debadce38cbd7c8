"""The whole site as its tests meet it: on each database, with the real protection, as anybody."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config.settings import Settings
from tests.builders import World, a_world
from tests.conftest import START
from tests.sites import for_tests
from web import context, csrf
from web.app import create_app
from workflow.actions import accounts
from workflow.kernel.clock import FixedClock
from workflow.kernel.db import Database
from workflow.models import Person
from workflow.policy import Actor

T = TypeVar("T")
KEY = "a key that only tests use and nobody keeps secret"


@dataclass(frozen=True)
class TestSite:
    """The application with its database and clock."""

    __test__ = False

    app: Flask
    database: Database
    clock: FixedClock

    def client(self, actor: Actor | Person | None = None) -> FlaskClient:
        """Give a new browser, signed in as somebody when one is named."""
        browser = self.app.test_client()
        if actor is not None:
            self.sign_in(browser, actor)
        return browser

    def sign_in(self, client: FlaskClient, actor: Actor | Person) -> None:
        """Make this browser somebody's."""
        person_id = actor.person_id if isinstance(actor, Actor) else actor.id
        now = self.clock.now()
        token = self.do(lambda s: accounts.begin_sign_in(s, s.get_one(Person, person_id), accounts.Terms(), now))
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = token, True

    def post(self, client: FlaskClient, path: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """Send a form as the page would: with the token against forgery and a fresh key, unless one is given."""
        typed = {"csrf_token": self._token(client), "idempotency_key": secrets.token_urlsafe(16), **(data or {})}
        return client.post(path, data=typed, **options)

    def do(self, work: Callable[[Session], T]) -> T:
        """Run work in one transaction of its own; give plain values back."""
        return self.database.in_transaction(work)

    def _token(self, client: FlaskClient) -> str:
        with client.session_transaction() as cookie:
            raw = cookie.setdefault("csrf_token", secrets.token_hex(20))
        signer = URLSafeTimedSerializer(self.app.secret_key or "", salt="wtf-csrf-token")
        return csrf.mask(signer.dumps(raw))


@pytest.fixture
def site(database: Database, tmp_path: Path) -> TestSite:
    """Give the site without the demo, on a clean database of each kind."""
    settings = Settings(demo=False, secret_key=KEY, data_folder=tmp_path, base_url="http://localhost")
    clock = FixedClock(START)
    app = _app()
    context.serve(app, context.Site(settings, database, clock))
    return TestSite(app, database, clock)


@cache
def _app() -> Flask:
    """Make the application once: its routes take longer to compile than most tests take."""
    return for_tests(
        create_app(Settings(demo=False, secret_key=KEY, base_url="http://localhost"), Database("sqlite://"))
    )


@pytest.fixture
def world(site: TestSite) -> World:
    """Give the usual cast, kept in the site's database."""
    return site.do(a_world)


@pytest.fixture
def client(site: TestSite) -> FlaskClient:
    """Give the browser of a visitor."""
    return site.client()
