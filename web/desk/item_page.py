"""What the page of one item shows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from web import i18n
from web.desk import (
    acts,
    candidates_page,
    conflicts_page,
    item_facts,
    item_head,
    panel_table,
    reviews,
    standing_words,
    undelivered_page,
    words,
)
from web.parts import Entry, PanelState, Text
from workflow.actions.engine import library
from workflow.insight import dossier, history, undelivered
from workflow.insight.history import HistoryLine
from workflow.insight.worklists import quotas_of
from workflow.kernel.ids import PublicId
from workflow.policy import Actor, see
from workflow.roster import candidates

SHOWN_LINES = 12
"""How many lines of the history stand on the page; all of them are in the log."""


def item(session: Session, actor: Actor, submission_id: PublicId, now: datetime) -> dict[str, object]:
    """Give what the page shows. Raises NotFound."""
    submission = dossier.handled(session, actor, submission_id, content=True)
    process = library.get(session, submission.process_name, submission.process_version)
    lines = history.of_submission(session, actor, submission)
    content = see(actor, submission.current_version)
    offered = acts.offered(session, submission, actor, now)
    seeks = candidates_page.wanted(submission)
    roster = candidates.view_of(session, actor, submission, now=now) if seeks else None
    return {
        **item_head.head_of(submission),
        "view": see(actor, submission),
        "seeks": seeks,
        **(candidates_page.ranked(session, actor, roster, now) if roster else {}),
        "path": standing_words.path(submission, process),
        "lede": standing_words.sentence(submission, process, now),
        "actions": offered.first,
        "back": offered.back,
        "result": reviews.side_by_side(actor, submission),
        "panel": panel_table.panel(submission, now),
        "meter": PanelState(words.seats(submission.seats), words.meters(quotas_of(submission.quotas))),
        "notes": [
            *(conflicts_page.notes(session, actor, submission, now, roster.looked) if roster else ()),
            *undelivered_page.notes(undelivered.of_submission(session, submission)),
            *standing_words.notes(submission, with_dispute=submission.result_opened_at is None),
        ],
        "questions": item_facts.questions(submission),
        "decision": see(actor, submission.decision) if submission.decision else None,
        "verdicts": words.VERDICTS,
        "codes": words.CODES,
        "history": tuple(entry(line) for line in lines[:SHOWN_LINES]),
        "log_length": len(lines),
        "content": content,
        "content_facts": item_facts.content(submission.current_version.kind, content.answers or {}),
        "facts": item_facts.facts(submission, content),
        "screenings": item_facts.screenings(submission),
    }


def entry(line: HistoryLine) -> Entry:
    """Give one line of the history; what was typed with it stands beside it."""
    actor = words.unless_said(line.actor_name or "", i18n.words(line.words))
    notes: list[Text] = [note for note in (actor, line.reason) if note]
    if line.on_behalf_of:
        notes.append(standing_words.on_behalf(line.on_behalf_of))
    return Entry(
        text=line.words, at=line.day, note=" · ".join(i18n.words(n) for n in notes), automatic=line.is_automatic
    )
