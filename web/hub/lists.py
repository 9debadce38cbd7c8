"""The list of the hub as its page shows it: lines, ways to narrow down, and the addresses behind them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import url_for

from web.hub import texts
from web.hub.texts import Labels
from web.parts import Facet, FacetValue, Link, Result, Text, Work
from workflow.catalogue.index import FACETS, NOT_GIVEN, OTHER_LANGUAGE, VOCABULARY_OF
from workflow.catalogue.queries import Chosen, Query
from workflow.catalogue.rows import Row
from workflow.catalogue.search import Found
from workflow.kernel.messages import Reason, plural, say
from workflow.rules.hub_order import GENERAL, SCOPES

SHORT = 6
"""So many values of a facet are offered before "all of them"."""

TITLES = {
    "objective": say("Objective"),
    "scope": say("Scope"),
    "region": say("Region"),
    "language": say("Language"),
    "kind": say("Kind"),
    "type": say("Type of document"),
    "principle": say("Guiding principle"),
    "country": say("Country"),
    "publisher": say("Publisher"),
    "year": say("Year"),
}
OPEN = frozenset({"objective", "scope", "region", "language"})
RULE = say(
    "The order is the same for everyone: scope, then number of objectives, then number of principles, then date."
)
HOW = say(
    "Experts from the UN and beyond read what appears here; what was published before this review existed says so."
)
Pairs = list[tuple[str, str]]


def page(found: Found, query: Query, everything: int, shown: Collection[str]) -> dict[str, object]:
    """Give what the page of the list shows."""
    labels, address = Labels(), Address(query, url_for("hub.index"))
    return {
        "title": _title(labels, found, query),
        "lede": _lede(found, query, everything),
        "found": found,
        "query": query,
        "is_whole": not query.text and not query.chosen,
        "narrow": plural("Narrow down this {n}", "Narrow down these {n}", found.total),
        "results": results(labels, found.rows, starts=found.first == 1),
        "facets": [facet for name in FACETS if (facet := _facet(labels, address, found, name, shown)).values],
        "chips": [Link(label, address.without(name, key)) for name, key, label in _chosen(labels, query.chosen)],
        "hidden": address.pairs(text=""),
        "read_as": texts.listed(found.read_as) if query.text else "",
        "last": found.first + len(found.rows) - 1,
        "previous_url": address.page(query.page - 1) if query.page > 1 else "",
        "next_url": address.page(query.page + 1) if found.has_more else "",
        "all_url": url_for("hub.index"),
        "first_url": address.page(1),
        "without_choices_url": address.of([("q", query.text)]),
        "notes": list(labels.notes.values()),
    }


@dataclass(frozen=True, slots=True)
class Address:
    """Addresses of lists near the one that is shown."""

    query: Query
    base: str

    def of(self, pairs: Pairs) -> str:
        """Give the address with these parameters."""
        return self.base + (f"?{urlencode(pairs)}" if pairs else "")

    def pairs(self, *, text: str | None = None) -> Pairs:
        """Give the parameters of this list, with other words where they are given."""
        words = self.query.text if text is None else text
        return [("q", words)] * bool(words) + [(name, key) for name, keys in self.query.chosen.items() for key in keys]

    def having(self, name: str, key: str) -> str:
        """Give the list with one more value."""
        return self.of([*self.pairs(), (name, key)])

    def without(self, name: str, key: str) -> str:
        """Give the list with one value less."""
        return self.of([pair for pair in self.pairs() if pair != (name, key)])

    def page(self, number: int) -> str:
        """Give another page of the list."""
        return self.of(self.pairs() + [("page", str(number))] * (number > 1))


def results(labels: Labels, rows: Iterable[Row], *, starts: bool) -> list[Result]:
    """Give the lines of a list; `starts` when the first of them is the first of the list."""
    return [_result(labels, row, first=starts and n == 0) for n, row in enumerate(rows)]


def _result(labels: Labels, row: Row, *, first: bool) -> Result:
    principles = [labels.texts("principles", row.principles)] if row.principles else []
    before = (texts.kind(labels, row), texts.dated(row.dated), texts.languages(labels, row))
    return Result(
        work=work(row),
        before=[text for text in before if text],
        summary=row.summary,
        scope=texts.scope(labels, row),
        after=[texts.objectives(row), *principles, texts.reviewed(row.reviewed_on)],
        why=row.why,
        why_title=say("Why is this first?") if first else "",
        why_note=RULE if first else "",
        open=first,
    )


def work(row: Row) -> Work:
    """Give the title with its address."""
    url = url_for("hub.item", public_id=row.public_id)
    return Work(row.title, url, row.language, row.title_is_working)


def label_of(labels: Labels, name: str, key: str) -> Text:
    """Give the label of a value of a facet."""
    if name == "objective":
        return texts.objective_name(labels, key)
    if name == "year":
        return say("Not given") if key == NOT_GIVEN else key
    if (name, key) == ("language", OTHER_LANGUAGE):
        return say("Another language")
    return labels.text(VOCABULARY_OF[name], key) if name in VOCABULARY_OF else key


def _facet(labels: Labels, address: Address, found: Found, name: str, shown: Collection[str]) -> Facet:
    chosen = address.query.chosen.get(name, ())
    offered = [(key, n) for key, n in in_order(name, found.counts[name]) if key not in chosen and n]
    every = name in shown or len(offered) <= SHORT + 1
    values = [
        FacetValue(_alternative(label_of(labels, name, key), bool(chosen)), address.having(name, key), n)
        for key, n in (offered if every else offered[:SHORT])
    ]
    if not every:
        more = plural("{n} more", "{n} more", len(offered) - SHORT)
        values.append(FacetValue(more, address.of([*address.pairs(), ("show", name)])))
    return Facet(TITLES[name], values, open=bool(offered) and (name in OPEN or bool(chosen) or name in shown))


def _alternative(label: Text, is_alternative: bool) -> Text:  # noqa: FBT001 - a column of the facet, not a switch
    """Where something is chosen already, a further value of the same facet widens the list: say so."""
    return say("or {value}", value=label) if is_alternative else label


def in_order(name: str, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Give scopes widest first, years newest first, everything else by how much there is of it."""
    if name == "scope":
        return [(key, counts[key]) for key in SCOPES if key in counts]
    if name == "year":
        return sorted(counts.items(), key=lambda pair: "" if pair[0] == NOT_GIVEN else pair[0], reverse=True)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _chosen(labels: Labels, chosen: Chosen) -> list[tuple[str, str, Text]]:
    return [(name, key, _chip(labels, name, key)) for name, keys in chosen.items() for key in keys]


