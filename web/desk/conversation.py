"""Screening, questions to the submitter, handing over: what is written down before and beside the review."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from config.forms import UnknownForm, form_of_kind
from web import context
from web.desk import item_head, words
from web.desk.acting import back_to_item, do, text
from web.desk.blueprint import bp
from web.parts import Choice
from web.routing import needs
from workflow.actions import screening as verbs
from workflow.insight import coordinators, dossier
from workflow.kernel.errors import InvalidInput
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, say
from workflow.policy import Permission

Problems = Mapping[str, Reason]
SCOPES = {"yes": say("In scope: it can go to reviewers"), "no": say("Out of scope")}


@bp.get("/desk/<public_id:submission_id>/screening")
@needs(Permission.DESK_SEE)
def screening(submission_id: PublicId) -> str:
    """Ask what the first look found."""
    return _screening(submission_id)


@bp.post("/desk/<public_id:submission_id>/screening")
@needs(Permission.DESK_SEE)
def screen(submission_id: PublicId) -> Response | tuple[str, int]:
    """Put the first look down."""
    ticked = set(request.form.getlist("checks"))
    checks = {key: key in ticked for key in words.CHECKS}
    scope = request.form.get("in_scope")
    if scope not in SCOPES:
        return _screening(submission_id, {"in_scope": say("Say whether it is in scope.")}), 422
    try:
        do(verbs.screen, submission_id, in_scope=scope == "yes", checks=checks, note=text("note"))
    except InvalidInput as wrong:
        return _screening(submission_id, wrong.problems), 422
    sentence = _("Screened. Choose its reviewers next.") if scope == "yes" else _("Screened: out of scope.")
    return back_to_item(sentence, submission_id)


@bp.get("/desk/<public_id:submission_id>/question")
@needs(Permission.DESK_SEE)
def question(submission_id: PublicId) -> str:
    """Ask for the question to the submitter."""
    return _question(submission_id)


@bp.post("/desk/<public_id:submission_id>/question")
@needs(Permission.DESK_SEE)
def ask(submission_id: PublicId) -> Response | tuple[str, int]:
    """Send a question to the submitter."""
    try:
        do(verbs.ask_submitter, submission_id, text("question"), fields=request.form.getlist("fields"))
    except InvalidInput as wrong:
        return _question(submission_id, wrong.problems), 422
    return back_to_item(_("Your question is on its way to the submitter."), submission_id)


@bp.post("/desk/<public_id:submission_id>/questions/<public_id:question_id>/close")
@needs(Permission.DESK_SEE)
def close_question(submission_id: PublicId, question_id: PublicId) -> Response:
    """Take a question back."""
    do(verbs.close_clarification, question_id)
    return back_to_item(_("The question is taken back."), submission_id)


@bp.get("/desk/<public_id:submission_id>/hand-over")
@needs(Permission.DESK_SEE)
def hand_over(submission_id: PublicId) -> str:
    """Ask to whom the item is handed over."""
    return _hand_over(submission_id)


@bp.post("/desk/<public_id:submission_id>/hand-over")
@needs(Permission.DESK_SEE)
def give(submission_id: PublicId) -> Response | tuple[str, int]:
    """Hand the item over."""
    chosen = PublicId(text("coordinator", 40))
    if not chosen:
        return _hand_over(submission_id, {"coordinator": say("Choose a coordinator.")}), 422
    try:
        do(verbs.hand_over, submission_id, chosen)
    except InvalidInput as wrong:
        return _hand_over(submission_id, wrong.problems), 422
    return back_to_item(_("It is handed over."), submission_id)


def _screening(submission_id: PublicId, problems: Problems | None = None) -> str:
    with context.reading() as session:
        submission = dossier.handled(session, context.current_actor(), submission_id)
        shown = item_head.head_of(submission)
    return render_template(
        "desk/screening.html", **shown, problems=problems, scopes=words.choices(SCOPES),
        checks=words.choices(words.CHECKS), ticked=request.form.getlist("checks"), typed=request.form,
    )  # fmt: skip


def _question(submission_id: PublicId, problems: Problems | None = None) -> str:
    with context.reading() as session:
        submission = dossier.handled(session, context.current_actor(), submission_id)
        shown, fields = item_head.head_of(submission), _fields(submission.kind)
    return render_template(
        "desk/question.html", **shown, problems=problems, fields=fields, ticked=request.form.getlist("fields"),
        typed=request.form, days=verbs.CLARIFICATION_DAYS,
    )  # fmt: skip


def _fields(kind: str) -> list[Choice]:
    """Give what the question may open for a change."""
    try:
        return [Choice(field.name, say(field.label)) for field in form_of_kind(kind).fields]
    except UnknownForm:
        return []


def _hand_over(submission_id: PublicId, problems: Problems | None = None) -> str:
    with context.reading() as session:
        actor = context.current_actor()
        submission = dossier.handled(session, actor, submission_id)
        everybody = coordinators.of(session, actor, submission)
        shown, handler = item_head.head_of(submission), submission.handling_coordinator
        present = handler.public_id if handler else ""
    choices = [Choice(each.public_id, each.name) for each in everybody if each.public_id != present]
    return render_template("desk/hand_over.html", **shown, problems=problems, choices=choices, typed=request.form)
