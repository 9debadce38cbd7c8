"""A proposal as a coordinator sees it: seconds from the click in a real browser until the finished plan is shown.

The site answers in a process of its own and `collegium worker` solves in another, both on one SQLite file. The first
run also pays for what site and worker load once.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.asking import HOST, KEY, application, serving, signed_in
from benchmarks.evaluations import COORDINATOR, Source, filled
from tests.browser import FLAGS, found

RUNS = 3
STARTING = 8.0
"""Seconds until the worker has begun and looks as often as it always does."""

LONGEST = 60_000
"""Milliseconds until a page that has not come will not come any more."""

PLAN, AGAIN = "ol.board > li", "main [role=status] a"
"""The first panel of a plan, and the link of a page that says it is still being computed."""


def measured(source: Source, each: int) -> dict[str, Any]:
    """Give the seconds of each run and their median."""
    with tempfile.TemporaryDirectory() as folder:
        filled(folder, source, each).dispose()
        url = f"sqlite:///{folder}/proposals.sqlite3"
        cookie = signed_in(application(url), COORDINATOR)
        with serving(url) as port, _working(url, folder), _looking(f"http://{HOST}:{port}", cookie) as page:
            time.sleep(STARTING)
            seconds = [_seconds(page, f"http://{HOST}:{port}/desk/proposals") for _ in range(RUNS)]
    return {"median_s": round(statistics.median(seconds), 2), "each_s": ", ".join(f"{each:.2f}" for each in seconds)}


def _seconds(page: Page, address: str) -> float:
    """Ask for panels for all that waits, look again where the page says so, and stop when the plan is there."""
    page.goto(address)
    begun = time.perf_counter()
    page.get_by_role("button", name="Propose panels").click(no_wait_after=True)
    page.wait_for_selector(f"{PLAN}, {AGAIN}", timeout=LONGEST)
    while not page.locator(PLAN).count():
        page.locator(AGAIN).click()
        page.wait_for_selector(f"{PLAN}, {AGAIN}", timeout=LONGEST)
    return time.perf_counter() - begun


@contextmanager
def _looking(address: str, cookie: tuple[str, str]) -> Iterator[Page]:
    """Open a page of a browser in which the coordinator has signed in."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found(), args=FLAGS)
        context = browser.new_context(locale="en")
        context.set_default_timeout(LONGEST)
        context.add_cookies([{"name": cookie[0], "value": cookie[1], "url": address}])
        yield context.new_page()
        browser.close()


@contextmanager
def _working(url: str, folder: str) -> Iterator[None]:
    """Let a worker do what it does in the product."""
    given = {"SECRET_KEY": KEY, "DATABASE_URL": url, "DATA_FOLDER": folder}
    environment = {**os.environ, **{f"COLLEGIUM_{name}": value for name, value in given.items()}}
    words = [sys.executable, "-m", "web.cli", "worker"]
    worker = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        yield
    finally:
        worker.terminate()
        worker.wait()
