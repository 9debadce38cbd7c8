"""Following what was sent in: the own list, the status, answering, withdrawing, bringing back, the decision."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from web import context
from web.routing import checks, needs
from web.submitter import decision_page, draft_page, own_list, status_page
from web.submitter.blueprint import bp
from workflow.actions import submissions
from workflow.kernel.errors import InvalidInput
from workflow.kernel.ids import PublicId
from workflow.policy import Permission

Page = str | Response
LONGEST = 20_000


@bp.get("/mine")
@needs(Permission.ACCOUNT_USE)
def index() -> str:
    """Show what the person has begun and sent in."""
    with context.reading() as reader:
        shown = own_list.of(reader, context.current_actor(), context.now(), request.args.get("after"))
    return render_template("submitter/index.html", **shown)


@bp.get("/mine/<public_id:submission_id>")
@checks(Permission.SUBMISSION_EDIT)
def status(submission_id: PublicId) -> Page:
    """Show where a submission stands and what happens next."""
    return _show(submission_id)


@bp.get("/mine/<public_id:submission_id>/content")
@checks(Permission.SUBMISSION_EDIT)
def content(submission_id: PublicId) -> str:
    """Show what was sent in."""
    with context.reading() as reader:
        writing = draft_page.draft(reader, context.current_actor(), submission_id)
    return render_template(
        "submitter/content.html", draft=writing, sections=draft_page.sections(writing, changes=False)
    )


@bp.get("/mine/<public_id:submission_id>/decision")
@checks(Permission.SUBMISSION_EDIT)
def decision(submission_id: PublicId) -> str:
    """Show the released decision with its reasons and the reviews."""
    with context.reading() as reader:
        shown = decision_page.of(reader, context.current_actor(), submission_id)
    return render_template("submitter/decision.html", decision=shown)


@bp.post("/mine/<public_id:submission_id>/withdraw")
@checks(Permission.SUBMISSION_WITHDRAW)
def withdraw(submission_id: PublicId) -> Response:
    """Take a submission back."""
    actor, now = context.current_actor(), context.now()
    _do(lambda s: submissions.withdraw(s, actor, submission_id, now=now))
    flash(_("It is withdrawn. You can bring it back until a decision is taken."))
    return redirect(url_for(".status", submission_id=submission_id), 303)


@bp.post("/mine/<public_id:submission_id>/revive")
@checks(Permission.SUBMISSION_WITHDRAW)
def revive(submission_id: PublicId) -> Response:
    """Bring a withdrawn submission back."""
    actor, now = context.current_actor(), context.now()
    _do(lambda s: submissions.revive(s, actor, submission_id, now=now))
    flash(_("It is back. We look at it from the beginning."))
    return redirect(url_for(".status", submission_id=submission_id), 303)


@bp.post("/mine/<public_id:submission_id>/questions/<public_id:question_id>")
@checks(Permission.SUBMISSION_EDIT)
def answer(submission_id: PublicId, question_id: PublicId) -> Page:
    """Answer a question of the coordinators."""
    actor, now, text = context.current_actor(), context.now(), request.form.get("answer", "")[: LONGEST + 1]
    try:
        _do(lambda s: submissions.answer_clarification(s, actor, question_id, text, now=now))
    except InvalidInput as wrong:
        problems = {f"answer-{question_id}": reason for reason in wrong.reasons[:1]}
        return make_response(_show(submission_id, typed={question_id: text}, problems=problems), 422)
    flash(_("Thank you, your answer is with the coordinators."))
    return redirect(url_for(".status", submission_id=submission_id), 303)


def _do(verb: Callable[[Session], object]) -> None:
    """Run a verb and give nothing back: no mapped object leaves its transaction."""

    def work(session: Session) -> None:
        verb(session)

    context.in_transaction(work)


def _show(submission_id: PublicId, **after_a_post: object) -> Page:
    with context.reading() as reader:
        shown = status_page.of(reader, context.current_actor(), submission_id, context.now())
    if shown.is_draft:
        return redirect(url_for(".overview", submission_id=submission_id), 303)
    return render_template("submitter/status.html", **{"status": shown, "typed": {}, "problems": {}, **after_a_post})
