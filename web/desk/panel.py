"""Choosing reviewers: candidates with their reasons, the panel as it would be, the invitations."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from web import context
from web.desk import candidates_page
from web.desk.acting import back_to_item
from web.desk.blueprint import bp
from web.routing import needs
from workflow.actions import panels
from workflow.insight import dossier
from workflow.kernel.ids import PublicId, is_public_id
from workflow.policy import Permission
from workflow.roster import candidates as ranking

MOST = 20
"""More people are not invited with one form."""


@bp.get("/desk/<public_id:submission_id>/candidates")
@needs(Permission.DESK_SEE)
def candidates(submission_id: PublicId) -> str:
    """Show who could review an item, ranked, and why the others cannot."""
    with context.reading() as session:
        shown = candidates_page.candidates(session, context.current_actor(), submission_id, context.now())
    return render_template("desk/candidates.html", **shown)


@bp.get("/desk/<public_id:submission_id>/panel")
@needs(Permission.DESK_SEE)
def preview(submission_id: PublicId) -> Response | str:
    """Show the panel as it would be with the people chosen, before anybody is invited."""
    chosen = _chosen(request.args.getlist("reviewer"))
    with context.reading() as session:
        actor, now = context.current_actor(), context.now()
        shown = candidates_page.preview(session, actor, submission_id, chosen, now)
    if not chosen:
        flash(_("Choose at least one reviewer."), "soon")
        return redirect(url_for("desk.candidates", submission_id=submission_id), 303)
    return render_template("desk/panel_preview.html", **shown)


@bp.post("/desk/<public_id:submission_id>/panel")
@needs(Permission.DESK_SEE)
def invite(submission_id: PublicId) -> Response:
    """Invite the people chosen; where the reviews disagree, call one of them as the extra reviewer."""
    chosen, is_extra = _chosen(request.form.getlist("reviewer")), bool(request.form.get("extra"))
    actor, now = context.current_actor(), context.now()

    def work(session: Session) -> int:
        if is_extra and chosen:
            panels.call_extra_reviewer(session, actor, submission_id, chosen[0], now=now)
            return 1
        submission = dossier.handled(session, actor, submission_id)
        found = ranking.candidates(session, actor, submission, now=now, only=chosen)
        evidence = {person.public_id: person.evidence for person in found.best}
        return len(panels.assign_panel(session, actor, submission_id, chosen, evidence=evidence, now=now))

    invited = context.in_transaction(work)
    sentence = ngettext("%(num)d invitation is on its way.", "%(num)d invitations are on their way.", invited)
    return back_to_item(sentence, submission_id)


def _chosen(typed: Sequence[str]) -> list[PublicId]:
    return [PublicId(name) for name in dict.fromkeys(typed) if is_public_id(PublicId(name))][:MOST]
