"""The form of a call: from terms to fields, and from what was typed to terms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from workflow.actions.calls import DAYS, CallTerms, problems_in
from workflow.kernel.errors import InvalidInput
from workflow.kernel.messages import Reason, say
from workflow.policy.admin import CallView
from workflow.rules import dates

LONGEST = 5000
NUMBERS = ("internal", "external", "reads", "one_region")
FIELDS = (
    "slug", "title", "theme", "prefix", "opens_on", "opens_at", "closes_on", "closes_at", "time_zone", "anonymity",
    "counting", "next_in_line", "bidding", *NUMBERS, *DAYS,
)  # fmt: skip
PLAIN = ("slug", "title", "theme", "prefix", "time_zone", "anonymity", "next_in_line")
"""The fields that are the columns of the same names."""

NOT_A_NUMBER = say("Give a whole number.")
UNREADABLE = -1
"""Stands for a number that cannot be read; every rule refuses it."""

SHOWN_AS = {"opens_at": "opens_on", "closes_at": "closes_on", "panel_rule": "internal"}
"""The field of the form that a term's problem belongs to."""


def typed_call(sent: Mapping[str, str]) -> dict[str, str]:
    """Give the fields of the form as they were typed."""
    return {name: sent.get(name, "")[:LONGEST].strip() for name in FIELDS}


def revision(sent: Mapping[str, str]) -> int | None:
    """Give the revision the form was opened at."""
    text = sent.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004 - no revision is longer


def fields_of(call: CallView) -> dict[str, str]:
    """Give the fields of the form for the terms a call has; times in the call's own zone."""
    rule, zone = call.panel_rule or {}, ZoneInfo(call.time_zone or "UTC")
    minimum: Mapping[str, Any] = rule.get("minimum", {})
    values: dict[str, Any] = {
        **{name: getattr(call, name) for name in PLAIN},
        **_moment("opens", call.opens_at, zone),
        **_moment("closes", call.closes_at, zone),
        "bidding": "yes" if call.bidding else "",
        "counting": rule.get("counting", "invited"),
        "internal": minimum.get("internal", 0),
        "external": minimum.get("external", 0),
        "reads": rule.get("reads_item_language", 0),
        "one_region": rule.get("most_of_one_region", 0),
        **{name: getattr(call, name) for name in DAYS},
    }
    return {name: "" if value is None else str(value) for name, value in values.items()}


def terms_of(typed: Mapping[str, str], rule: Mapping[str, Any]) -> CallTerms:
    """Give the terms that were typed; what the form does not ask of a panel rule stays.

    Raises InvalidInput by field, with everything that is wrong at once.
    """
    zone = ZoneInfo(typed["time_zone"]) if dates.is_zone(typed["time_zone"]) else UTC
    problems: dict[str, Reason] = {name: NOT_A_NUMBER for name in NUMBERS if _number(typed[name]) < 0}
    opens_at = _read("opens", typed, time(0), zone, problems)
    closes_at = _read("closes", typed, time(23, 59, 59), zone, problems)
    if not typed["opens_on"]:
        problems["opens_on"] = say("Say when it opens.")
    terms = CallTerms(
        title=typed["title"], theme=typed["theme"], prefix=typed["prefix"],
        opens_at=opens_at or datetime.min.replace(tzinfo=UTC), closes_at=closes_at, time_zone=typed["time_zone"],
        anonymity=typed["anonymity"], panel_rule=_rule(typed, rule), next_in_line=typed["next_in_line"],
        bidding=typed["bidding"] == "yes",
        days={name: _number(typed[name]) for name in DAYS},
    )  # fmt: skip
    if problems:
        raise InvalidInput({**problems_in(terms), **problems})
    return terms


def by_field(problems: Mapping[str, Reason]) -> dict[str, Reason]:
    """Give each problem under the field of the form it belongs to, in the order of the form."""
    named = {SHOWN_AS.get(name, name): problem for name, problem in problems.items()}
    return {name: named[name] for name in (*FIELDS, *named) if name in named}


def _moment(name: str, at: datetime | None, zone: ZoneInfo) -> dict[str, str]:
    there = at.astimezone(zone) if at else None
    return {
        f"{name}_on": there.date().isoformat() if there else "",
        f"{name}_at": there.strftime("%H:%M") if there else "",
    }


def _read(
    name: str, typed: Mapping[str, str], default: time, zone: ZoneInfo | Any, problems: dict[str, Reason]
) -> datetime | None:
    """Give a moment in UTC, or None; what cannot be read becomes a problem."""
    day, clock = typed[f"{name}_on"], typed[f"{name}_at"]
    if not day:
        return None
    try:
        at = time.fromisoformat(clock) if clock else default
        at = default if at.replace(second=0) == default.replace(second=0) else at
        return datetime.combine(date.fromisoformat(day), at.replace(tzinfo=None), zone).astimezone(UTC)
    except (ValueError, OverflowError):
        problems[f"{name}_on"] = say("Write a day as 2026-11-23 and a time as 09:00.")
    return None


def _rule(typed: Mapping[str, str], rule: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **rule,
        "minimum": {"internal": max(0, _number(typed["internal"])), "external": max(0, _number(typed["external"]))},
        "reads_item_language": max(0, _number(typed["reads"])),
        "most_of_one_region": max(0, _number(typed["one_region"])),
        "counting": typed["counting"],
    }


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else UNREADABLE  # noqa: PLR2004 - nothing here is longer
