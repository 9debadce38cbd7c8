"""What the pages about candidates show: the ranking with its reasons, and the panel as it would be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from web import i18n, languages
from web.desk import item_head, words
from web.parts import Candidate, Meter, PanelState, Point, Seat, Text
from workflow.insight import dossier
from workflow.insight.worklists import quotas_of
from workflow.kernel.ids import PublicId
from workflow.models import Submission
from workflow.policy import Actor
from workflow.roster import candidates as ranking
from workflow.roster import conflict_check
from workflow.roster.candidate import Candidate as Able
from workflow.roster.candidate import LeftOut
from workflow.roster.candidates import View
from workflow.rules import panel as rule

KINDS = {"+": "plus", "-": "minus", "x": "stop"}
BANDS = {"strong": "done", "adequate": "", "weak": "soon"}
ON_ITEM, ON_PAGE = 6, 50
"""How many candidates are shown on the page of the item, and on their own."""


def wanted(submission: Submission) -> bool:
    """Say whether somebody has to be found for the item now."""
    missing = submission.needs_reviewers or submission.panel_incomplete
    return missing or (submission.state == "reviewed" and submission.open_dispute is not None)


def takes_any(submission: Submission) -> bool:
    """Say whether anybody can be invited as things stand."""
    screened = submission.state == "submitted" and not submission.needs_screening
    disputed = submission.state == "reviewed" and submission.open_dispute is not None
    return screened or submission.state == "assigned" or disputed


def candidates(session: Session, actor: Actor, submission_id: PublicId, now: datetime) -> dict[str, object]:
    """Give what the page of the candidates shows. Raises NotFound."""
    submission = dossier.handled(session, actor, submission_id)
    view = ranking.view_of(session, actor, submission, now=now)
    wishes = conflict_check.wishes(actor, submission, view.looked)
    return {**item_head.head_of(submission), **ranked(session, actor, view, now, ON_PAGE), "wishes": wishes}


def ranked(session: Session, actor: Actor, view: View, now: datetime, limit: int = ON_ITEM) -> dict[str, object]:
    """Give the best candidates and everybody who cannot be asked."""
    submission = view.submission
    found = ranking.candidates(session, actor, submission, now=now, limit=limit, view=view)
    return {
        "candidates": [candidate(person) for person in found.best],
        "candidates_total": found.total,
        "candidates_note": found.note,
        "left_out": [left_out(person) for person in found.left_out],
        "is_extra": submission.state == "reviewed",
        "takes_any": takes_any(submission),
        "meter": PanelState(words.seats(submission.seats), words.meters(quotas_of(submission.quotas))),
        "panel_open": submission.panel_open,
    }


def candidate(person: Able) -> Candidate:
    """Give one candidate as the list draws him."""
    reads = words.listed(languages.language_name(code, i18n.language()) for code in person.languages)
    meta: list[Text] = [
        words.side(person.side),
        words.background(person.background),
        reads,
        words.unless_said(person.name, person.descriptor),
    ]
    return Candidate(
        id=person.public_id,
        name=person.descriptor or person.name,
        band=person.band_words,
        band_css=BANDS.get(person.band, ""),
        meta=[fact for fact in meta if fact],
        points=[Point(point.words, KINDS[point.kind]) for point in person.points],
    )


def left_out(person: LeftOut) -> Point:
    """Give somebody who cannot be asked, with the reason."""
    return Point(person.reason, "stop", person.descriptor or person.name)


def preview(
    session: Session, actor: Actor, submission_id: PublicId, chosen: Sequence[PublicId], now: datetime
) -> dict[str, object]:
    """Give what the preview of a panel shows. Raises NotFound."""
    submission = dossier.handled(session, actor, submission_id, content=True)
    seen = ranking.preview(session, actor, submission, chosen, now=now)
    return {
        **item_head.head_of(submission),
        "chosen": [candidate(person) for person in seen.chosen],
        "impossible": [left_out(person) for person in seen.impossible],
        "meter": meter(seen.meter),
        "missing": seen.missing,
        "warnings": list(seen.warnings),
        "is_extra": submission.state == "reviewed",
        "takes_any": takes_any(submission),
        "answer_days": submission.call.answer_days,
    }


def meter(found: rule.Meter) -> PanelState:
    """Give a panel meter as it is drawn, with everybody who is asked counted as filling his place."""
    seats = [Seat(internal=seat.side == "internal", state=str(seat.standing)) for seat in found.seats]
    meters = [Meter(words.part_of(q.kind, q.key, q.label), q.have + q.asked, q.need, q.short) for q in found.quotas]
    return PanelState(seats, meters)
