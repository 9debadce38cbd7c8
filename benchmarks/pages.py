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
import http.client
import json
import statistics
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from flask import Flask
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from benchmarks.asking import (
    HELLO,
    HOST,
    PageUnderTest,
    application,
    counted_here,
    first_visit,
    serving,
    signed_in,
    timed,
)
from benchmarks.dataset import THE_COORDINATOR, THE_REVIEWER, fill
from workflow import migrations
from workflow.kernel.db import Database
from workflow.models import Submission

A_ROUND = 10
"""So many requests a page has in one turn; the first round warms the server up and does not count."""


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
class Turn:
    """What one page took in one round: seconds as the browser sees them, and CPU as times that of hello."""

    times: list[float]
    cpu_ratio: float


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


def _measure(url: str, requests: int) -> dict[str, Figures]:
    app = application(url)
    pages = pages_under_test(app)
    counted = {page.name: counted_here(app, page) for page in pages}
    with serving(url) as port:
        rounds = [_round(port, pages) for _ in range(1 + -(-requests // A_ROUND))]
        weights = {page.name: first_visit(port, page) for page in pages}
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
        _, hello = timed(connection, HELLO, A_ROUND * 4)
        times, cpu = timed(connection, page, A_ROUND)
        turns[page.name] = Turn(times, cpu / hello)
    return turns


def pages_under_test(app: Flask) -> list[PageUnderTest]:
    """Give the pages that matter, with who asks for them."""
    database: Database = app.extensions["collegium"].database
    with database.reading() as session:
        waiting = select(Submission.public_id).where(Submission.state == "reviewed").order_by(Submission.id)
        item = session.scalars(waiting.limit(1)).one()
    office, reader = _cookie(app, THE_COORDINATOR), _cookie(app, THE_REVIEWER)
    return [
        PageUnderTest("desk", "/desk", office),
        PageUnderTest("item", f"/desk/{item}", office),
        PageUnderTest("reviewer", "/waiting", reader),
        PageUnderTest("hub", "/", ""),
        PageUnderTest("search", "/?q=border+protection", ""),
    ]


def _cookie(app: Flask, person_id: int) -> str:
    name, value = signed_in(app, person_id)
    return f"{name}={value}"


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
