"""What a first visit loads: little, compressed, kept for ever, and written for both directions of writing."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

import web
from tests.web.kit_site import kit_site
from web import assets

STATIC = Path(web.__file__).parent / "static"
BUDGET, SCRIPT_BUDGET, REQUESTS = 60_000, 4096, 5
PHYSICAL = re.compile(
    r"(?<![\w-])(?:left|right|top|bottom|width|height|(?:min|max)-(?:width|height)"
    r"|(?:margin|padding|border|inset)-(?:left|right|top|bottom)|border-(?:top|bottom)-(?:left|right)-radius)\s*:"
    r"|text-align:\s*(?:left|right)|float:\s*(?:left|right)"
)


@pytest.mark.parametrize("sheet", sorted(STATIC.glob("*.css")), ids=lambda path: path.name)
def test_style_sheets_use_logical_properties_only(sheet: Path) -> None:
    rules = re.sub(r"@media[^{]*|/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert PHYSICAL.findall(rules) == []


def test_only_the_tokens_name_colours() -> None:
    rules = (STATIC / "collegium.css").read_text(encoding="utf-8")
    assert re.findall(r"#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(", rules) == []


def test_nothing_is_loaded_from_elsewhere() -> None:
    for name in assets.BUNDLES:
        assert re.findall(rb"url\(|@import|https?://(?!www\.w3\.org/)", assets.load()[name].body) == []


def test_a_first_visit_is_small() -> None:
    client = kit_site().test_client()
    page = client.get("/kit", headers={"Accept-Encoding": "gzip"})
    urls = set(re.findall(r'(?:src|<link[^>]* href)="(/[^"]+)"', gzip.decompress(page.data).decode()))
    loaded = [page, *(client.get(url, headers={"Accept-Encoding": "gzip"}) for url in urls)]
    assert [answer.status_code for answer in loaded] == [200] * len(loaded)
    assert len(loaded) <= REQUESTS
    assert sum(len(answer.data) for answer in loaded) <= BUDGET
    assert len(assets.load()["collegium.js"].body) <= SCRIPT_BUDGET


def test_an_asset_is_kept_for_ever_under_the_name_of_its_content() -> None:
    client = kit_site().test_client()
    digest = assets.load()["style.css"].digest
    plain, packed = (
        client.get(f"/assets/{digest}/style.css", headers={"Accept-Encoding": way}) for way in ("", "gzip")
    )
    assert "immutable" in plain.headers["Cache-Control"]
    assert gzip.decompress(packed.data) == plain.data == assets.load()["style.css"].body
    assert plain.mimetype == "text/css"
    assert [
        client.get(f"/assets/{path}").status_code for path in ("old/style.css", f"{digest}/icon.svg", f"{digest}/no")
    ] == [404] * 3
