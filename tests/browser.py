"""A real browser for the suite: the system's own, Debian's package, or the one that Playwright brings.

python -m tests.browser     finds one, or installs one, and prints where it is
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.postgresql import MissingPart

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
FLAGS = [
    "--no-sandbox",  # as root Chromium starts no other way; it only ever opens our own pages on loopback
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DEBIAN_PACKAGES = ("chromium", "fonts-noto-core")
"""The fonts show Arabic as readers see it; without them the pages have empty boxes."""

NO_BROWSER = """\
No browser could be found or installed for the tests. Do one of these, then start again:
  sudo apt-get install chromium fonts-noto-core       (or Chrome, Chromium or Edge from your system)
  .venv/bin/python -m playwright install chromium
  export TEST_BROWSER=/path/to/chromium"""


def find() -> Path | None:
    """Give a browser that is there: TEST_BROWSER's, the system's, or Playwright's; None when there is none."""
    given = os.environ.get("TEST_BROWSER")
    if given:
        return Path(given)
    on_path = (shutil.which(name) for name in NAMES)
    places = [Path(path) for path in (*on_path, *PLACES) if path]
    return next((path for path in places if path.exists()), None) or _playwright_s_own()


def found() -> Path:
    """Give a browser that is there. Raises MissingPart when there is none."""
    path = find()
    if path is None or not path.exists():
        raise MissingPart(NO_BROWSER)
    return path


def found_or_installed() -> Path:
    """Give a browser, installing one first when there is none. Raises MissingPart when none can be had."""
    if find() is None:
        _install()
    return found()


def _playwright_s_own() -> Path | None:
    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def _install() -> None:
    print("No browser found; installing one for the tests.", flush=True)
    if _is_debian_s_root():
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update"], check=False)
        subprocess.run(["apt-get", "install", "-y", *DEBIAN_PACKAGES], check=False, env=quiet)
    if find() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def _is_debian_s_root() -> bool:
    return shutil.which("apt-get") is not None and os.geteuid() == 0


if __name__ == "__main__":
    try:
        print(found_or_installed())
    except MissingPart as missing:
        sys.exit(str(missing))
