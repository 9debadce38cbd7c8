"""What the page of the forecast shows: sentences, and the figures behind each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from web import charts, i18n
from web.desk import coverage_words, words
from web.desk import forecast_words as say_it
from web.desk.coverage_page import tabs
from web.desk.coverage_words import Head
from workflow.kernel.messages import Reason, say
from workflow.policy import Actor
from workflow.roster import forecast
from workflow.rules.coverage import SIDES
from workflow.rules.forecast import Forecast, Need, ObjectiveNeed, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedRow:
    """One kind of reviewer over so many months, as the table shows it."""

    kind: Reason
    months: int
    wanted: int
    people: int
    can_give: int
    lacking: int
    lacking_range: Reason | None
    reviewers: int
    reviewers_range: Reason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """How much of what an objective wants of one side can be given."""

    wanted: int
    percent: int
    bars: charts.Bars
    words: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveRow:
    """How one objective fares, as the table shows it."""

    head: Head
    items: int
    expected: Reason
    sides: tuple[Served, ...]
    wait: Reason
    is_waiting: bool


def page(session: Session, actor: Actor, now: datetime) -> dict[str, object]:
    """Give what the page shows. Raises NotAllowed."""
    outlook = forecast.outlook(session, actor, now=now)
    found = outlook.forecast
    return {
        "title": say_it.headline(found),
        "lede": say_it.basis(outlook),
        "tabs": tabs("desk.forecast"),
        "found": found is not None,
        "coverage_url": url_for("desk.coverage"),
        "how": say_it.HOW,
        **(_figures(found) if found else {}),
    }


def _figures(found: Forecast) -> dict[str, object]:
    needs = (*found.sides, *found.languages)
    return {
        "missing": [sentence for need in needs if (sentence := say_it.missing(need))],
        "needs": [_need(need) for need in needs],
        "objectives": [_objective(need) for need in found.objectives],
        "side_names": [coverage_words.FIXED["side"][side] for side in SIDES],
        "left_out": say_it.left_out(found),
        "left_out_names": _names(found),
    }


def _names(found: Forecast) -> str:
    return words.listed(
        say("{objective} ({n})", objective=coverage_words.objective(key), n=n) for key, n in found.too_few
    )


def _need(need: Need) -> NeedRow:
    return NeedRow(
        kind=say_it.kind(need.key), months=need.months, wanted=round(need.wanted), people=need.people,
        can_give=round(need.can_give), lacking=round(need.missing.middle), lacking_range=_range(need.missing),
        reviewers=round(need.reviewers.middle), reviewers_range=_range(need.reviewers),
    )  # fmt: skip


def _range(span: Span) -> Reason | None:
    return say_it.range_of(span.low, span.high) if round(span.low) != round(span.high) else None


def _objective(need: ObjectiveNeed) -> ObjectiveRow:
    return ObjectiveRow(
        head=coverage_words.head("objective", need.key), items=need.items,
        expected=say_it.range_of(need.expected.low, need.expected.high),
        sides=tuple(_served(need, side) for side in SIDES),
        wait=say_it.wait(need), is_waiting=need.wait > say_it.TOLD,
    )  # fmt: skip


def _served(need: ObjectiveNeed, side: str) -> Served:
    percent = int(need.served[side] * 100 + 1e-6)
    return Served(
        wanted=round(need.wanted[side]), percent=percent, bars=_bars((need.served[side],)),
        words=say("{percent} of 100 can be given", percent=percent),
    )  # fmt: skip


def _bars(values: Sequence[float]) -> charts.Bars:
    return charts.bars(values, 1.0, rtl=i18n.direction_of_page() == "rtl")
