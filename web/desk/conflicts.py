"""Checking somebody for conflicts of interest without inviting him; a chief's word that one does not count."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from web import context
from web.desk import conflicts_page
from web.desk.acting import do, done, text, wanted_day
from web.desk.blueprint import bp
from web.routing import needs
from workflow.actions import conflicts as verbs
from workflow.kernel.errors import InvalidInput
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason
from workflow.policy import Permission

CHECK = "/desk/<public_id:submission_id>/conflicts"


@bp.get(CHECK)
@needs(Permission.DESK_SEE)
def conflicts(submission_id: PublicId) -> str:
    """Show everything that stands between one person and an item."""
    return _page(submission_id, person=request.args.get("person", "")[:40], typed=request.args.get("q", "")[:200])


@bp.post(f"{CHECK}/<public_id:person_id>")
@needs(Permission.DESK_SEE)
def override_conflict(submission_id: PublicId, person_id: PublicId) -> Response | tuple[str, int]:
    """Say that a conflict does not count for a time."""
    try:
        do(verbs.override_conflict, submission_id, person_id, kind=text("kind", 24), reason=text("reason", 2000),
           until=wanted_day("until"))  # fmt: skip
    except InvalidInput as wrong:
        return _page(submission_id, person=person_id, problems=wrong.problems), 422
    return _back(_("The conflict does not count until then. The log names you."), submission_id, person_id)


@bp.post(f"{CHECK}/<public_id:person_id>/end/<public_id:override_id>")
@needs(Permission.DESK_SEE)
def end_override(submission_id: PublicId, person_id: PublicId, override_id: PublicId) -> Response:
    """Let a conflict count again."""
    do(verbs.end_override, override_id)
    return _back(_("The conflict counts again."), submission_id, person_id)


def _page(
    submission_id: PublicId, *, person: str, typed: str = "", problems: Mapping[str, Reason] | None = None
) -> str:
    with context.reading() as session:
        actor, now = context.current_actor(), context.now()
        shown = conflicts_page.page(session, actor, submission_id, typed=typed, person=person, now=now)
    return render_template("desk/conflicts.html", **shown, problems=problems, typed=request.form)


def _back(sentence: str, submission_id: PublicId, person_id: PublicId) -> Response:
    return done(sentence, "desk.conflicts", submission_id=submission_id, person=person_id)
