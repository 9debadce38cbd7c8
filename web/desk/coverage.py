"""Coverage and balance of the roster: the page, and its table as a file."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template, request
from werkzeug.wrappers import Response

from web import context, csv_text
from web.desk import coverage_page, coverage_table
from web.desk.blueprint import bp
from web.desk.coverage_table import Asked
from web.routing import needs
from workflow.kernel.errors import InvalidInput
from workflow.kernel.messages import Reason
from workflow.policy import Permission
from workflow.roster import coverage as roster


@bp.get("/desk/coverage")
@needs(Permission.COVERAGE_SEE)
def coverage() -> str | tuple[str, int]:
    """Show the gaps, demand beside supply, and the table as asked for."""
    try:
        asked = coverage_table.asked_for(request.args)
    except InvalidInput as wrong:
        return _page(Asked(), wrong.problems), 422
    return _page(asked, {})


@bp.get("/desk/coverage.csv")
@needs(Permission.COVERAGE_SEE)
def coverage_csv() -> Response:
    """Give the table as a file: the same figures, and the same of them withheld."""
    asked = coverage_table.asked_for(request.args)
    actor, now = context.current_actor(), context.now()
    with context.reading() as session:
        shown = coverage_table.table(session, actor, roster.known(session, actor, now=now), asked)
    return csv_text.answer(coverage_table.csv_rows(shown), f"coverage-{asked.rows}-{asked.columns}")


def _page(asked: Asked, problems: Mapping[str, Reason]) -> str:
    with context.reading() as session:
        shown = coverage_page.page(session, context.current_actor(), asked, problems, context.now())
    return render_template("desk/coverage.html", **shown)
