"""The review: one page that saves itself, is handed in with everything kept, and says thank you."""

from __future__ import annotations

from contextlib import AbstractContextManager

from flask import Response as TextResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from config.forms import Criterion, ReviewForm
from web import asking, context, formats, i18n
from web.reviewer import forms, review_page, seats
from web.reviewer.area import bp
from web.routing import checks
from workflow.actions import reviews
from workflow.actions.reviews import Answers
from workflow.insight import waiting
from workflow.kernel.errors import InvalidInput, Refused, Stale
from workflow.kernel.ids import PublicId
from workflow.models import Review
from workflow.policy import Permission, see

Answered = Response | tuple[str, int]
Saved = tuple[int, str]
"""The revision after saving, and the sentence that says when it was."""


@bp.get("/review/<public_id:assignment_id>")
@checks(Permission.REVIEW_WRITE)
def review(assignment_id: PublicId) -> str | Response:
    """Show the work and the form; before the declaration lead to it, after handing in say thank you."""
    actor = context.current_actor()
    with context.reading() as reader:
        seat = seats.own(reader, actor, assignment_id)
        there, handed_in = seats.endpoint(seat), seat.state == "handed_in"
    if there != "reviewer.review":
        return redirect(url_for(there, assignment_id=assignment_id), 303)
    return _thanks(assignment_id) if handed_in else _form(assignment_id)


@bp.post("/review/<public_id:assignment_id>")
@checks(Permission.REVIEW_WRITE)
def write_review(assignment_id: PublicId) -> Answered:
    """Hand in, or save and stay, or save and leave."""
    typed, do = _typed(assignment_id), forms.field("do", 20)
    try:
        if do == "hand_in":
            return _hand_in(assignment_id, typed)
        _save(assignment_id, typed)
    except Stale:
        return _form(assignment_id, typed=typed, stale=True), 409
    except InvalidInput as wrong:
        return _form(assignment_id, typed=typed, problems=wrong.problems), 422
    if do == "add":
        return redirect(url_for(".review", assignment_id=assignment_id, _anchor="comment_items-group"), 303)
    flash(_("Your review is saved. It is not handed in yet."))
    return redirect(url_for(".waiting"), 303)


@bp.post("/review/<public_id:assignment_id>/save")
@checks(Permission.REVIEW_WRITE)
def save_review(assignment_id: PublicId) -> Response:
    """Keep what is typed so far; the answer is a sentence."""
    try:
        revision, sentence = _save(assignment_id, _typed(assignment_id))
    except Refused as why:
        return _sentence(" ".join(i18n.words(reason) for reason in why.reasons), 409)
    except InvalidInput as wrong:
        return _sentence(" ".join(i18n.words(reason) for reason in wrong.reasons), 422)
    answer = _sentence(sentence, 200)
    answer.headers["X-Version"] = str(revision)
    return answer


def _hand_in(assignment_id: PublicId, typed: Answers) -> Answered:
    actor, now = context.current_actor(), context.now()

    def work(s: Session) -> None:
        reviews.hand_in(s, actor, assignment_id, typed, now=now)

    try:
        context.in_transaction(work)
    except InvalidInput as wrong:
        _save(assignment_id, typed)
        return _form(assignment_id, typed=typed, problems=wrong.problems), 422
    return redirect(url_for(".review", assignment_id=assignment_id), 303)


def _save(assignment_id: PublicId, typed: Answers) -> Saved:
    actor, now = context.current_actor(), context.now()

    def work(s: Session) -> Saved:
        return _when(reviews.save_review(s, actor, assignment_id, typed, now=now))

    return context.in_transaction(work)


def _when(saved: Review) -> Saved:
    return saved.revision, _("Saved at %(time)s", time=formats.clock_time(saved.saved_at, i18n.zone()))


def _typed(assignment_id: PublicId) -> Answers:
    """Read the form; its questions are looked up in a session that is over before anything is written."""
    with _reading() as reader:
        form = review_page.definition(reader, context.current_actor(), assignment_id)
    return read(form)


def read(form: ReviewForm) -> Answers:
    """Give what was typed, by the questions of the form."""
    values = asking.read_answers(form.fields, request.form)
    sure = str(values.get("confidence", ""))
    version = forms.field("version", 12)
    texts = {f.name: values[f.name] for f in form.fields if f.kind in {"text", "long_text"}}
    return Answers(
        scores={c.key: _score(text) for c in form.criteria if (text := forms.field(c.key, 4))},
        levels={c.key: _levels(c) for c in form.criteria if c.levels},
        texts=texts,
        comments=values.get("comment_items", []),
        recommendation=values.get("recommendation", ""),
        confidence=int(sure) if sure.isascii() and sure.isdecimal() and len(sure) < 3 else None,  # noqa: PLR2004 - a digit
        revision=int(version) if version.isascii() and version.isdecimal() else None,
    )


def _levels(criterion: Criterion) -> list[str]:
    ticked = request.form.getlist(f"{criterion.key}-levels")
    return [level.key for level in criterion.levels if level.key in ticked]


def _score(text: str) -> int | None:
    """Give the score, None for "not applicable", and 0, which no scale has, for anything else."""
    if text == review_page.NOT_APPLICABLE:
        return None
    return int(text) if text.isascii() and text.isdecimal() else 0


def _form(assignment_id: PublicId, *, stale: bool = False, **more: object) -> str:
    actor = context.current_actor()
    with _reading() as reader:
        shown = review_page.review(reader, actor, assignment_id, **more)  # type: ignore[arg-type]  # typed and problems
    if not stale:
        shown["elsewhere"] = []
    return render_template("reviewer/review.html", **shown, stale=stale)


def _reading() -> AbstractContextManager[Session]:
    """Give a session that sees what this request has written; the one of the request began before that."""
    return context.reading() if request.method == "GET" else context.site().database.reading()


def _thanks(assignment_id: PublicId) -> str:
    actor, now = context.current_actor(), context.now()
    with context.reading() as reader:
        seat = seats.own(reader, actor, assignment_id)
        form, view = review_page.form_of(seat), see(actor, seat.review) if seat.review else None
        rows = waiting.assignments(reader, actor, waiting.OPEN, now=now).rows
        shown = {
            "seat": see(actor, seat),
            "item": see(actor, seat.submission),
            "answered": review_page.answered(form, review_page.values_saved(view)),
        }
    return render_template("reviewer/thanks.html", **shown, next=rows[0] if rows else None)


def _sentence(text: str, status: int) -> Response:
    return TextResponse(text, status, mimetype="text/plain")
