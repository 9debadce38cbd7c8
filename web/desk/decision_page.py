"""What the pages about a decision show, and the letter it begins with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask import request
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from web.desk import conflicts_page, item_head, reviews, words
from web.parts import Choice
from workflow.actions.decisions import DESK_CODES
from workflow.insight import dossier
from workflow.insight.rounds import counted
from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import say
from workflow.models import Submission
from workflow.policy import Actor, see


def decision(session: Session, actor: Actor, submission_id: PublicId, now: datetime) -> dict[str, object]:
    """Give what the form of a decision shows. Raises NotFound."""
    submission = dossier.handled(session, actor, submission_id)
    recorded = see(actor, submission.decision) if submission.decision else None
    verdict = request.form.get("verdict") or request.args.get("verdict") or (recorded.verdict if recorded else "")
    begun = recorded.letter if recorded and "verdict" not in request.args else letter(submission, verdict or "")
    return {
        **item_head.head_of(submission),
        "verdict_choices": list(_verdicts(submission)),
        "code_choices": list(_codes(submission)),
        "verdict": verdict,
        "code": request.form.get("code") or (recorded.code if recorded else ""),
        "letter": request.form.get("letter") or begun,
        "may_resubmit": "may_resubmit" in request.form or bool(recorded and recorded.may_resubmit),
        "submitter_language": submission.submitter.locale,
        "result": reviews.side_by_side(actor, submission),
        "notes": conflicts_page.notes(session, actor, submission, now, None),
    }


def release(session: Session, actor: Actor, submission_id: PublicId) -> dict[str, object]:
    """Give what is shown before a decision is released. Raises NotFound, also where none is recorded."""
    submission = dossier.handled(session, actor, submission_id)
    if submission.decision is None:
        raise NotFound
    view = see(actor, submission.decision)
    return {
        **item_head.head_of(submission),
        "decision": view,
        "verdict": words.VERDICTS.get(view.verdict or "", view.verdict or ""),
        "code": words.CODES.get(view.code or "", view.code or ""),
        "submitter_name": submission.submitter.name,
        "is_disputed": submission.is_disputed,
    }


def _verdicts(submission: Submission) -> Iterable[Choice]:
    for key, label in words.VERDICTS.items():
        if submission.state != "submitted" or key == "reject":
            yield Choice(key, label)


def _codes(submission: Submission) -> Iterable[Choice]:
    for key, label in words.CODES.items():
        if submission.state != "submitted" or key in DESK_CODES:
            yield Choice(key, label)


def letter(submission: Submission, verdict: str) -> str:
    """Give the beginning of the letter in the submitter's language: what is decided, and what the reviews say."""
    with force_locale(submission.submitter.locale):
        parts = [
            _("Dear %(name)s,", name=submission.submitter.name),
            _("Thank you for sending in “%(title)s”.", title=submission.title),
            _(DECIDED[verdict].text) if verdict in DECIDED else "",
            *_comments(submission),
            _("With kind regards"),
        ]
    return "\n\n".join(part for part in parts if part)


DECIDED = {
    "publish": say("We are glad to publish it in the Hub."),
    "publish_with_changes": say("We will publish it in the Hub once the points below are settled."),
    "reject": say("We cannot publish it in the Hub. These are the reasons:"),
}


def _comments(submission: Submission) -> Iterable[str]:
    """Give what the reviewers wrote for the submitter, without saying who they are."""
    texts = [str(review.answers.get("comment_to_submitter") or "") for review in counted(submission.current_round)]
    written = [text.strip() for text in texts if text.strip()]
    if written:
        yield _("The reviewers write:")
        yield from written
