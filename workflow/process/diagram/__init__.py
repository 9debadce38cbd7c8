"""Draws a process as SVG without style or script: every row of the table is a numbered line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from html import escape
from types import MappingProxyType

from workflow.process.definition import Process, State, Transition
from workflow.process.diagram.layout import BEAD, HEIGHT, WIDTH, Layout

LONG = 12  # letters that surely fit into a state
COLOURS = {  # for a picture that stands alone, on paper or in the dark; a page has a style sheet instead
    "plot": 'font-family="system-ui, sans-serif" font-size="14"',
    "arrow": 'fill="none" stroke="#74818c" stroke-width="1.5"',
    "arrow main": 'fill="none" stroke="#2f83ab" stroke-width="2.5"',
    "head": 'fill="#74818c"',
    "head main": 'fill="#2f83ab"',
    "state": 'fill="#ffffff" stroke="#74818c" stroke-width="1.5"',
    "state main": 'fill="#e0edf4" stroke="#2f83ab" stroke-width="2"',
    "state end": 'fill="#ffffff" stroke="#74818c" stroke-width="3"',
    "state main end": 'fill="#e0edf4" stroke="#2f83ab" stroke-width="3"',
    "strong": 'fill="#17212b" font-weight="600"',
}


@dataclass(frozen=True)
class Pen:
    """Writes the elements: looks by class, or by attributes where no style sheet comes along."""

    name: str
    colours: Mapping[str, str]

    def look(self, classes: str) -> str:
        """Give the attributes that make an element look like its classes."""
        return self.colours.get(classes) or f'class="{classes}"'

    def heads(self) -> str:
        """Give the two arrow heads."""
        return "<defs>" + "".join(
            f'<marker id="{self.name}-{mark}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="{size}" '
            f'markerHeight="{size}" markerUnits="userSpaceOnUse" orient="auto"><path {self.look(classes)} '
            f'd="M0 0L8 4L0 8z"/></marker>'
            for mark, size, classes in (("head", 9, "head"), ("main", 11, "head main"))
        ) + "</defs>"  # fmt: skip

    def arrow(self, way: str, *, main: bool) -> str:
        """Give one arrow."""
        look, head = self.look("arrow main" if main else "arrow"), "main" if main else "head"
        return f'<path {look} d="{way}" marker-end="url(#{self.name}-{head})"/>'

    def box(self, layout: Layout, state: State, text: str, count: int | None) -> str:
        """Give a state with its name, and the number of items in it."""
        x, y = layout.x(state.name), layout.y[state.name]
        classes = "state" + " main" * (state.name in layout.path) + " end" * state.closed
        squeeze = f' textLength="{WIDTH - 8}" lengthAdjust="spacingAndGlyphs"' if len(text) > LONG else ""
        name = self.text("strong", x, y + (29 if count is None else 20), text, squeeze)
        number = "" if count is None else " " + self.text("n", x, y + 40, str(count))
        rect = f'<rect {self.look(classes)} x="{x - WIDTH / 2:g}" y="{y:g}" width="{WIDTH}" height="{HEIGHT}" rx="3"/>'
        return rect + name + number

    def bead(self, row: Transition, x: float, y: float) -> str:
        """Give the number of a row, on its line."""
        circle = f'<circle {self.look("bead" if row.back else "bead main")} cx="{x:g}" cy="{y:g}" r="{BEAD}"/>'
        return circle + self.text("tiny", x, y + 4, str(row.number))

    def text(self, classes: str, x: float, y: float, text: str, more: str = "") -> str:
        """Give a text around its middle."""
        return f'<text {self.look(classes)} x="{x:g}" y="{y:g}" text-anchor="middle"{more}>{escape(text)}</text>'


def draw(
    process: Process, title: str, *, label: Callable[[str], str] = str, only: Collection[str] = (),
    counts: Mapping[str, int] = MappingProxyType({}), links: Mapping[str, str] = MappingProxyType({}),
    standalone: bool = False,
) -> str:  # fmt: skip
    """Give the picture; with `only`, those states and each way forward between them once, without numbers.

    `label` translates, `counts` and `links` say how many items stand in a state and where their list is.
    """
    forward = {(row.sources, row.target): row for row in reversed(process.transitions) if not row.back}
    rows = list(forward.values()) if only else process.transitions
    layout = Layout(process, only or [state.name for state in process.states], rows)
    pen = Pen(process.name, COLOURS if standalone else {})
    arrows = "".join(pen.arrow(points, main=main) for points, main in layout.arrows())
    boxes = ""
    for state in (state for state in process.states if state.name in layout.y):
        box = pen.box(layout, state, label(state.title), counts.get(state.name))
        boxes += f'<a href="{escape(links[state.name])}">{box}</a>' if state.name in links else box
    beads = "" if only else "".join(pen.bead(*bead) for bead in layout.beads())
    role = "group" if links else "img"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {pen.look("plot")} {layout.frame()} role="{role}" '
        f'aria-labelledby="{process.name}-title"><title id="{process.name}-title">{escape(title)}</title>'
        f"{pen.heads()}{arrows}{boxes}{beads}</svg>"
    )
