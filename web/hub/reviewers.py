"""Who reviews here: the members who agreed to be named, found by objective, language and words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for

from config.vocabularies import LANGUAGES
from config.vocabularies import terms as vocabulary
from web import context, i18n, languages
from web.desk.words import side, unless_said
from web.hub import texts
from web.hub.routes import bp
from web.hub.texts import Labels
from web.parts import Choice, Text
from web.routing import public
from workflow.kernel.errors import InvalidInput
from workflow.kernel.messages import plural, say
from workflow.roster import directory
from workflow.roster.directory import Listed, Wanted
from workflow.rules.hub_order import GENERAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """A member as the page shows him."""

    name: str
    descriptor: str
    facts: tuple[Text, ...]
    knows: str
    objectives: str


@bp.get("/reviewers")
@public
def reviewers() -> str | tuple[str, int]:
    """Show those who agreed to be named, narrowed down as the address says."""
    try:
        wanted = _wanted(request.args)
        with context.reading() as session:
            found = directory.page(session, wanted, request.args.get("after"))
            total = directory.count(session, wanted)
    except InvalidInput as wrong:
        return render_template("hub/unread.html", reasons=wrong.reasons), 400
    return render_template(
        "hub/reviewers.html",
        title=plural("{n} reviewer is named here", "{n} reviewers are named here", total),
        wanted=wanted,
        is_whole=wanted == Wanted(),
        rows=[_reviewer(row) for row in found.rows],
        objectives=[Choice(key, texts.objective_name(Labels(), key)) for key in _objectives()],
        languages=[Choice(key, languages.language_name(key, i18n.language())) for key in LANGUAGES],
        first_url=_url(wanted) if "after" in request.args else "",
        next_url=_url(wanted, after=found.next) if found.next else "",
    )


def _wanted(given: Mapping[str, str]) -> Wanted:
    """Read what is asked for. Raises InvalidInput for what no link of ours says."""
    wanted = Wanted(
        objective=given.get("objective", ""), language=given.get("language", ""), search=given.get("q", "").strip()
    )
    if wanted.objective and wanted.objective not in _objectives():
        raise InvalidInput({"objective": say("There is no such objective. Choose from the list.")})
    if wanted.language and wanted.language not in LANGUAGES:
        raise InvalidInput({"language": say("There is no such language. Choose from the list.")})
    return wanted


def _objectives() -> list[str]:
    return [record.key for record in vocabulary("objectives") if record.key != GENERAL]


def _url(wanted: Wanted, **more: str) -> str:
    given = {"objective": wanted.objective, "language": wanted.language, "q": wanted.search, **more}
    chosen: dict[str, Any] = {name: value for name, value in given.items() if value}
    return url_for("hub.reviewers", **chosen)


def _reviewer(row: Listed) -> Reviewer:
    labels = Labels()
    spoken = (languages.language_name(key, i18n.language()) for key in row.languages)
    regions = labels.texts("regions", row.regions)
    return Reviewer(
        name=row.name,
        descriptor=unless_said(row.descriptor, row.name),
        facts=tuple(filter(None, (row.organisation, side(row.side), texts.listed(spoken), regions))),
        knows=labels.texts("expertise", row.expertise),
        objectives=texts.listed(texts.objective_name(labels, key) for key in row.objectives if key != GENERAL),
    )
