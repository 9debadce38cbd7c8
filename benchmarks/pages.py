"""Measures the pages that matter at 1,000 and 10,000 submissions: time, statements, rows, bytes, requests, server CPU.

    python -m benchmarks.pages [--json] [--sizes 1000,10000] [--requests 120]

A real server (waitress, in a process of its own) answers real requests over loopback. Server CPU is the process's own
time, as a ratio to a hello-world page of the same server; the pages take turns in short rounds and the median of the
rounds counts, so that a busy machine matters little. Statements are those that read (SELECT, WITH); BEGIN and PRAGMA
are not counted. They and the rows are counted in this process, on the same database. The last line under --json is one
JSON object.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import multiprocessing
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask
from rich.console import Console
from rich.table import Table
from sqlalchemy import event, select

from benchmarks.dataset import NOW, THE_COORDINATOR, THE_REVIEWER, fill
from config.settings import load_settings
from web.app import create_app
from web.serving import server_of
from workflow import migrations
from workflow.actions import accounts
from workflow.kernel.clock import FixedClock
from workflow.kernel.db import Database
from workflow.models import Person, Submission

HOST = "127.0.0.1"
KEY = "a key for measuring only, known to all"
A_ROUND = 10
"""So many requests a page has in one turn; the first round warms the server up and does not count."""

ASSET = re.compile(r'(?:href|src)="(/assets/[^"]+)"')


@dataclass(frozen=True)
class Figures:
    """What one page costs at one size."""

    median_ms: float
    p95_ms: float
    statements: int
    rows: int
    bytes: int
    requests: int
    cpu_ratio: float


@dataclass(frozen=True)
class PageUnderTest:
    """A page, who asks for it, and at which address."""

    name: str
    path: str
    cookie: str


HELLO = PageUnderTest("hello", "/hello", "")
CPU = PageUnderTest("cpu", "/cpu", "")


@dataclass(frozen=True)
class Turn:
    """What one page took in one round: seconds as the browser sees them, and CPU as times that of hello."""

    times: list[float]
    cpu_ratio: float


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


def main() -> None:
    """Fill, serve, measure, print."""
    options = _options()
    figures: dict[str, dict[str, Figures]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in options.sizes:
            url = _filled(Path(folder), size)
            for name, found in _measure(url, options.requests).items():
                figures.setdefault(name, {})[str(size)] = found
    _print(figures, json_only=options.json)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--sizes", type=lambda text: [int(part) for part in text.split(",")], default=[1000, 10000])
    parser.add_argument("--requests", type=int, default=120, help="requests a page")
    return parser.parse_args()


def _filled(folder: Path, size: int) -> str:
    url = f"sqlite:///{folder / f'{size}.sqlite3'}"
    database = Database(url)
    migrations.upgrade(database)
    fill(database, size)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    database.dispose()
    return url


def _application(url: str) -> Flask:
    settings = load_settings(secret_key=KEY, database_url=url, base_url=f"http://{HOST}")
    return create_app(settings, Database(url), FixedClock(NOW))


def _measure(url: str, requests: int) -> dict[str, Figures]:
    app = _application(url)
    pages = _pages(app)
    counted = {page.name: _counted(app, page) for page in pages}
    with _serving(url) as port:
        rounds = [_round(port, pages) for _ in range(1 + -(-requests // A_ROUND))]
        weights = {page.name: _first_visit(port, page) for page in pages}
    return {page.name: _figures([each[page.name] for each in rounds[1:]], counted[page.name], weights[page.name])
            for page in pages}  # fmt: skip


def _figures(turns: list[Turn], counted: tuple[int, int], weight: tuple[int, int]) -> Figures:
    times = [seconds for turn in turns for seconds in turn.times]
    return Figures(
        median_ms=round(statistics.median(times) * 1000, 2),
        p95_ms=round(statistics.quantiles(times, n=20)[-1] * 1000, 2),
        statements=counted[0], rows=counted[1], bytes=weight[0], requests=weight[1],
        cpu_ratio=round(statistics.median(turn.cpu_ratio for turn in turns), 1),
    )  # fmt: skip


def _round(port: int, pages: list[PageUnderTest]) -> dict[str, Turn]:
    """Let every page have its turn, each right after hello."""
    connection = http.client.HTTPConnection(HOST, port)
    turns = {}
    for page in pages:
        _, hello = _timed(connection, HELLO, A_ROUND * 4)
        times, cpu = _timed(connection, page, A_ROUND)
        turns[page.name] = Turn(times, cpu / hello)
    return turns


def _pages(app: Flask) -> list[PageUnderTest]:
    database: Database = app.extensions["collegium"].database
    coordinator = database.in_transaction(partial(_sign_in, person_id=THE_COORDINATOR))
    reviewer = database.in_transaction(partial(_sign_in, person_id=THE_REVIEWER))
    with database.reading() as session:
        waiting = select(Submission.public_id).where(Submission.state == "reviewed").order_by(Submission.id)
        item = session.scalars(waiting.limit(1)).one()
    office, reader = _cookie(app, coordinator), _cookie(app, reviewer)
    return [
        PageUnderTest("desk", "/desk", office),
        PageUnderTest("item", f"/desk/{item}", office),
        PageUnderTest("reviewer", "/waiting", reader),
        PageUnderTest("hub", "/", ""),
        PageUnderTest("search", "/?q=border+protection", ""),
    ]


def _sign_in(session: Any, person_id: int) -> str:
    return accounts.begin_sign_in(session, session.get(Person, person_id), accounts.Terms(), NOW)


def _cookie(app: Flask, token: str) -> str:
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # Flask's own cookie
    return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps({'_user_id': token, '_fresh': True})}"


def _counted(app: Flask, page: PageUnderTest) -> tuple[int, int]:
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
def _serving(url: str) -> Iterator[int]:
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
    app, bare = _application(url), Flask("hello")
    bare.add_url_rule(HELLO.path, "hello", lambda: "Hello, world!")
    bare.add_url_rule(CPU.path, "cpu", lambda: str(time.process_time()))

    def both(environ: Any, start: Any) -> Any:
        return (bare if environ["PATH_INFO"] in {HELLO.path, CPU.path} else app)(environ, start)

    server = server_of(both, host=HOST, port=0, threads=4)
    pipe.send(server.effective_port)
    server.run()


def _timed(connection: http.client.HTTPConnection, page: PageUnderTest, requests: int) -> tuple[list[float], float]:
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


def _first_visit(port: int, page: PageUnderTest) -> tuple[int, int]:
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


def _print(figures: dict[str, dict[str, Figures]], *, json_only: bool) -> None:
    console = Console()
    table = Table("page", "size", "median ms", "p95 ms", "statements", "rows", "bytes", "requests", "CPU × hello")
    for name, sizes in figures.items():
        for size, found in sizes.items():
            table.add_row(name, size, *(str(value) for value in asdict(found).values()))
    console.print(table)
    if json_only:
        plain = {name: {size: asdict(found) for size, found in sizes.items()} for name, sizes in figures.items()}
        sys.stdout.write(json.dumps({"pages": plain}) + "\n")


if __name__ == "__main__":
    main()
