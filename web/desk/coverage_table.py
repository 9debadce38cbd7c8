"""The table of coverage as asked for in the address: the same figures for the page and for the CSV file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from web import i18n
from web.desk import coverage_words as words
from web.desk.coverage_words import Head
from workflow.kernel.errors import InvalidInput
from workflow.kernel.messages import Reason, say
from workflow.policy import Actor
from workflow.roster import coverage
from workflow.roster.coverage import EVERYBODY, GENDERS, Known
from workflow.rules import coverage as rules
from workflow.rules.coverage import LEVELS, OF_MEMBER, SHOWS, Line

ROWS = tuple(OF_MEMBER)
COLUMNS = ("region", "language", "side", "background", "level", "gender")
DARKEST = 4
"""So many or more members have the darkest ground."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the table shows: its rows, its columns, and of whom."""

    rows: str = "objective"
    columns: str = "region"
    show: str = "all"

    def url(self, endpoint: str) -> str:
        """Give the address of this table; what is usual is left out of it."""
        usual = Asked()
        given = {name: getattr(self, name) for name in ("rows", "columns", "show")}
        return url_for(endpoint, **{name: value for name, value in given.items() if value != getattr(usual, name)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One figure of the table; `members` is None where it is withheld."""

    head: Head
    members: int | None
    internal: int = 0
    left: int | None = None
    open: int | None = None
    recent: int | None = None
    css: str = "n"

    @property
    def items(self) -> int:
        """How much there is to review: sent in within twelve months, or at least open."""
        return max(self.open or 0, self.recent or 0)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: its head, the figures of the whole row (none for everybody), and its cells."""

    head: Head
    line: Line | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The table as asked for."""

    asked: Asked
    heads: tuple[Head, ...]
    rows: tuple[TableRow, ...]

    @property
    def is_empty(self) -> bool:
        """Say whether no cell says anything: withheld, or of a row without members."""
        return not any(cell.members for row in self.rows for cell in row.cells)


def asked_for(given: Mapping[str, str]) -> Asked:
    """Read what is asked for from an address. Raises InvalidInput by field."""
    usual = Asked()
    asked = Asked(given.get("rows", usual.rows), given.get("columns", usual.columns), given.get("show", usual.show))
    if problems := dict(_problems(asked)):
        raise InvalidInput(problems)
    return asked


def _problems(asked: Asked) -> Iterator[tuple[str, Reason]]:
    if asked.rows not in ROWS:
        yield "rows", say("There are no such rows. Choose from the list.")
    if asked.columns not in COLUMNS:
        yield "columns", say("There are no such columns. Choose from the list.")
    elif asked.rows == asked.columns:
        yield "columns", say("Choose for the columns something else than for the rows.")
    elif asked.columns == "level" and asked.rows in ROWS and asked.rows != "objective":
        yield "columns", say("A level belongs to an objective: choose objectives for the rows.")
    elif asked.columns == "gender" and asked.show in SHOWS and asked.show != "all":
        yield "show", say("Gender is shown for all members only, so that nobody can be made out.")
    if asked.show not in SHOWS:
        yield "show", say("There is no such choice of members. Choose from the list.")


def table(session: Session, actor: Actor, given: Known, asked: Asked) -> Table:
    """Give the table. Raises NotAllowed."""
    members = [member for member in given.members if SHOWS[asked.show](member)]
    keys = coverage.keys_of(asked.rows, given)
    lines = rules.lines(asked.rows, keys, members, given.items)
    if asked.columns == "gender":
        return _genders(coverage.genders(session, actor, given), asked, lines)
    across = LEVELS if asked.columns == "level" else coverage.keys_of(asked.columns, given)
    heads = tuple(words.head(asked.columns, key) for key in across)
    crossed = rules.crossed((asked.rows, keys), (asked.columns, across), members, given.items)
    rows = tuple(
        TableRow(words.head(asked.rows, line.key), line, tuple(map(_cell, heads, row.cells)))
        for line, row in zip(lines, crossed, strict=True)
    )
    return Table(asked=asked, heads=heads, rows=rows)


def _cell(head: Head, line: Line) -> Cell:
    supply, demand = line.supply, line.demand
    return Cell(
        head=head, members=supply.members, internal=supply.internal, left=supply.left,
        open=demand.open if demand else None, recent=demand.recent if demand else None,
        css=f"h{min(supply.members, DARKEST)}",
    )  # fmt: skip


def _genders(
    released: Mapping[tuple[str, str], Mapping[str, int | None]], asked: Asked, lines: tuple[Line, ...]
) -> Table:
    heads = tuple(words.head("gender", key) for key in GENDERS)

    def row(group: tuple[str, str], line: Line | None) -> TableRow:
        cells = tuple(Cell(head=head, members=released[group][head.key]) for head in heads)
        return TableRow(words.head(*group), line, cells)

    rows = tuple(row((asked.rows, line.key), line) for line in lines)
    return Table(asked=asked, heads=heads, rows=(row(EVERYBODY, None), *rows))


HEADS = (
    say("Members"), say("Internal members"), say("Experts"), say("Verified"), say("Reviews left this year"),
    say("Open items"), say("Items of 12 months"),
)  # fmt: skip


def csv_rows(shown: Table) -> Iterator[Sequence[object]]:
    """Give the table as rows of a file: of each row first the whole, then its cells."""
    named = (words.DIMENSIONS[shown.asked.rows], words.DIMENSIONS[shown.asked.columns])
    yield [i18n.words(text) for text in (say("Key"), named[0], say("Key"), named[1], *HEADS)]
    for row in shown.rows:
        start = [row.head.key or "all", _text(row.head)]
        if row.line:
            yield [*start, "all", i18n.words(say("All")), *_whole(row.line)]
        for cell in row.cells:
            yield [*start, cell.head.key, _text(cell.head), *_figures(cell)]


def _text(head: Head) -> str:
    return i18n.words(head.label) if isinstance(head.label, Reason) else str(head)


def _whole(line: Line) -> list[object]:
    supply, demand = line.supply, line.demand
    figures = (supply.members, supply.internal, supply.experts, supply.verified, supply.left)
    return [*figures, demand.open if demand else None, demand.recent if demand else None]


def _figures(cell: Cell) -> list[object]:
    if cell.members is None:
        return [i18n.words(say("not shown"))]
    internal = None if cell.left is None else cell.internal
    return [cell.members, internal, None, None, cell.left, cell.open, cell.recent]
