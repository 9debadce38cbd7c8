"""Disputes and decisions: settled in writing, recorded with a letter, released."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from web import context
from web.desk import decision_page, item_head, standing_words
from web.desk.acting import back_to_item, do, text, ticked
from web.desk.blueprint import bp
from web.routing import needs
from workflow.actions import decisions as verbs
from workflow.insight import dossier
from workflow.kernel.errors import InvalidInput
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason
from workflow.policy import Permission

Problems = Mapping[str, Reason]


@bp.get("/desk/<public_id:submission_id>/dispute")
@needs(Permission.DESK_SEE)
def dispute(submission_id: PublicId) -> str:
    """Ask how the reviewers' disagreement was settled."""
    return _dispute(submission_id)


@bp.post("/desk/<public_id:submission_id>/dispute")
@needs(Permission.DESK_SEE)
def settle(submission_id: PublicId) -> Response | tuple[str, int]:
    """Settle the disagreement in writing."""
    try:
        do(verbs.settle_dispute, submission_id, text("note"))
    except InvalidInput as wrong:
        return _dispute(submission_id, wrong.problems), 422
    return back_to_item(_("The disagreement is settled."), submission_id)


@bp.get("/desk/<public_id:submission_id>/decision")
@needs(Permission.DESK_SEE)
def decision(submission_id: PublicId) -> str:
    """Ask for the decision and its letter, begun from the reviews."""
    return _decision(submission_id)


@bp.post("/desk/<public_id:submission_id>/decision")
@needs(Permission.DESK_SEE)
def record(submission_id: PublicId) -> Response | str | tuple[str, int]:
    """Record the decision, or show its letter as the submitter will read it."""
    if request.form.get("do") == "preview":
        return _decision(submission_id, preview=True)
    typed = {name: text(name, 24) for name in ("verdict", "code")}
    try:
        do(
            verbs.record_decision, submission_id, **typed, letter=text("letter"), may_resubmit=ticked("may_resubmit")
        )  # fmt: skip
    except InvalidInput as wrong:
        return _decision(submission_id, wrong.problems), 422
    return back_to_item(_("The decision is recorded. The submitter is told when you release it."), submission_id)


@bp.get("/desk/<public_id:submission_id>/release")
@needs(Permission.DESK_SEE)
def release(submission_id: PublicId) -> str:
    """Show the recorded decision as the submitter will read it, before it leaves."""
    with context.reading() as session:
        shown = decision_page.release(session, context.current_actor(), submission_id)
    return render_template("desk/release.html", **shown)


@bp.post("/desk/<public_id:submission_id>/release")
@needs(Permission.DESK_SEE)
def tell(submission_id: PublicId) -> Response:
    """Release the decision to the submitter."""
    do(verbs.release_decision, submission_id)
    return back_to_item(_("The decision is released. The submitter is told by mail."), submission_id)


def _dispute(submission_id: PublicId, problems: Problems | None = None) -> str:
    with context.reading() as session:
        submission = dossier.handled(session, context.current_actor(), submission_id)
        shown, notes = item_head.head_of(submission), standing_words.notes(submission)
    return render_template("desk/dispute.html", **shown, notes=notes, problems=problems, typed=request.form)


def _decision(submission_id: PublicId, problems: Problems | None = None, *, preview: bool = False) -> str:
    with context.reading() as session:
        shown = decision_page.decision(session, context.current_actor(), submission_id, context.now())
    return render_template("desk/decision.html", **shown, problems=problems, typed=request.form, preview=preview)
