"""A review that came by mail or telephone: written down on the reviewer's behalf, and marked so."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from config.forms import ReviewForm
from web import context
from web.desk import item_head, panel_table
from web.desk.acting import back_to_item, do
from web.desk.blueprint import bp
from web.desk.seats import SEAT
from web.reviewer import review_page
from web.reviewer.review import read
from web.routing import needs
from workflow.actions import reviews
from workflow.actions.reviews import Answers
from workflow.insight import dossier
from workflow.kernel.errors import InvalidInput, NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason
from workflow.models import Assignment
from workflow.policy import Permission


@bp.get(f"{SEAT}/review")
@needs(Permission.DESK_SEE)
def review_on_behalf(submission_id: PublicId, assignment_id: PublicId) -> str:
    """Show the empty form of the call's review."""
    return _page(submission_id, assignment_id)


@bp.post(f"{SEAT}/review")
@needs(Permission.DESK_SEE)
def record_review(submission_id: PublicId, assignment_id: PublicId) -> Response | tuple[str, int]:
    """Hand the review in on the reviewer's behalf."""
    with context.site().database.reading() as session:
        form = _form(_seat(session, submission_id, assignment_id))
    typed = read(form)
    try:
        do(reviews.record_review, assignment_id, typed)
    except InvalidInput as wrong:
        return _page(submission_id, assignment_id, typed, wrong.problems), 422
    return back_to_item(_("The review is recorded on the reviewer’s behalf."), submission_id)


def _page(
    submission_id: PublicId, assignment_id: PublicId, typed: Answers | None = None,
    problems: Mapping[str, Reason] | None = None,
) -> str:  # fmt: skip
    with context.reading() as session:
        seat = _seat(session, submission_id, assignment_id)
        if seat.state != "accepted":
            raise NotFound
        values = review_page.values_typed(typed) if typed else {}
        shown = {
            **item_head.head_of(seat.submission),
            **review_page.questions(_form(seat), values, problems or {}),
            "seat": panel_table.seat_row(seat, context.now()),
            "is_free": seat.declared_free_at is not None,
        }
    return render_template("desk/seat_review.html", **shown, problems=problems)


def _seat(session: Session, submission_id: PublicId, assignment_id: PublicId) -> Assignment:
    submission = dossier.handled(session, context.current_actor(), submission_id)
    found = next((each for each in submission.assignments if each.public_id == assignment_id), None)
    if found is None:
        raise NotFound
    return found


def _form(seat: Assignment) -> ReviewForm:
    return review_page.form_of(seat)
