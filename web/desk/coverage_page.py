"""What the page of coverage shows: the gaps in words, demand beside supply, and the map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from web import charts, i18n
from web.desk import coverage_table, words
from web.desk import coverage_words as say_it
from web.desk.coverage_table import COLUMNS, ROWS, Asked, Table
from web.parts import Choice, Link, Text
from web.terms import TermLabel
from workflow.kernel.messages import Reason, plural, say
from workflow.policy import Actor
from workflow.roster import coverage
from workflow.roster.coverage import Known
from workflow.roster.topics import GENERAL
from workflow.rules import coverage as rules
from workflow.rules.coverage import Demand, Line
from workflow.rules.gaps import Gap, missing

FIRST = 10
"""So many gaps are named at once; the others are one click away."""


@dataclass(frozen=True, slots=True)
class NamedGap:
    """A gap as the page names it."""

    sentence: Reason
    name: TermLabel | Text
    facts: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """One row of demand beside supply."""

    head: say_it.Head
    line: Line
    sides: Reason
    levels: Reason | None
    lacking: tuple[Reason, ...]
    bars: charts.Bars | None


def tabs(current: str) -> list[Link]:
    """Give the two pages about the roster as a whole."""
    pages = {"desk.coverage": say("Coverage"), "desk.forecast": say("Forecast")}
    return [Link(label, url_for(endpoint), endpoint == current) for endpoint, label in pages.items()]


def page(
    session: Session, actor: Actor, asked: Asked, problems: Mapping[str, Reason], now: datetime
) -> dict[str, object]:
    """Give what the page shows. Raises NotAllowed."""
    given = coverage.known(session, actor, now=now)
    shown = coverage_table.table(session, actor, given, asked)
    panel = given.panel
    objectives = [line for line in given.lines("objective") if line.key != GENERAL]
    gaps = [_named(gap) for gap in given.gaps()]
    return {
        "title": say_it.headline(
            sum(bool(missing(line, panel)) for line in objectives), len(objectives), len(given.members)
        ),
        "lede": _lede(given),
        "tabs": tabs("desk.coverage"),
        "panel": say("A panel needs {who}.", who=words.listed(say_it.lacking(panel))) if panel else "",
        "gaps": gaps[:FIRST],
        "more_gaps": gaps[FIRST:],
        "has_members": bool(given.members),
        "table": shown,
        "map_title": say(
            "{rows} by {columns}", rows=say_it.DIMENSIONS[asked.rows], columns=say_it.DIMENSIONS[asked.columns]
        ),
        "beside": list(_beside(shown, panel)),
        "has_demand": asked.rows in rules.OF_ITEM,
        "has_panels": _asks_panels(asked),
        "names": say_it.DIMENSIONS,
        "rows_choices": words.choices({key: say_it.DIMENSIONS[key] for key in ROWS}),
        "columns_choices": words.choices({key: say_it.DIMENSIONS[key] for key in COLUMNS}),
        "show_choices": [Choice(key, label) for key, label in say_it.SHOWS.items()],
        "showing": say_it.SHOWS[asked.show],
        "problems": problems,
        "csv_url": asked.url("desk.coverage_csv"),
        "usual_url": url_for("desk.coverage"),
    }


def _lede(given: Known) -> list[Reason]:
    everybody, demand = rules.supply(given.members), rules.demand(given.items)
    return [
        plural(
            "{n} member can be asked: {internal} internal, {external} external.",
            "{n} members can be asked: {internal} internal, {external} external.",
            everybody.members,
            internal=everybody.internal,
            external=everybody.external,
        ),
        plural("They can take {n} more review this year.", "They can take {n} more reviews this year.", everybody.left),
        plural("{n} item is open;", "{n} items are open;", demand.open),
        plural("{n} was sent in within 12 months.", "{n} were sent in within 12 months.", demand.recent),
    ]


def _named(gap: Gap) -> NamedGap:
    is_objective = gap.kind not in {"language", "region"}
    label = say_it.head("objective", gap.key).label if is_objective and gap.key != GENERAL else ""
    facts = tuple(say_it.waiting(gap.open, gap.recent)) if is_objective else ()
    return NamedGap(say_it.sentence(gap), label, facts)


def _beside(shown: Table, panel: Mapping[str, int]) -> Iterable[Beside]:
    lines = [row.line for row in shown.rows if row.line]
    drawn = [line for line in lines if line.demand and line.key != GENERAL]  # it would dwarf the others
    most = max((max(line.supply.members, _recent(line.demand)) for line in drawn), default=0)
    for line in lines:
        yield Beside(
            head=say_it.head(shown.asked.rows, line.key),
            line=line,
            sides=say(
                "{internal} internal, {external} external", internal=line.supply.internal, external=line.supply.external
            ),
            levels=_levels(line),
            lacking=tuple(say_it.lacking(missing(line, panel))) if _asks_panels(shown.asked) else (),
            bars=_bars((_recent(line.demand), line.supply.members), most) if line in drawn else None,
        )


def _asks_panels(asked: Asked) -> bool:
    """Say whether the table can tell who is missing for a panel: by objective, of everybody."""
    return asked.rows == "objective" and asked.show == "all"


def _levels(line: Line) -> Reason | None:
    if not line.supply.experts and not line.supply.verified:
        return None
    experts = plural("{n} expert", "{n} experts", line.supply.experts)
    return say("{experts}, {n} verified", experts=experts, n=line.supply.verified)


def _recent(demand: Demand | None) -> int:
    return max(demand.recent, demand.open) if demand else 0


def _bars(values: Sequence[int], most: int) -> charts.Bars:
    return charts.bars(values, most, rtl=i18n.direction_of_page() == "rtl")
