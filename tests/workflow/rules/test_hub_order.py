from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import vocabularies
from tests.behaviours import behaviour
from workflow.rules.hub_order import REGIONS, SCOPES, HubFacts, derive_scope, sort_key, why_here
from workflow.rules.partial_dates import PartialDate

REGION_OF = {"per": "americas", "col": "americas", "ken": "africa"}


def facts(**given: Any) -> HubFacts:
    keys = {
        name: frozenset(given.pop(name, "").split()) for name in ("regions", "countries", "objectives", "principles")
    }
    return HubFacts(**{"id": "a", "title": "A title", "region_of": REGION_OF} | given | keys)


def dated(text: str) -> PartialDate:
    found = PartialDate.parse(text)
    assert isinstance(found, PartialDate)
    return found


@behaviour("H2")
@pytest.mark.parametrize(
    ("record", "scope"),
    [
        (facts(), "unspecified"),
        (facts(scope="global"), "global"),
        (facts(regions="global-scope"), "global"),
        (facts(countries="global"), "global"),
        (facts(countries="global per"), "global"),
        (facts(regions=" ".join(REGIONS)), "global"),
        (facts(regions="africa asia europe oceania"), "regional"),
        (facts(regions="africa"), "regional"),
        (facts(countries="per col"), "regional"),
        (facts(countries="per", regions="americas"), "national"),
        (facts(countries="per", regions="africa"), "regional"),
        (facts(countries="per"), "national"),
        (facts(countries="per", scope="local"), "local"),
        (facts(countries="per", place="Tumbes"), "local"),
        (facts(countries="per", place="  "), "national"),
        (facts(place="Lampedusa"), "local"),
        (facts(scope="national"), "national"),
        (facts(scope="national", countries="per col"), "regional"),
        (facts(scope="galactic"), "unspecified"),
    ],
)
def test_the_widest_scope_whose_test_holds_is_taken(record: HubFacts, scope: str) -> None:
    assert derive_scope(record) == scope


def test_the_ranks_are_those_of_the_vocabulary() -> None:
    assert tuple(record.key for record in vocabularies.terms("scope")) == SCOPES


IN_ORDER = [
    facts(id="01", scope="global", objectives="gcm-00"),
    facts(id="02", scope="global", objectives="gcm-01 gcm-02", principles="human-rights"),
    facts(id="03", scope="global", objectives="gcm-01 gcm-02"),
    facts(id="04", scope="global", objectives="gcm-07", published=dated("31 December 2019")),
    facts(id="05", scope="global", objectives="gcm-07", published=dated("2019-12")),
    facts(id="06", scope="global", objectives="gcm-07", published=dated("2019")),
    facts(id="07", scope="global", objectives="gcm-07", published=dated("2018"), title="ＡLPHA"),
    facts(id="08", scope="global", objectives="gcm-07", published=dated("2018"), title="beta"),
    facts(id="09", scope="global", objectives="gcm-07", published=dated("2018"), title="Beta "),
    facts(id="10", scope="global", objectives="gcm-07", published=dated("2018"), title=None),
    facts(id="11", scope="global", objectives="gcm-07", published=dated("14 May")),
    facts(id="12", scope="regional", objectives="gcm-00"),
    facts(id="13", countries="per", objectives="gcm-00 gcm-01"),
    facts(id="14", countries="per", place="Tumbes"),
    facts(id="15"),
]


@behaviour("H2")
def test_the_most_comprehensive_and_global_stand_first() -> None:
    for mixed in (IN_ORDER, IN_ORDER[::-1], IN_ORDER[5:] + IN_ORDER[:5]):
        assert [record.id for record in sorted(mixed, key=sort_key)] == [record.id for record in IN_ORDER]


@behaviour("H2")
def test_the_order_is_total() -> None:
    for one, other in permutations(IN_ORDER, 2):
        assert sort_key(one) != sort_key(other)
    assert sort_key(IN_ORDER[0]) == sort_key(replace(IN_ORDER[0]))


@given(st.text(), st.text())
def test_any_two_titles_can_be_compared(one: str, other: str) -> None:
    left, right = sort_key(facts(id="1", title=one)), sort_key(facts(id="2", title=other))
    assert (left < right) != (right < left)


@behaviour("H2")
@pytest.mark.parametrize(
    ("record", "above", "reasons"),
    [
        (
            IN_ORDER[0],
            None,
            ["Global scope: level 1 of 5, the widest", "General: counts as all 23 objectives", "0 of 10 principles"],
        ),
        (
            IN_ORDER[1],
            IN_ORDER[0],
            ["Global scope: level 1 of 5, the widest", "2 of 23 objectives; the one above has 23"],
        ),
        (
            IN_ORDER[2],
            IN_ORDER[1],
            [
                "Global scope: level 1 of 5, the widest",
                "2 of 23 objectives, as the one above",
                "0 of 10 principles; the one above has 1",
            ],
        ),
        (
            IN_ORDER[10],
            IN_ORDER[9],
            [
                "Global scope: level 1 of 5, the widest",
                "1 of 23 objectives, as the one above",
                "0 of 10 principles, as the one above",
                "No year given, so it follows what is dated",
            ],
        ),
        (
            IN_ORDER[11],
            IN_ORDER[10],
            ["Regional scope: level 2 of 5", "General: counts as all 23 objectives"],
        ),
        (IN_ORDER[13], IN_ORDER[12], ["Local scope: level 4 of 5", "0 of 23 objectives"]),
    ],
)
def test_each_record_says_why_it_stands_there(record: HubFacts, above: HubFacts | None, reasons: list[str]) -> None:
    assert [str(reason) for reason in why_here(record, above)] == reasons


@behaviour("H2")
@pytest.mark.parametrize(
    ("n", "last"),
    [
        (4, "Older than the one above"),
        (7, "Same date as the one above, so the titles decide"),
        (8, "Same date and title as the one above, so the reference decides"),
    ],
)
def test_what_decided_last_is_named(n: int, last: str) -> None:
    assert str(why_here(IN_ORDER[n], IN_ORDER[n - 1])[-1]) == last
