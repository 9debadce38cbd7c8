"""The page of one item."""

from __future__ import annotations

from flask import render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from web import context
from web.desk import item_page
from web.desk.acting import back_to_item, do
from web.desk.blueprint import bp
from web.routing import needs
from workflow.actions import screening
from workflow.kernel.ids import PublicId
from workflow.policy import Permission


@bp.get("/desk/<public_id:submission_id>")
@needs(Permission.DESK_SEE)
def item(submission_id: PublicId) -> str:
    """Show where an item stands and what can be done."""
    with context.reading() as session:
        shown = item_page.item(session, context.current_actor(), submission_id, context.now())
    return render_template("desk/item.html", **shown)


@bp.post("/desk/<public_id:submission_id>/result")
@needs(Permission.DESK_SEE)
def open_result(submission_id: PublicId) -> Response:
    """Note that the coordinator looks at the result: from now on the submitter sees that a decision is near."""
    do(screening.open_result, submission_id)
    return back_to_item(_("The result is open. The submitter sees that a decision is near."), submission_id)
