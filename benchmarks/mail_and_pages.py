"""Measures what 10,000 due messages cost the pages: with delivery limited to 50 a second, and with the worker halted.

    python -m benchmarks.mail_and_pages [--json] [--messages 10000] [--requests 40]

The site, `collegium worker` and the mail server are processes of their own on one SQLite file. The worker is halted and
let go in turns (SIGSTOP, SIGCONT), so that each round has both; the ratio of a round is that of its medians, and the
median of the rounds counts. The last line under --json is one JSON object.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import dataset, postbag
from benchmarks.asking import HOST, KEY, PageUnderTest, application, serving, timed
from benchmarks.pages import pages_under_test
from benchmarks.receiver import receiving
from tests.mail import free_port
from workflow import migrations
from workflow.kernel.clock import SystemClock
from workflow.kernel.db import Database

ROUNDS = 5
LIMIT = 50
SETTLING = 2.0
"""Seconds after the worker was let go before anything is measured."""


def main() -> None:
    """Fill, serve, deliver, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=40)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        url = f"sqlite:///{folder / 'bench.sqlite3'}"
        database = Database(url)
        migrations.upgrade(database)
        dataset.fill(database, 1000)
        database.in_transaction(lambda session: postbag.fill(session, given.messages, SystemClock().now()))
        page = pages_under_test(application(url))[0]
        with receiving(port, folder / "ledger"), serving(url) as site:
            figures, cpu = _measure(_worker(url, folder, port), site, page, given.requests)
        sent = len((folder / "ledger").read_text(encoding="utf-8").splitlines())
    print(f"{page.name}: ratios {figures}, of the server's CPU {cpu}; {sent} messages left meanwhile")
    if given.json:
        medians = {"median": statistics.median(figures), "cpu_median": statistics.median(cpu)}
        print(json.dumps({"ratios": figures, "cpu_ratios": cpu, **medians, "sent": sent}))


def _worker(url: str, folder: Path, port: int) -> subprocess.Popen[bytes]:
    given = {
        "SECRET_KEY": KEY, "DATABASE_URL": url, "DATA_FOLDER": str(folder), "MAIL_MODE": "smtp", "SMTP_HOST": HOST,
        "SMTP_PORT": str(port), "SMTP_STARTTLS": "false", "MAIL_FROM": "hub@example.org", "MAIL_PER_SECOND": str(LIMIT),
    }  # fmt: skip
    environment = {**os.environ, **{f"COLLEGIUM_{name}": value for name, value in given.items()}}
    words = [sys.executable, "-m", "web.cli", "worker"]
    return subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603


def _measure(
    worker: subprocess.Popen[bytes], port: int, page: PageUnderTest, requests: int
) -> tuple[list[float], list[float]]:
    """Give, for each round, the median time with mail leaving as times that with the worker halted; then the CPU."""
    connection = http.client.HTTPConnection(HOST, port)
    timed(connection, page, requests)
    ratios, cpus = [], []
    try:
        time.sleep(15)
        for _ in range(ROUNDS):
            found = {}
            for sign in (signal.SIGCONT, signal.SIGSTOP):
                worker.send_signal(sign)
                time.sleep(SETTLING)
                times, cpu = timed(connection, page, requests)
                found[sign] = statistics.median(times), cpu
            (mailing, busy), (halted, idle) = found[signal.SIGCONT], found[signal.SIGSTOP]
            ratios.append(round(mailing / halted, 3))
            cpus.append(round(busy / idle, 3))
    finally:
        worker.kill()
        worker.wait()
    return ratios, cpus


if __name__ == "__main__":
    main()
