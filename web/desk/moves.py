"""The moves of a submission's process: buttons on the item, or a page that asks for a reason first."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from web import context, i18n
from web.desk import acts, item_head
from web.desk.acting import back_to_item, do, text
from web.desk.blueprint import bp
from web.routing import needs
from workflow.actions import decisions, screening
from workflow.actions.engine import machine
from workflow.insight import dossier
from workflow.kernel.errors import InvalidInput, NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, say
from workflow.models import Submission
from workflow.policy import Permission
from workflow.process.machine import Offer

WITH_REASON: Mapping[str, Callable[..., object]] = {
    "return": screening.return_to_submitter,
    "take_back": screening.take_back_return,
    "take_back_reviewed": screening.take_back_return,
    "reopen_round": decisions.reopen_round,
    "close_early": decisions.close_early,
    "reopen": decisions.reopen,
    "retract": decisions.retract,
}
WITHOUT: Mapping[str, Callable[..., object]] = {
    "publish": decisions.publish,
    "reject": decisions.reject,
}
EXPLAINED = {
    "return": say("The submitter reads what you write and sends it in again."),
    "take_back": say("The submitter is told that nothing needs to be changed."),
    "take_back_reviewed": say("The submitter is told that nothing needs to be changed; the decision is yours again."),
    "close_early": say("Nobody is waited for any longer; who has not answered is released."),
    "reopen_round": say("The round runs again. A decision that is not released is set aside."),
    "reject": say("The item is closed as its released decision says."),
    "reopen": say("It is taken up again after its reviews; what was public is taken down."),
    "retract": say("It is taken down for good, and the reason is shown in public where it was."),
}


@bp.post("/desk/<public_id:submission_id>")
@needs(Permission.DESK_SEE)
def make_move(submission_id: PublicId) -> Response:
    """Make a move that asks for nothing."""
    trigger = text("do", 40)
    if trigger not in WITHOUT:
        raise NotFound
    do(WITHOUT[trigger], submission_id)
    return back_to_item(_done(trigger), submission_id)


@bp.get("/desk/<public_id:submission_id>/<trigger>")
@needs(Permission.DESK_SEE)
def move(submission_id: PublicId, trigger: str) -> str:
    """Say what a move does, and ask for its reason."""
    return _page(submission_id, trigger)


@bp.post("/desk/<public_id:submission_id>/<trigger>")
@needs(Permission.DESK_SEE)
def make_reasoned_move(submission_id: PublicId, trigger: str) -> Response | tuple[str, int]:
    """Make a move, with its reason where it asks for one."""
    if trigger in WITHOUT:
        do(WITHOUT[trigger], submission_id)
        return back_to_item(_done(trigger), submission_id)
    if trigger not in WITH_REASON:
        raise NotFound
    try:
        do(WITH_REASON[trigger], submission_id, text("reason"))
    except InvalidInput as wrong:
        return _page(submission_id, trigger, wrong.problems), 422
    return back_to_item(_done(trigger), submission_id)


def _page(submission_id: PublicId, trigger: str, problems: Mapping[str, Reason] | None = None) -> str:
    if trigger not in WITH_REASON and trigger not in WITHOUT:
        raise NotFound
    with context.reading() as session:
        submission = dossier.handled(session, context.current_actor(), submission_id)
        offer = _offer(session, submission, trigger)
        shown = item_head.head_of(submission)
    return render_template(
        "desk/move.html",
        **shown,
        label=say(offer.label),
        explained=EXPLAINED.get(trigger, ""),
        asks=trigger in WITH_REASON,
        warn=offer.warn,
        not_yet="" if offer.possible else acts.joined(offer.reasons),
        action=url_for("desk.make_reasoned_move", submission_id=submission_id, trigger=trigger),
        problems=problems,
        reason=request.form.get("reason", ""),
    )


def _offer(session: Session, submission: Submission, trigger: str) -> Offer:
    """Give the move as it is offered now. Raises NotFound where it is not: the state has changed, or it is not his."""
    actor, now = context.current_actor(), context.now()
    offers = machine.available(session, submission, actor, now=now)
    found = next((offer for offer in offers if offer.trigger == trigger), None)
    if found is None:
        raise NotFound
    return found


DONE = {
    "return": say("It is with the submitter now."),
    "take_back": say("It is with the desk again."),
    "take_back_reviewed": say("It is with the desk again."),
    "close_early": say("The round is closed."),
    "reopen_round": say("The round is open again."),
    "publish": say("It is published."),
    "reject": say("It is rejected."),
    "reopen": say("It is open again."),
    "retract": say("It is retracted."),
}


def _done(trigger: str) -> str:
    return i18n.words(DONE[trigger]) if trigger in DONE else _("Done.")
