"""A real browser for the suite: Debian's light one, the system's own, or the one that Playwright brings.

python -m tests.browser     finds one, or installs one, and prints where it is

The light one is Chromium without the windows around its pages: the same engine for a third of the work (25 pages and
200 keys: 9 seconds of CPU instead of 23, measured).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.postgresql import MissingPart

LIGHT = "chromium-headless-shell"
NAMES = (
    LIGHT,
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
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
DEBIAN_PACKAGES = (LIGHT, "fonts-noto-core")
"""The fonts show Arabic as readers see it; without them the pages have empty boxes."""

APT_SECONDS = 300

NO_BROWSER = """\
No browser could be found or installed for the tests. Do one of these, then start again:
  sudo apt-get install chromium-headless-shell fonts-noto-core   (or Chrome, Chromium or Edge from your system)
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
    """Give a browser; where there is none, or Debian has a lighter one, that is installed first.

    Raises MissingPart when none can be had.
    """
    if "TEST_BROWSER" not in os.environ and _is_debian_s_root() and shutil.which(LIGHT) is None:
        _install_from_debian()
    if find() is None:
        print("No browser found; installing one for the tests.", flush=True)
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return found()


def _playwright_s_own() -> Path | None:
    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def _install_from_debian() -> None:
    """Try with the lists that are there; only without any browser is it worth the time to fetch new ones."""
    print(f"Installing {LIGHT} for the tests.", flush=True)
    if not _apt_get("install", "-y", "--no-install-recommends", *DEBIAN_PACKAGES) and find() is None:
        _apt_get("update")
        _apt_get("install", "-y", "--no-install-recommends", *DEBIAN_PACKAGES)


def _apt_get(*words: str) -> bool:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(["apt-get", "-q", *words], check=False, env=quiet, timeout=APT_SECONDS)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def _is_debian_s_root() -> bool:
    return shutil.which("apt-get") is not None and os.geteuid() == 0


if __name__ == "__main__":
    try:
        print(found_or_installed())
    except MissingPart as missing:
        sys.exit(str(missing))
