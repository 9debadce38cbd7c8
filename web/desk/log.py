"""The whole log of one item: every entry of its chain, and whether it holds."""

from __future__ import annotations

from flask import render_template

from web import context
from web.desk import item_head
from web.desk.blueprint import bp
from web.routing import needs
from workflow.actions import trail
from workflow.insight import dossier, history
from workflow.kernel.ids import PublicId
from workflow.policy import Permission


@bp.get("/desk/<public_id:submission_id>/log")
@needs(Permission.DESK_SEE)
def log(submission_id: PublicId) -> str:
    """Show every entry with its digest, computed again."""
    with context.reading() as session:
        actor = context.current_actor()
        submission = dossier.handled(session, actor, submission_id)
        lines = history.of_submission(session, actor, submission)
        shown = {
            **item_head.head_of(submission),
            "trail": trail.of_submission(session, actor, submission),
            "words": {line.sequence: line for line in lines},
        }
    return render_template("desk/log.html", **shown)
