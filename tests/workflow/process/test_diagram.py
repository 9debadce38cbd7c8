from __future__ import annotations

from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.workflow.process.world import KNOWN, SHIPPED, shipped
from workflow.process.diagram import draw
from workflow.process.diagram.layout import BEAD, HEIGHT, WIDTH, Layout
from workflow.process.reading import parse

README = Path(__file__).resolve().parents[3] / "docs" / "process-hub.svg"
FIVE = ["submitted", "assigned", "reviewed", "published", "rejected"]
CHAIN = """
name = "chain"
title = "A chain"
initial = "one"
path = ["one", "two", "three"]
state = [
    {name = "one", title = "One", stage = "One"},
    {name = "two", title = "Two", stage = "Two"},
    {name = "three", title = "Three", stage = "Three"},
]
transition = [
    {trigger = "next", label = "Next", from = ["one"], to = "two", by = ["chief"]},
    {trigger = "last", label = "Last", from = ["two"], to = "three", by = ["chief"]},
    {trigger = "skip", label = "Skip", from = ["one"], to = "three", by = ["chief"]},
    {trigger = "stay", label = "Stay", from = ["three"], to = "three", by = ["chief"]},
]
"""
SVG = "{http://www.w3.org/2000/svg}"


def picture(name: str, **options: object) -> ET.Element:
    """Give the parsed picture of a shipped process."""
    return ET.fromstring(draw(shipped(name), "A title", **options))  # type: ignore[arg-type] # noqa: S314 - ours


@pytest.mark.parametrize("name", SHIPPED)
def test_every_state_and_row_is_drawn_without_style_or_script(name: str) -> None:
    process, svg = shipped(name), picture(name)
    strong = [text.text for text in svg.iter(f"{SVG}text") if text.get("class") == "strong"]
    beads = {text.text for text in svg.iter(f"{SVG}text") if text.get("class") == "tiny"}
    arrows = [path for path in svg.iter(f"{SVG}path") if (path.get("class") or "").startswith("arrow")]
    assert strong == [state.title for state in process.states]
    assert beads == {str(row.number) for row in process.transitions}
    assert len(arrows) == sum(len(row.sources) for row in process.transitions)
    assert not [one for one in svg.iter() if one.get("style") or one.tag in {f"{SVG}script", f"{SVG}style"}]


@pytest.mark.parametrize("name", SHIPPED)
def test_no_state_lies_upon_another(name: str) -> None:
    process = shipped(name)
    layout = Layout(process, [state.name for state in process.states], process.transitions)
    for a, b in combinations(layout.y, 2):
        assert abs(layout.x(a) - layout.x(b)) >= WIDTH or abs(layout.y[a] - layout.y[b]) >= HEIGHT


@pytest.mark.parametrize("name", SHIPPED)
def test_no_line_crosses_the_main_column(name: str) -> None:
    process = shipped(name)
    layout = Layout(process, [state.name for state in process.states], process.transitions)
    for _, source, target in layout.legs:
        assert layout.x(source) * layout.x(target) >= 0


def test_a_row_that_stays_or_jumps_is_drawn_inside_the_frame() -> None:
    process = parse(CHAIN, KNOWN, file="chain.toml")
    svg = ET.fromstring(draw(process, "A title"))  # noqa: S314 - ours
    left, _, width, _ = map(float, svg.get("viewBox", "").split())
    places = [float(circle.get("cx", "nan")) for circle in svg.iter(f"{SVG}circle")]
    assert len(places) == 4
    assert all(left + BEAD < x < left + width - BEAD for x in places)


def test_a_state_leads_to_its_list_and_says_how_many_stand_there() -> None:
    svg = picture("hub", counts={"draft": 6}, links={"draft": "/list?state=draft&x=1"})
    [link] = svg.iter(f"{SVG}a")
    assert link.get("href") == "/list?state=draft&x=1"
    assert [text.text for text in link.iter(f"{SVG}text")] == ["Draft", "6"]


def test_labels_are_translated_and_long_ones_squeezed_into_their_state() -> None:
    svg = picture("hub", label=lambda text: f"<{text} &>")
    text = next(text for text in svg.iter(f"{SVG}text"))
    assert (text.text, text.get("textLength")) == ("<Draft &>", None)
    texts = {text.text: text.get("textLength") for text in svg.iter(f"{SVG}text")}
    assert texts["<Submitted &>"] == str(WIDTH - 8)


def test_the_picture_in_the_readme_is_the_process() -> None:
    title = "A submission is submitted, assigned and reviewed, then published or rejected."
    svg = draw(shipped("hub"), title, only=FIVE, standalone=True)
    assert "class=" not in svg
    assert README.read_text(encoding="utf-8") == svg + "\n"
