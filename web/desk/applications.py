"""Applications to the roster: the queue, and the page of each."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from web import context
from web.desk import application_page
from web.desk.acting import do, done, text
from web.desk.blueprint import bp
from web.routing import needs
from workflow.actions import applications as verbs
from workflow.kernel.errors import InvalidInput, NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, say
from workflow.policy import Permission

ONE = "/desk/applications/<public_id:application_id>"


@bp.get("/desk/applications")
@needs(Permission.DESK_SEE)
def applications() -> str:
    """Show the queue of applications."""
    which, after = request.args.get("which", "waiting"), request.args.get("after")
    with context.reading() as session:
        try:
            shown = application_page.queue(session, context.current_actor(), which, after, context.now())
        except InvalidInput as unknown:
            raise NotFound from unknown
    return render_template("desk/applications.html", **shown)


@bp.get(ONE)
@needs(Permission.DESK_SEE)
def application(application_id: PublicId) -> str:
    """Show one application and what can be done with it."""
    return _page(application_id)


@bp.post(f"{ONE}/screening")
@needs(Permission.DESK_SEE)
def screen_application(application_id: PublicId) -> Response | tuple[str, int]:
    """Put down the own opinion."""
    opinion = request.form.get("approves")
    if opinion not in {"yes", "no"}:
        return _page(application_id, {"approves": say("Say what you think of it.")}), 422
    try:
        do(verbs.screen_application, application_id, approves=opinion == "yes", note=text("note"))
    except InvalidInput as wrong:
        return _page(application_id, wrong.problems), 422
    return _back(_("Your opinion is kept."), application_id)


@bp.post(f"{ONE}/question")
@needs(Permission.DESK_SEE)
def ask_applicant(application_id: PublicId) -> Response | tuple[str, int]:
    """Ask the applicant for more."""
    try:
        do(verbs.ask_applicant, application_id, text("question"))
    except InvalidInput as wrong:
        return _page(application_id, {"question": wrong.reasons[0]}), 422
    return _back(_("Your question is on its way to the applicant."), application_id)


@bp.post(f"{ONE}/decision")
@needs(Permission.DESK_SEE)
def decide_application(application_id: PublicId) -> Response | tuple[str, int]:
    """Take the applicant in, or decline with reasons."""
    verdict = request.form.get("do")
    if verdict not in {"approve", "decline"}:
        raise NotFound
    try:
        do(verbs.decide_application, application_id, approve=verdict == "approve", letter=text("letter"))
    except InvalidInput as wrong:
        return _page(application_id, wrong.problems), 422
    sentence = _("The applicant is on the roster now.") if verdict == "approve" else _("The application is declined.")
    return _back(sentence, application_id)


@bp.post(f"{ONE}/reopening")
@needs(Permission.DESK_SEE)
def reopen_application(application_id: PublicId) -> Response | tuple[str, int]:
    """Take a declined application up again."""
    try:
        do(verbs.reopen_application, application_id, text("reason"))
    except InvalidInput as wrong:
        return _page(application_id, wrong.problems), 422
    return _back(_("The application is open again."), application_id)


def _back(sentence: str, application_id: PublicId) -> Response:
    return done(sentence, ".application", application_id=application_id)


def _page(application_id: PublicId, problems: Mapping[str, Reason] | None = None) -> str:
    with context.reading() as session:
        shown = application_page.application(session, context.current_actor(), application_id, context.now())
    return render_template("desk/application.html", **shown, problems=problems, typed=request.form)
