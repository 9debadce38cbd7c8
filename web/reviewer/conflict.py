"""The gate before content and files: conflicts of interest are declared, confidentiality is accepted."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web import context
from web.reviewer import forms, seats
from web.reviewer.area import bp
from web.reviewer.invitation_page import CONFLICTS
from web.routing import checks
from workflow.actions import answers
from workflow.kernel.errors import InvalidInput
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, say
from workflow.policy import Permission, see

NONE = "none"


@bp.get("/review/<public_id:assignment_id>/conflict")
@checks(Permission.ASSIGNMENT_ANSWER)
def conflict(assignment_id: PublicId) -> str | Response:
    """Ask for conflicts of interest; once they are declared, lead on."""
    with context.reading() as reader:
        there = seats.endpoint(seats.own(reader, context.current_actor(), assignment_id))
    if there != "reviewer.conflict":
        return redirect(url_for(there, assignment_id=assignment_id), 303)
    return _page(assignment_id)


@bp.post("/review/<public_id:assignment_id>/conflict")
@checks(Permission.ASSIGNMENT_ANSWER)
def declare(assignment_id: PublicId) -> Response | tuple[str, int]:
    """Take the declaration: free of conflicts, and the content opens; or not, and the part ends with thanks."""
    actor, now = context.current_actor(), context.now()
    declared, note = forms.field("declared", 24), forms.field("note")
    keeps = bool(request.form.get("keeps"))
    try:
        if declared == NONE:
            _refuse_without_terms(keeps=keeps)
            context.in_transaction(lambda s: _nothing(answers.declare_free(s, actor, assignment_id, now=now)))
            return redirect(url_for(".review", assignment_id=assignment_id), 303)
        context.in_transaction(
            lambda s: _nothing(answers.declare_conflict(s, actor, assignment_id, kind=declared, note=note, now=now))
        )
    except InvalidInput as wrong:
        problems = {"declared" if name == "kind" else name: reason for name, reason in _said(wrong).items()}
        return _page(assignment_id, problems=problems, typed=forms.typed()), 422
    return redirect(url_for(".invitation", assignment_id=assignment_id), 303)


def _refuse_without_terms(*, keeps: bool) -> None:
    if not keeps:
        raise InvalidInput({"keeps": say("Agree to the terms to go on.")})


def _said(wrong: InvalidInput) -> dict[str, Reason]:
    if "kind" in wrong.problems and not forms.field("declared"):
        return {"kind": say("Say whether you have a conflict of interest.")}
    return wrong.problems


def _nothing(_done: object) -> None:
    """Bring no mapped object out of the transaction."""


def _page(assignment_id: PublicId, **more: object) -> str:
    actor = context.current_actor()
    with context.reading() as reader:
        seat = seats.own(reader, actor, assignment_id)
        shown = {
            "seat": see(actor, seat),
            "item": see(actor, seat.submission),
            "work": see(actor, seat.round.version),
        }
    more = {"problems": {}, "typed": {}, **more}
    return render_template(
        "reviewer/conflict.html",
        **shown,
        **more,
        conflicts=CONFLICTS,
        no_conflict=NONE,
        terms_version=answers.TERMS_VERSION,
    )
