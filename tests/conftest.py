"""The fixtures of the whole suite, and the rules it runs under."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from tests import browser as browsers
from tests import counts, network
from tests.databases import KINDS, PostgresqlStore, SqliteStore, Store
from tests.loaded import demo_in, made_once
from tests.mail import MailServer, serving_mail
from tests.postgresql import Server, start_postgresql
from tests.sites import Site, serving
from workflow.actions import accounts
from workflow.kernel.clock import FixedClock
from workflow.kernel.db import Database

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""When every test begins: a Monday morning."""

HASHER = accounts.hasher
"""What the product hashes passwords with; the suite takes a quicker one."""

SERVER = pytest.StashKey[Server]()
"""The PostgreSQL server that the process in charge started; the workers get its address."""

FOUND = pytest.StashKey[list[pytest.Item]]()
"""Every test that was found, before some were left out."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of this suite."""
    parser.addoption("--long", nargs="?", const="all", metavar="GROUP", help="run the long tests, or one group of them")
    parser.addoption("--counts", metavar="FILE", help="write the counts per outcome and database as JSON")


def pytest_configure(config: pytest.Config) -> None:
    """Count in the process that sees every report."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(counts.Counts(config.getoption("--counts")), "counts")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Start one PostgreSQL for all workers and tell each of them where it is."""
    if SERVER not in node.config.stash:
        node.config.stash[SERVER] = start_postgresql()
    node.workerinput["postgresql"] = node.config.stash[SERVER].url.render_as_string(hide_password=False)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server that this process started."""
    if SERVER in config.stash:
        config.stash[SERVER].stop()
        del config.stash[SERVER]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the long tests, or everything but the group asked for; label what is left."""
    config.stash[FOUND] = items[:]
    group = config.getoption("--long")
    wanted = [item for item in items if _is_wanted(item, group)]
    unwanted = [item for item in items if not _is_wanted(item, group)]
    if config.getoption("collectonly") and group:
        wanted, unwanted = items[:], []
    if unwanted:
        config.hook.pytest_deselected(items=unwanted)
    items[:] = wanted
    counts.label(items)


def pytest_collection_finish() -> None:
    """Spare time: imports go out of the collector's sight, and it looks less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 50, 1_000)


def _is_wanted(item: pytest.Item, group: str | None) -> bool:
    if counts.is_for_later(item):
        return group in {"all", counts.LATER}
    marker = item.get_closest_marker("long")
    if marker is None:
        return group is None
    sibling = getattr(item.module if isinstance(item, pytest.Function) else None, marker.kwargs["short"], None)
    if sibling is None:
        raise pytest.UsageError(f"{item.nodeid} is long and names no short sibling in its module")
    return group in {"all", *marker.args}


@pytest.fixture(scope="session", autouse=True)
def _on_this_machine() -> Iterator[None]:
    with network.loopback_only():
        yield


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> None:
    """Hash passwords as the product does, with a thousandth of the work: each takes it a fifth of a second."""
    accounts.hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    accounts.NOBODY = accounts.hasher.hash("nobody has this password")


@pytest.fixture
def clock() -> FixedClock:
    """Give a clock that stands at 23 November 2026, 09:00 UTC, until it is moved."""
    return FixedClock(START)


@pytest.fixture(scope="session")
def stores(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Store]]:
    """Give the store of a kind of database; each is made when it is first asked for."""
    made: dict[str, Store] = {}
    worker = getattr(request.config, "workerinput", {})
    with ExitStack() as ending:

        def postgresql() -> PostgresqlStore:
            if worker:
                return PostgresqlStore(make_url(worker["postgresql"]), worker["workerid"])
            server = start_postgresql()
            ending.callback(server.stop)
            return PostgresqlStore(server.url, "alone")

        def store_of(kind: str) -> Store:
            if kind not in made:
                made[kind] = SqliteStore() if kind == "sqlite" else postgresql()
                ending.callback(made[kind].close)
            return made[kind]

        yield store_of


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Give the kind of database this run of the test uses: every test that asks runs on each."""
    return str(request.param)


@pytest.fixture
def database(stores: Callable[[str], Store], database_kind: str) -> Iterator[Database]:
    """Give a clean database with the current schema, for this test alone."""
    store = stores(database_kind)
    database = store.fresh()
    yield database
    store.discard(database)


@pytest.fixture
def empty_database(stores: Callable[[str], Store], database_kind: str) -> Iterator[Database]:
    """Give a database without a schema: for migrations, and for what happens before the first."""
    store = stores(database_kind)
    database = store.empty()
    yield database
    store.discard(database)


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """Give a folder that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if hasattr(request.config, "workerinput") else base


@pytest.fixture(scope="session")
def demo_file(shared_folder: Path) -> Path:
    """Give a database file that holds the demo, to be copied or read only."""
    return Path(made_once(shared_folder, "demo", lambda: demo_in(shared_folder / "demo.sqlite3", START)))


@pytest.fixture(scope="session")
def standing_databases(stores: Callable[[str], Store]) -> Iterator[Callable[[str], Database]]:
    """Give one database per kind that stays clean, because nothing is ever committed to it."""
    made: dict[str, Database] = {}

    def standing(kind: str) -> Database:
        if kind not in made:
            made[kind] = stores(kind).fresh()
        return made[kind]

    yield standing
    for kind, database in made.items():
        stores(kind).discard(database)


@pytest.fixture
def session(
    request: pytest.FixtureRequest, standing_databases: Callable[[str], Database], database_kind: str
) -> Iterator[Session]:
    """Give a writable session whose work is rolled back; about a millisecond, where `database` costs a copy."""
    if "database" in request.fixturenames:
        raise pytest.UsageError("A test takes `session` or `database`, not both: they are different databases.")
    with standing_databases(database_kind).engine.connect().execution_options(kind="writing") as connection:
        with Session(bind=connection, expire_on_commit=False) as session:
            yield session
        connection.rollback()


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """Give a real SMTP server on loopback that keeps what it receives."""
    with serving_mail() as server:
        yield server


@pytest.fixture
def live_site() -> Iterator[Callable[[Any], Site]]:
    """Give a function that serves a WSGI application on loopback until the test ends."""
    with ExitStack() as ending:
        yield lambda app: ending.enter_context(serving(app))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give a real browser; a test opens its own context in it, with its size, language and colour scheme."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browsers.found(), args=browsers.FLAGS)
        yield chromium
        chromium.close()
