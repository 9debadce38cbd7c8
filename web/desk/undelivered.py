"""A message that did not arrive: why, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from web import context
from web.desk import undelivered_page
from web.desk.acting import do, text
from web.desk.blueprint import bp
from web.routing import needs
from workflow.actions import undelivered as verbs
from workflow.kernel.errors import InvalidInput, NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason
from workflow.policy import Permission

PLAIN: Mapping[str, Callable[..., object]] = {
    "send_again": verbs.send_again,
    "ask_next": verbs.ask_next,
    "let_go": verbs.let_go,
}
ONE = "/desk/outbox/<public_id:message_id>"


@bp.get(ONE)
@needs(Permission.DESK_SEE)
def undelivered(message_id: PublicId) -> str:
    """Show one message that did not arrive."""
    return _page(message_id)


@bp.post(ONE)
@needs(Permission.DESK_SEE)
def care_for_message(message_id: PublicId) -> Response:
    """Send it again, ask the next candidate, or leave it at that."""
    trigger = text("do", 20)
    if trigger not in PLAIN:
        raise NotFound
    way = _way_back(message_id)
    do(PLAIN[trigger], message_id)
    said = {
        "send_again": _("The message leaves again."),
        "ask_next": _("The invitation is cancelled, and who comes next is invited."),
        "let_go": _("It is left at that."),
    }
    return _back(said[trigger], way)


@bp.post(f"{ONE}/address")
@needs(Permission.DESK_SEE)
def fix_address(message_id: PublicId) -> Response | tuple[str, int]:
    """Send it to another address."""
    way = _way_back(message_id)
    try:
        do(verbs.fix_address, message_id, text("email", 254))
    except InvalidInput as wrong:
        return _page(message_id, wrong.problems), 422
    return _back(_("The message leaves to the new address."), way)


def _way_back(message_id: PublicId) -> str:
    """Give the page of what the message is about, which the message itself leads to no longer afterwards."""
    with context.reading() as session:
        shown = undelivered_page.page(session, context.current_actor(), message_id)
    return str(shown["back"])


def _back(sentence: str, way: str) -> Response:
    flash(sentence)
    return redirect(way, 303)


def _page(message_id: PublicId, problems: Mapping[str, Reason] | None = None) -> str:
    with context.reading() as session:
        shown = undelivered_page.page(session, context.current_actor(), message_id)
    return render_template("desk/undelivered.html", **shown, problems=problems, typed=request.form)
