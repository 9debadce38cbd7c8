"""The demo served on loopback, with a way to be anybody in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext
from sqlalchemy.orm import Session

from config.settings import Settings
from tests.conftest import START
from tests.journeys.keyboard import Hands
from tests.journeys.post import Post
from tests.mail import MailServer, free_port
from tests.sites import for_tests, serving
from web.app import create_app
from workflow.actions import accounts
from workflow.kernel.clock import FixedClock
from workflow.kernel.db import Database
from workflow.models import Person

BASE = "http://127.0.0.1"


@dataclass(frozen=True)
class ServedSite:
    """A site that answers a browser."""

    url: str
    app: Flask
    database: Database
    clock: FixedClock
    browser: Browser
    settings: Settings

    @contextmanager
    def as_somebody(
        self, person_id: int | None = None, *, language: str = "en", width: int = 1280, scripts: bool = True
    ) -> Iterator[BrowserContext]:
        """Give a browser of its own, signed in as this person, in this language and width."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, locale=language, java_script_enabled=scripts,
            reduced_motion="reduce",
        )  # fmt: skip
        cookies = [{"name": "lang", "value": language, "url": self.url}]
        if person_id is not None:
            name = self.app.config["SESSION_COOKIE_NAME"]
            cookies.append({"name": name, "value": self._signed_in(person_id), "url": self.url})
        context.add_cookies(cookies)  # type: ignore[arg-type]  # Playwright wants its own typed dictionary
        yield context
        context.close()

    def _signed_in(self, person_id: int) -> str:
        def begin(session: Session) -> str:
            terms = accounts.Terms(lives=timedelta(days=30))
            return accounts.begin_sign_in(session, session.get_one(Person, person_id), terms, self.clock.now())

        token = self.database.in_transaction(begin)
        signer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        return str(signer.dumps({"_user_id": token, "_fresh": True}))


@pytest.fixture
def demo_site(demo_file: Path, tmp_path: Path, browser: Browser) -> Iterator[ServedSite]:
    """Give the demo on a copy of its own."""
    path = tmp_path / "demo.sqlite3"
    shutil.copyfile(demo_file, path)
    database = Database(f"sqlite:///{path}")
    yield from _served(Settings(demo=True, data_folder=tmp_path, base_url=BASE), database, browser)
    database.dispose()


@pytest.fixture
def empty_site(
    database: Database, tmp_path: Path, browser: Browser, mail_server: MailServer
) -> Iterator[ServedSite]:  # fmt: skip
    """Give a site that nobody has used yet, on each kind of database; its mail goes to a real server."""
    key = "a key that only tests use and nobody keeps secret"
    settings = Settings(
        secret_key=key, data_folder=tmp_path, base_url=f"{BASE}:{free_port()}", mail_mode="smtp",
        mail_from="hub@example.org", smtp_host=mail_server.host, smtp_port=mail_server.port, smtp_starttls=False,
    )  # fmt: skip
    yield from _served(settings, database, browser)


@pytest.fixture
def post(empty_site: ServedSite, mail_server: MailServer) -> Post:
    """Give what delivers the mail of the empty site."""
    return Post(empty_site.database, empty_site.clock, empty_site.settings, mail_server)


@pytest.fixture
def arrives(empty_site: ServedSite) -> Iterator[Callable[[str], Hands]]:
    """Give a function that opens a browser for somebody new at an address of the site."""
    with ExitStack() as ending:

        def open_at(address: str) -> Hands:
            page = ending.enter_context(empty_site.as_somebody()).new_page()
            page.goto(address if address.startswith("http") else empty_site.url + address)
            return Hands(page)

        yield open_at


@pytest.fixture
def shots(request: pytest.FixtureRequest) -> Callable[[str], Path]:
    """Give where a screenshot of this test goes."""
    folder = Path(request.config.rootpath) / "shots"
    folder.mkdir(exist_ok=True)
    return lambda name: folder / f"{name}.png"


def _served(settings: Settings, database: Database, browser: Browser) -> Iterator[ServedSite]:
    clock = FixedClock(START)
    app = for_tests(create_app(settings, database, clock))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with serving(app, port=urlsplit(settings.base_url).port or 0) as site:
        yield ServedSite(site.url, app, database, clock, browser, settings)
