"""Reads the answers of a version as the order of the hub sees them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from config.vocabularies import terms
from workflow.rules.hub_order import REGIONS, HubFacts
from workflow.rules.partial_dates import PartialDate

DATES = ("publication_date", "event_date", "start_date")
"""Which answer dates the item, the first that is given."""


@cache
def region_of() -> Mapping[str, str]:
    """Give the region of each country."""
    found = {country.key: str(country.facts.get("region")) for country in terms("countries")}
    return {country: region for country, region in found.items() if region in REGIONS}


def facts_of_answers(answers: Mapping[str, Any], *, public_id: str = "", title: str | None = None) -> HubFacts:
    """Give what the order looks at; `title` is None where the source gives none."""
    return HubFacts(
        id=public_id,
        title=title,
        scope=answers.get("scope"),
        regions=frozenset(answers.get("regions") or ()),
        countries=frozenset(answers.get("countries") or ()),
        place=str(answers.get("place") or ""),
        objectives=frozenset(answers.get("objectives") or ()),
        principles=frozenset(answers.get("principles") or ()),
        published=date_of(answers),
        region_of=region_of(),
    )


def date_of(answers: Mapping[str, Any]) -> PartialDate | None:
    """Give the date of an item as far as it is known."""
    for name in DATES:
        written = answers.get(name)
        parsed = PartialDate.parse(written) if isinstance(written, str) and written else None
        if isinstance(parsed, PartialDate):
            return parsed
    return None
