"""Beginning: choose what to send, with an account or with nothing but an address."""

from __future__ import annotations

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from web import context, i18n
from web.routing import needs, public
from web.submitter import forms, starting_page
from web.submitter.blueprint import bp
from workflow.actions import beginning, submissions
from workflow.kernel.errors import InvalidInput
from workflow.kernel.ids import PublicId
from workflow.policy import Permission


@bp.get("/send")
@public
def start() -> str:
    """Ask what is to be sent in and, of a visitor, his name and address."""
    return _show(forms.beginning(request.args))


@bp.post("/send")
@public
def begin() -> Response | tuple[str, int]:
    """Begin a draft, or send a visitor the link that opens one."""
    typed, actor, now = forms.beginning(request.form), context.current_actor(), context.now()
    peer, locale = request.remote_addr or "unknown", i18n.language()
    try:
        forms.refuse_without_call(typed)
        if actor.is_signed_in:
            call_id = PublicId(typed.call)
            draft_id = context.in_transaction(
                lambda s: PublicId(submissions.begin_draft(s, actor, call_id, typed.kind, now=now).public_id)
            )
            return redirect(url_for(".step", submission_id=draft_id, step="about"), 303)
        context.in_transaction(
            lambda s: beginning.begin_with_address(
                s, typed.name, typed.email, PublicId(typed.call), typed.kind, peer=peer, locale=locale, now=now
            )
        )
    except InvalidInput as wrong:
        return _show(typed, wrong), 422
    session["after_link"] = url_for(".begun", call=typed.call, kind=typed.kind)
    return redirect(url_for("account.link_sent"), 303)


@bp.get("/send/begun")
@needs(Permission.SUBMISSION_BEGIN)
def begun() -> Response:
    """Lead whoever confirmed his address to his draft; who had an account before begins it himself."""
    typed = forms.beginning(request.args)
    with context.reading() as reader:
        draft_id = starting_page.untouched_draft(reader, context.current_actor(), typed.kind)
    if draft_id:
        return redirect(url_for(".step", submission_id=draft_id, step="about"), 303)
    return redirect(url_for(".start", call=typed.call, kind=typed.kind), 303)


def _show(typed: forms.Beginning, wrong: InvalidInput | None = None) -> str:
    with context.reading() as reader:
        calls = starting_page.open_calls(reader, context.now())
    return render_template(
        "submitter/start.html", calls=calls, kinds=starting_page.kinds_to_choose(), typed=typed,
        asks_who=not context.current_actor().is_signed_in, problems=wrong.problems if wrong else {},
    )  # fmt: skip
