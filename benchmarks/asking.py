"""A page as it is asked for: by a browser over loopback of a server in a process of its own, or here, to be counted."""

from __future__ import annotations

import gzip
import http.client
import multiprocessing
import re
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from benchmarks.dataset import NOW
from config.settings import load_settings
from web.app import create_app
from web.serving import server_of
from workflow.actions import accounts
from workflow.kernel.clock import FixedClock
from workflow.kernel.db import Database
from workflow.models import Person

HOST = "127.0.0.1"
KEY = "a key for measuring only, known to all"
ASSET = re.compile(r'(?:href|src)="(/assets/[^"]+)"')


@dataclass(frozen=True)
class PageUnderTest:
    """A page, who asks for it, and at which address."""

    name: str
    path: str
    cookie: str


HELLO = PageUnderTest("hello", "/hello", "")
CPU = PageUnderTest("cpu", "/cpu", "")


class CountingCursor(sqlite3.Cursor):
    """A cursor that counts the rows the program fetches."""

    rows = 0

    def fetchall(self) -> list[Any]:
        """Fetch and count."""
        found = super().fetchall()
        CountingCursor.rows += len(found)
        return found

    def fetchone(self) -> Any:
        """Fetch and count."""
        found = super().fetchone()
        CountingCursor.rows += found is not None
        return found

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        """Fetch and count."""
        found = super().fetchmany(size or 1)
        CountingCursor.rows += len(found)
        return found


def application(url: str) -> Flask:
    """Give the site on a database, at the time its data is of."""
    settings = load_settings(secret_key=KEY, database_url=url, base_url=f"http://{HOST}")
    return create_app(settings, Database(url), FixedClock(NOW))


def signed_in(app: Flask, person_id: int) -> tuple[str, str]:
    """Give name and value of the cookie of somebody who has signed in."""
    database: Database = app.extensions["collegium"].database

    def begin(session: Session) -> str:
        return accounts.begin_sign_in(session, session.get_one(Person, person_id), accounts.Terms(), NOW)

    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # Flask's own cookie
    token = database.in_transaction(begin)
    return app.config["SESSION_COOKIE_NAME"], serializer.dumps({"_user_id": token, "_fresh": True})


def counted_here(app: Flask, page: PageUnderTest) -> tuple[int, int]:
    """Give statements and rows of one warm request."""
    engine = app.extensions["collegium"].database.engine
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *seen: statements.append(seen[2]))
    event.listen(
        engine, "do_connect", lambda _dialect, _record, _args, kwargs: kwargs.update(factory=_counting_connection())
    )
    engine.dispose()
    client = app.test_client(use_cookies=False)
    for _ in range(3):
        statements.clear()
        CountingCursor.rows = 0
        answer = client.get(page.path, base_url=f"http://{HOST}", headers={"Cookie": page.cookie})
        if answer.status_code != 200:
            sys.exit(f"{page.name}: {page.path} answered {answer.status_code}")
    queries = [each for each in statements if each.startswith(("SELECT", "WITH"))]
    return len(queries), CountingCursor.rows


def _counting_connection() -> type[sqlite3.Connection]:
    class Connection(sqlite3.Connection):
        def cursor(self, *_: Any) -> Any:
            return super().cursor(CountingCursor)

    return Connection


@contextmanager
def serving(url: str) -> Iterator[int]:
    """Serve in a process of its own; give its port."""
    context = multiprocessing.get_context("spawn")
    parent, child = context.Pipe()
    server = context.Process(target=_serve, args=(url, child), daemon=True)
    server.start()
    port = parent.recv()
    try:
        yield port
    finally:
        server.terminate()
        server.join()


def _serve(url: str, pipe: Any) -> None:
    app, bare = application(url), Flask("hello")
    bare.add_url_rule(HELLO.path, "hello", lambda: "Hello, world!")
    bare.add_url_rule(CPU.path, "cpu", lambda: str(time.process_time()))

    def both(environ: Any, start: Any) -> Any:
        return (bare if environ["PATH_INFO"] in {HELLO.path, CPU.path} else app)(environ, start)

    server = server_of(both, host=HOST, port=0, threads=4)
    pipe.send(server.effective_port)
    server.run()


def timed(connection: http.client.HTTPConnection, page: PageUnderTest, requests: int) -> tuple[list[float], float]:
    """Give the times of the requests, and the server's CPU seconds a request."""
    times, before = [], _cpu(connection)
    for _ in range(requests):
        start = time.perf_counter()
        _get(connection, page)
        times.append(time.perf_counter() - start)
    return times, (_cpu(connection) - before) / requests


def _cpu(connection: http.client.HTTPConnection) -> float:
    """Give the CPU seconds the server has used so far."""
    return float(_get(connection, CPU)[0])


def first_visit(port: int, page: PageUnderTest) -> tuple[int, int]:
    """Give bytes over the wire, heads included, and requests of a first visit with everything the page loads."""
    connection = http.client.HTTPConnection(HOST, port)
    body, wire = _get(connection, page)
    assets = sorted(set(ASSET.findall(gzip.decompress(body).decode() if body[:2] == b"\x1f\x8b" else body.decode())))
    loaded = [_get(connection, PageUnderTest(asset, asset, ""))[1] for asset in assets]
    return wire + sum(loaded), 1 + len(assets)


def _get(connection: http.client.HTTPConnection, page: PageUnderTest) -> tuple[bytes, int]:
    """Give the body as sent, and the size of the whole answer."""
    headers = {"Accept-Encoding": "gzip", "Accept-Language": "en"} | ({"Cookie": page.cookie} if page.cookie else {})
    connection.request("GET", page.path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    head = sum(len(name) + len(value) + 4 for name, value in answer.getheaders()) + 20
    return body, len(body) + head
