"""Pictures of the stations of a journey: two widths, two languages, when SHOTS is set; nothing otherwise."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page

FOLDER = Path(__file__).parent.parent.parent / "shots" / "journeys"
WIDTHS = (1280, 390)


def station(page: Page, name: str) -> None:
    """Take the page as it stands, in a tab of its own, so that the story is not disturbed."""
    if not os.environ.get("SHOTS"):
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    for language in ("ar", "en"):
        page.context.add_cookies([{"name": "lang", "value": language, "url": page.url}])
        tab = page.context.new_page()
        tab.goto(page.url)
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 900})
            tab.screenshot(path=FOLDER / f"{name}-{language}-{width}.png", full_page=True)
        tab.close()
