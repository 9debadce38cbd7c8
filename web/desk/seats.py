"""One seat of a panel: its due date, its answer on behalf, and the moves of its process."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from web import context
from web.desk import seat_page
from web.desk.acting import back_to_item, day, do, done, text, wanted_day
from web.desk.blueprint import bp
from web.routing import needs
from workflow.actions import answers, panels, reviews
from workflow.kernel.errors import InvalidInput, NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason
from workflow.policy import Permission

REASONED: Mapping[str, Callable[..., object]] = {"cancel": panels.cancel, "end": panels.end_assignment}
PLAIN: Mapping[str, Callable[..., object]] = {
    "invite_again": panels.invite_again,
    "accept": answers.accept,
    "declare_free": answers.declare_free,
    "reopen_review": reviews.reopen_review,
}
SEAT = "/desk/<public_id:submission_id>/seats/<public_id:assignment_id>"


@bp.get(SEAT)
@needs(Permission.DESK_SEE)
def seat(submission_id: PublicId, assignment_id: PublicId) -> str:
    """Show what can be done about one invitation or assignment."""
    return _page(submission_id, assignment_id)


@bp.post(f"{SEAT}/due-date")
@needs(Permission.DESK_SEE)
def extend(submission_id: PublicId, assignment_id: PublicId) -> Response | tuple[str, int]:
    """Give the reviewer more time."""
    try:
        do(panels.extend_due_date, assignment_id, wanted_day("day"))
    except InvalidInput as wrong:
        return _page(submission_id, assignment_id, wrong.problems), 422
    return back_to_item(_("The due date is moved; the reviewer is told."), submission_id)


@bp.post(f"{SEAT}/decline")
@needs(Permission.DESK_SEE)
def decline(submission_id: PublicId, assignment_id: PublicId) -> Response | tuple[str, int]:
    """Record that the reviewer has declined."""
    typed = {"code": text("code", 24), "note": text("note"), "alternative": text("alternative", 2000)}
    try:
        do(answers.decline, assignment_id, **typed, not_before=day("not_before"))
    except InvalidInput as wrong:
        return _page(submission_id, assignment_id, wrong.problems), 422
    return back_to_item(_("The answer is recorded on the reviewer’s behalf."), submission_id)


@bp.post(f"{SEAT}/conflict")
@needs(Permission.DESK_SEE)
def conflict(submission_id: PublicId, assignment_id: PublicId) -> Response | tuple[str, int]:
    """Record that the reviewer has a conflict of interest."""
    try:
        do(answers.declare_conflict, assignment_id, kind=text("kind", 24), note=text("conflict_note"))
    except InvalidInput as wrong:
        return _page(submission_id, assignment_id, wrong.problems), 422
    return back_to_item(_("The conflict is recorded; this person is not asked again for this item."), submission_id)


@bp.post(SEAT)
@needs(Permission.DESK_SEE)
def move_seat(submission_id: PublicId, assignment_id: PublicId) -> Response:
    """Make a move of the seat."""
    trigger = text("do", 40)
    if trigger in REASONED:
        do(REASONED[trigger], assignment_id, reason=text("reason", 2000))
    elif trigger in PLAIN:
        do(PLAIN[trigger], assignment_id)
    else:
        raise NotFound
    if trigger in {"accept", "declare_free"}:
        return done(
            _("The answer is recorded on the reviewer’s behalf."),
            "desk.seat",
            submission_id=submission_id,
            assignment_id=assignment_id,
        )
    return back_to_item(_("Done; the reviewer is told."), submission_id)


def _page(submission_id: PublicId, assignment_id: PublicId, problems: Mapping[str, Reason] | None = None) -> str:
    with context.reading() as session:
        actor, now = context.current_actor(), context.now()
        shown = seat_page.seat(session, actor, (submission_id, assignment_id), now)
    return render_template("desk/seat.html", **shown, problems=problems, typed=request.form)