def _chip(labels: Labels, name: str, key: str) -> Text:
    if name == "objective" and key != GENERAL:
        return say("Objective {n}", n=texts.number_of(key))
    if name in {"year", "language"} and key in {NOT_GIVEN, OTHER_LANGUAGE}:
        return say("{facet}: {value}", facet=TITLES[name], value=label_of(labels, name, key))
    return label_of(labels, name, key)


def _title(labels: Labels, found: Found, query: Query) -> Text:
    """Say where things stand: what was asked for, and how much there is of it."""
    if query.text:
        words = texts.isolated(query.text)
        return plural("{n} resource has “{text}”", "{n} resources have “{text}”", found.total, text=words)
    only = [(name, keys[0]) for name, keys in query.chosen.items() if len(keys) == 1]
    if len(only) == len(query.chosen) == 1:
        return _only_title(labels, *only[0])
    return plural("{n} published resource", "{n} published resources", found.total)


def _only_title(labels: Labels, name: str, key: str) -> Reason:
    if name == "objective" and key != GENERAL:
        return say("Objective {n}: {label}", n=texts.number_of(key), label=labels.text("objectives", key))
    return say("{facet}: {value}", facet=TITLES[name], value=label_of(labels, name, key))


def _lede(found: Found, query: Query, everything: int) -> Reason:
    if query.text or len(query.chosen) > 1:
        return plural("Out of {n} that is published here.", "Out of {n} that are published here.", everything)
    if query.chosen:
        return plural("{n} resource. {how}", "{n} resources. {how}", found.total, how=HOW)
    return HOW
