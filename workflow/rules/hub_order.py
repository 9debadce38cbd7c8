"""Gives the order of the public hub, most comprehensive and global first, and says why a record stands where it does.

The order is total: scope, number of objectives, number of principles, date, title, record id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from workflow.kernel.messages import Reason, plural, say
from workflow.rules.partial_dates import PartialDate
from workflow.rules.text import sort_text

SCOPES = ("global", "regional", "national", "local", "unspecified")
"""The scopes, widest first; the place in this row is the rank."""

REGIONS = frozenset({"africa", "americas", "asia", "europe", "oceania"})
GLOBAL_FLAG = "global-scope"
GLOBAL_COUNTRY = "global"
GENERAL = "gcm-00"
ALL_OBJECTIVES = 23
ALL_PRINCIPLES = 10


@dataclass(frozen=True, slots=True)
class HubFacts:
    """What the order looks at. `regions` and `countries` are keys, the pseudo-entries for "global" included.

    `region_of` gives the region of each country: a region that only repeats that of a chosen country widens nothing.
    """

    id: str
    title: str | None
    scope: str | None = None
    regions: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    place: str = ""
    objectives: frozenset[str] = frozenset()
    principles: frozenset[str] = frozenset()
    published: PartialDate | None = None
    region_of: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


class HubOrder(NamedTuple):
    """The place of a record: every part sorts ascending, so that the columns can be indexed as they are.

    Text must be compared by code point (collation "C" on PostgreSQL).
    """

    scope_rank: int
    minus_objectives: int
    minus_principles: int
    minus_date: int
    untitled: int
    title: str
    id: str


def derive_scope(facts: HubFacts) -> str:
    """Give the widest scope whose test holds; what the person chose counts where the places do not decide."""
    countries = facts.countries - {GLOBAL_COUNTRY}
    regions = facts.regions & REGIONS
    if _is_global(facts, regions):
        return "global"
    if len(countries) > 1 or regions - {facts.region_of.get(country) for country in countries}:
        return "regional"
    if len(countries) == 1:
        return "local" if facts.place.strip() or facts.scope == "local" else "national"
    if facts.place.strip():
        return "local"
    return facts.scope if facts.scope in SCOPES else "unspecified"


def scope_rank(scope: str) -> int:
    """Give the rank of a scope, 1 for the widest."""
    return SCOPES.index(scope) + 1


def comprehensiveness(objectives: frozenset[str]) -> int:
    """Give how many of the 23 objectives are covered; General covers all."""
    return ALL_OBJECTIVES if GENERAL in objectives else len(objectives)


def sort_key(facts: HubFacts) -> HubOrder:
    """Give the place of a record in the hub; smaller stands higher."""
    title = sort_text(facts.title or "")
    return HubOrder(
        scope_rank(derive_scope(facts)),
        -comprehensiveness(facts.objectives),
        -len(facts.principles),
        -((facts.published.sort_number if facts.published else None) or 0),
        0 if title else 1,
        title,
        facts.id,
    )


def why_here(facts: HubFacts, above: HubFacts | None = None) -> list[Reason]:
    """Say why a record stands where it does, beside the one above it where there is one."""
    here, before = sort_key(facts), sort_key(above) if above else None
    reasons = [_scope_reason(derive_scope(facts)), _objectives_reason(facts, here, before)]
    if before is None or before[:2] == here[:2]:
        reasons.append(_principles_reason(here, before))
    if before is not None and before[:3] == here[:3]:
        reasons += _later_reasons(here, before)
    return reasons


def _is_global(facts: HubFacts, regions: frozenset[str]) -> bool:
    flagged = facts.scope == "global" or GLOBAL_FLAG in facts.regions
    return flagged or GLOBAL_COUNTRY in facts.countries or regions == REGIONS


SCOPE_REASONS = {
    "global": say("Global scope: level 1 of 5, the widest"),
    "regional": say("Regional scope: level 2 of 5"),
    "national": say("National scope: level 3 of 5"),
    "local": say("Local scope: level 4 of 5"),
    "unspecified": say("Scope not specified: level 5 of 5"),
}


def _scope_reason(scope: str) -> Reason:
    return SCOPE_REASONS[scope]


def _objectives_reason(facts: HubFacts, here: HubOrder, before: HubOrder | None) -> Reason:
    n = -here.minus_objectives
    if GENERAL in facts.objectives:
        return say("General: counts as all {all} objectives", all=ALL_OBJECTIVES)
    if before is None or before.scope_rank != here.scope_rank:
        return say("{n} of {all} objectives", n=n, all=ALL_OBJECTIVES)
    if before.minus_objectives == here.minus_objectives:
        return say("{n} of {all} objectives, as the one above", n=n, all=ALL_OBJECTIVES)
    return say(
        "{n} of {all} objectives; the one above has {more}", n=n, all=ALL_OBJECTIVES, more=-before.minus_objectives
    )


def _principles_reason(here: HubOrder, before: HubOrder | None) -> Reason:
    n = -here.minus_principles
    if before is None:
        return plural("{n} of {all} principle", "{n} of {all} principles", n, all=ALL_PRINCIPLES)
    if before.minus_principles == here.minus_principles:
        return say("{n} of {all} principles, as the one above", n=n, all=ALL_PRINCIPLES)
    return say(
        "{n} of {all} principles; the one above has {more}", n=n, all=ALL_PRINCIPLES, more=-before.minus_principles
    )


def _later_reasons(here: HubOrder, before: HubOrder) -> list[Reason]:
    if here.minus_date != before.minus_date:
        if not here.minus_date:
            return [say("No year given, so it follows what is dated")]
        return [say("Older than the one above")]
    if here[4:6] != before[4:6]:
        return [say("Same date as the one above, so the titles decide")]
    return [say("Same date and title as the one above, so the reference decides")]
