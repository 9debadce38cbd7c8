"""The addresses of the hub; all of them are read by anybody, change nothing and may be shared.

A hand-made address that asks for what no link of ours says (an unknown facet, a term that does not exist) is answered
with 400 and the reason, so that nobody takes a list for narrowed down that is not. What other sites append to links
they pass on is left aside.
"""

from __future__ import annotations

from flask import Blueprint, render_template, request

from web import context
from web.hub import browsing, items, lists
from web.routing import public
from workflow.catalogue import items as catalogue_items
from workflow.catalogue import objectives as catalogue_objectives
from workflow.catalogue import queries, tombstones
from workflow.catalogue.index import FACETS
from workflow.catalogue.search import search
from workflow.kernel.errors import InvalidInput, NotFound
from workflow.kernel.ids import PublicId

bp = Blueprint("hub", __name__)
APPENDED = frozenset({"fbclid", "gclid", "mc_cid", "mc_eid", "msclkid"})
"""What other sites append to links they pass on, besides utm_*."""


@bp.get("/")
@public
def index() -> str | tuple[str, int]:
    """Show what is published, narrowed down as the address says."""
    given = _given()
    shown = [name for name in given.pop("show", []) if name in FACETS]
    try:
        query = queries.read(given)
    except InvalidInput as wrong:
        return render_template("hub/unread.html", reasons=wrong.reasons), 400
    with context.reading() as session:
        index = context.site().catalogue.index(session)
        found = search(session, index, query)
    return render_template("hub/index.html", **lists.page(found, query, len(index.ids), frozenset(shown)))


@bp.get("/hub/<public_id:public_id>")
@public
def item(public_id: PublicId) -> str | tuple[str, int]:
    """Show a published item, or what stays of a retracted one."""
    with context.reading() as session:
        try:
            found = catalogue_items.item(session, context.site().catalogue.index(session), public_id)
        except NotFound:
            return render_template("hub/retracted.html", gone=tombstones.of(session, public_id)), 410
    return render_template("hub/item.html", **items.page(found))


@bp.get("/objectives")
@public
def objectives() -> str:
    """Show the objectives with how many items each has."""
    with context.reading() as session:
        found = catalogue_objectives.objectives(context.site().catalogue.index(session))
    return render_template("hub/objectives.html", **browsing.objectives(found))


@bp.get("/objectives/<key>")
@public
def objective(key: str) -> str:
    """Show an objective: its full title, its paragraph, its items."""
    with context.reading() as session:
        found = catalogue_objectives.objective(session, context.site().catalogue.index(session), key)
    return render_template("hub/objective.html", **browsing.objective(found))


@bp.get("/countries")
@public
def countries() -> str:
    """Show the countries that something is published about."""
    with context.reading() as session:
        found = catalogue_objectives.countries(context.site().catalogue.index(session))
    return render_template("hub/countries.html", **browsing.countries(found))


def _given() -> dict[str, list[str]]:
    """Give what the address asks for, without the language and what other sites append."""
    given = request.args.to_dict(flat=False)
    return {
        name: values
        for name, values in given.items()
        if name != "lang" and name not in APPENDED and not name.startswith("utm_")
    }
