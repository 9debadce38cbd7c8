"""The work lists: what waits for whom."""

from __future__ import annotations

from flask import render_template, request

from web import context
from web.desk import list_page
from web.desk.blueprint import bp
from web.routing import needs
from workflow.kernel.errors import InvalidInput, NotFound
from workflow.policy import Permission

LONGEST_SEARCH = 200


@bp.get("/desk")
@needs(Permission.DESK_SEE)
def index() -> str:
    """Show a work list, all open items at first."""
    wanted = list_page.Wanted(
        queue=request.args.get("queue", list_page.ALL),
        search=request.args.get("q", "").strip()[:LONGEST_SEARCH],
        sort=request.args.get("sort", "due"),
        after=request.args.get("after"),
        path=f"{request.script_root}{request.path}",
    )
    with context.reading() as session:
        try:
            shown = list_page.desk(session, context.current_actor(), wanted, context.now())
        except InvalidInput as unknown:
            raise NotFound from unknown
    return render_template("desk/index.html", **shown)
