"""The ways into the hub as their pages show them: objectives and countries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import urlencode

from flask import url_for

from web import terms
from web.hub import lists, texts
from web.hub.texts import Labels
from web.parts import Facet, FacetValue, Text
from workflow.catalogue.facts import region_of
from workflow.catalogue.objectives import Counted, Objective
from workflow.catalogue.queries import Query
from workflow.kernel.messages import plural, say
from workflow.rules.hub_order import GENERAL

FACETS = ("scope", "region", "kind")
"""What the page of an objective says about its items."""

ELSEWHERE = "elsewhere"


def objectives(found: Sequence[Counted]) -> dict[str, object]:
    """Give what the page of all objectives shows."""
    rows = [
        {
            "number": "" if counted.key == GENERAL else texts.number_of(counted.key),
            "label": terms.term_label("objectives", counted.key),
            "title": None if counted.key == GENERAL else terms.term_title("objectives", counted.key),
            "url": url_for("hub.objective", key=counted.key),
            "count": plural("{n} resource", "{n} resources", counted.count),
        }
        for counted in found
    ]
    return {"rows": rows}


def objective(found: Objective) -> dict[str, object]:
    """Give what the page of one objective shows."""
    labels = Labels()
    title = terms.term_title("objectives", found.key)
    return {
        "objective": found,
        "is_general": found.key == GENERAL,
        "title": title if found.key == GENERAL else say("Objective {n}: {label}", n=found.number, label=title.text),
        "lang": title.lang,
        "lede": _lede(found),
        "groups": [_group(labels, found, name) for name in FACETS],
        "summary": say("What they are"),
        "results": lists.results(labels, found.first, starts=True),
        "all_url": list_url("objective", found.key),
        "notes": list(labels.notes.values()),
    }


def countries(found: Sequence[Counted]) -> dict[str, object]:
    """Give what the page of all countries shows: by region, in the order of the reader's alphabet."""
    labels = Labels()
    by_region: dict[str, list[FacetValue]] = defaultdict(list)
    for counted in found:
        value = FacetValue(labels.text("countries", counted.key), list_url("country", counted.key), counted.count)
        by_region[region_of().get(counted.key, ELSEWHERE)].append(value)
    groups = [
        Facet(_region(labels, region), sorted(values, key=lambda value: str(value.label).casefold()))
        for region, values in sorted(by_region.items(), key=lambda pair: (pair[0] == ELSEWHERE, pair[0]))
    ]
    return {"groups": groups, "total": len(found), "notes": list(labels.notes.values())}


def list_url(name: str, key: str) -> str:
    """Give the list narrowed down to one value."""
    return f"{url_for('hub.index')}?{urlencode({name: key})}"


def _region(labels: Labels, region: str) -> Text:
    return say("Worldwide") if region == ELSEWHERE else labels.text("regions", region)


def _lede(found: Objective) -> Text:
    count = plural("{n} published resource", "{n} published resources", found.total)
    if found.paragraph is None:
        return say("{count} on the Global Compact as a whole.", count=count)
    return say("Paragraph {paragraph} of the Global Compact. {count}.", paragraph=found.paragraph, count=count)


def _group(labels: Labels, found: Objective, name: str) -> Facet:
    counts = found.counts[name]
    here = lists.Address(Query(chosen={"objective": (found.key,)}), url_for("hub.index"))
    keys = lists.in_order(name, counts)
    values = [FacetValue(lists.label_of(labels, name, key), here.having(name, key), n) for key, n in keys]
    return Facet(lists.TITLES[name], values)
