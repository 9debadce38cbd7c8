"""The page of a published item: what it is, where to get it, how it was reviewed, what is related."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from config.forms import form_of_kind
from web import answer_facts, context, i18n, partial_dates
from web.hub import lists, texts
from web.hub.browsing import list_url
from web.hub.texts import Labels
from web.parts import Fact, Link, Text
from workflow.catalogue.items import Item
from workflow.catalogue.rows import Row
from workflow.kernel.messages import Reason, say
from workflow.rules.answers import is_empty
from workflow.rules.partial_dates import PartialDate

APART = frozenset({
    "title", "working_title", "summary", "languages", "other_language", "objectives", "principles", "expertise",
    "scope", "regions", "countries", "place", "publisher", "document_type", "links", "files", "rights",
    "personal_data_checked", "focal_point",
})  # fmt: skip
"""Answers that the page shows in a place of their own, or not at all."""


def page(item: Item) -> dict[str, object]:
    """Give what the page shows."""
    labels, row = Labels(), item.row
    answers = item.content.answers or {}
    return {
        "item": item,
        "work": lists.work(row),
        "meta": [texts.kind(labels, row), texts.languages(labels, row)],
        "lede": _lede(row),
        "links": _links(answers),
        "files": item.content.files or [],
        "cite": _cite(item),
        "url": url_for("hub.item", public_id=row.public_id, _external=True),
        "review": _review(item),
        "facts": [*_facts(labels, row, item), *_own_facts(row.kind, answers)],
        "contact": _contact(answers),
        "place": say("Place {n} of {all}", n=item.place, all=item.of),
        "related": [(lists.work(other), _related_meta(labels, other)) for other in item.related],
        "objective": _objective_link(row),
        "problem_address": context.site().settings.mail_from,
        "rule": lists.RULE,
        "notes": list(labels.notes.values()),
    }


def _lede(row: Row) -> Text:
    when = texts.dated(row.dated)
    return say("{publisher}, {date}", publisher=texts.isolated(row.publisher), date=when) if row.publisher else when


def _links(answers: Mapping[str, Any]) -> list[Link]:
    """Give the links to the resource itself; one without a label is named by its host."""
    found = [link for link in answers.get("links") or () if isinstance(link, Mapping) and link.get("url")]
    return [Link(str(link.get("label") or "") or _host(str(link["url"])), str(link["url"])) for link in found]


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0]


def _cite(item: Item) -> dict[str, object]:
    row = item.row
    year = str(row.dated.year) if row.dated and row.dated.year else _("no date")
    return {"by": row.publisher, "year": year, "title": row.title, "lang": row.language, "reference": row.reference,
            "version": item.content.number}  # fmt: skip


def _review(item: Item) -> list[Fact]:
    """Say when it was reviewed, until when that holds, and which version was."""
    if item.reviewed_on is None:
        reviewed = [Fact(name=say("Reviewed"), value=texts.BEFORE_REVIEW)]
    else:
        again = texts.day(item.review_again_on) if item.review_again_on else ""
        reviewed = [
            Fact(name=say("Reviewed"), value=texts.day(item.reviewed_on)),
            Fact(name=say("By"), value=say("experts from the UN and beyond")),
            Fact(name=say("Review again by"), value=again),
        ]
    published = Fact(name=say("Published here"), value=texts.day(item.row.published_at))
    return [*reviewed, published, *_versions(item)]


def _versions(item: Item) -> list[Fact]:
    if len(item.versions) == 1:
        return [Fact(name=say("Version"), value=say("{n} (the only one)", n=item.versions[0][0]))]
    newest = item.versions[-1][0]
    return [
        Fact(
            name=say("Version {n}", n=number),
            value=say("sent in {day}", day=texts.day(at)),
            hint=say("shown here") if number == newest else "",
        )
        for number, at in reversed(item.versions)
    ]


def _facts(labels: Labels, row: Row, item: Item) -> list[Fact]:
    topics = (item.content.terms or {}).get("expertise", [])
    objectives = [Link(texts.objective_name(labels, key), url_for("hub.objective", key=key)) for key in row.objectives]
    principles = [Link(labels.text("principles", k), list_url("principle", k)) for k in row.principles]
    countries = [Link(labels.text("countries", key), list_url("country", key)) for key in row.countries]
    place = str((item.content.answers or {}).get("place") or "")
    found = [
        Fact(name=say("Scope"), value=labels.text("scope", row.scope)),
        Fact(name=say("Regions"), value=labels.texts("regions", row.regions)),
        Fact(name=say("Countries"), links=countries),
        Fact(name=say("Place"), value=place, lang=row.language),
        Fact(name=say("Objectives"), links=objectives),
        Fact(name=say("Guiding principles"), links=principles),
        Fact(name=say("Topics"), value=labels.texts("expertise", topics)),
        Fact(name=say("Languages"), value=texts.languages(labels, row)),
    ]
    return [fact for fact in found if fact.value or fact.links]


def _own_facts(kind: str, answers: Mapping[str, Any]) -> Iterator[Fact]:
    """Give the answers that this kind of item is asked for besides, in the order of its form."""
    for field in form_of_kind(kind).fields:
        value = answers.get(field.name)
        if field.name in APART or is_empty(value) or value is False:
            continue
        fact = answer_facts.fact(field, value)
        yield replace(fact, value=_date(str(value))) if field.kind == "date" else fact


def _date(written: str) -> Text:
    when = PartialDate.parse(written)
    return written if isinstance(when, Reason) else partial_dates.written(when, i18n.language())


def _contact(answers: Mapping[str, Any]) -> Reason | None:
    """Say that there is a contact without naming the person: published contacts are masked."""
    contact = answers.get("contact")
    if not isinstance(contact, Mapping):
        return None
    if purpose := str(contact.get("purpose") or ""):
        return say("The source names a person to contact ({about}). The Hub team passes messages on.", about=purpose)
    return say("The source names a person to contact. The Hub team passes messages on.")


def _related_meta(labels: Labels, row: Row) -> list[Text]:
    type_ = labels.text("document_types", row.document_type) if row.document_type else ""
    kind = type_ or labels.text("content_kinds", row.kind)
    found = (kind, texts.dated(row.dated), texts.scope(labels, row), texts.languages(labels, row))
    return [text for text in found if text]


def _objective_link(row: Row) -> Link | None:
    """Give the way back to the one objective it is about."""
    if len(row.objectives) != 1 or row.is_general:
        return None
    key = row.objectives[0]
    return Link(say("Objective {n}", n=texts.number_of(key)), url_for("hub.objective", key=key))
