"""Decisions released together: the recorded ones with their letters, and what came of releasing those chosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from web import context
from web.desk import acting, standing_words, words
from web.desk.blueprint import bp
from web.parts import Link, Work
from web.routing import needs
from workflow.actions import decisions
from workflow.insight import releases
from workflow.kernel.errors import NotFound, Refused
from workflow.kernel.ids import PublicId, is_public_id
from workflow.kernel.messages import Reason, plural, say
from workflow.models import Submission
from workflow.policy import Actor, Permission, see


@bp.get("/desk/releases")
@needs(Permission.DESK_SEE)
def to_release() -> str:
    """Show every recorded decision with its letter, and what came of those just chosen."""
    actor = context.current_actor()
    with context.reading() as session:
        shown = _page(session, actor, _asked(request.args.getlist("item")))
    return render_template("desk/releases.html", **shown)


@bp.post("/desk/releases")
@needs(Permission.DESK_SEE)
def release_all() -> Response:
    """Release the decisions chosen, each in a transaction of its own; one that cannot be released stops no other."""
    chosen = _asked(request.form.getlist("item"))
    if not chosen:
        flash(_("Choose at least one decision."), "soon")
    for item_id in chosen:
        with suppress(Refused, NotFound):
            acting.do(decisions.release_decision, item_id)
    return redirect(url_for("desk.to_release", item=chosen), 303)


def _asked(typed: Iterable[str]) -> list[PublicId]:
    return [PublicId(each) for each in dict.fromkeys(typed) if is_public_id(each)][: releases.MOST]


def _page(session: Session, actor: Actor, asked: Sequence[PublicId]) -> dict[str, object]:
    waiting = releases.waiting(session, actor)
    chosen = releases.chosen(session, actor, asked) if asked else []
    return {
        "title": _title(len(waiting)),
        "way": [Link(standing_words.DESK, url_for("desk.index"))],
        "rows": [_row(actor, each) for each in waiting[: releases.MOST]],
        "is_more": len(waiting) > releases.MOST,
        "released": [_row(actor, each) for each in chosen if _released_at(each)],
        "not_released": [_row(actor, each) for each in chosen if not _released_at(each)],
    }


def _title(n: int) -> Reason:
    if not n:
        return say("No decision waits for its release")
    if n > releases.MOST:
        return say("More than {n} decisions wait for their release", n=releases.MOST)
    return plural(
        "{many} decision waits for its release", "{many} decisions wait for their release", n, many=words.counted(n)
    )


def _released_at(submission: Submission) -> datetime | None:
    return submission.decision.released_at if submission.decision else None


def _row(actor: Actor, submission: Submission) -> dict[str, object]:
    """Give one item with its decision, and why it cannot be released where it cannot."""
    view = see(actor, submission.decision) if submission.decision else None
    url = url_for("desk.item", submission_id=submission.public_id)
    return {
        "id": submission.public_id,
        "reference": submission.reference or "",
        "work": Work(submission.title, url, submission.language),
        "to": submission.submitter.name,
        "decision": view,
        "verdict": words.VERDICTS.get((view.verdict if view else "") or "", ""),
        "code": words.CODES.get((view.code if view else "") or "", ""),
        "not_yet": decisions.why_not_released(submission),
    }
