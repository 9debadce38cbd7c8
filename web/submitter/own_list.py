"""The list of what one person has begun and sent in, parted by who acts next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from web.parts import Text, Work
from web.submitter import stages_shown
from web.terms import term_label
from workflow.insight import waiting
from workflow.insight.waiting import OwnRow
from workflow.kernel.messages import plural, say
from workflow.policy import Actor


@dataclass(frozen=True, slots=True)
class Line:
    """One submission in the list."""

    work: Work
    reference: str
    kind: str
    stage: Text
    days: Text
    acts: Text
    is_yours: bool


def of(session: Session, actor: Actor, now: datetime, after: str | None) -> dict[str, object]:
    """Give what the page shows: the lines, the sentence above them, and where the next ones are."""
    found = waiting.submissions(session, actor, now=now, after=after)
    lines = [_line(session, row) for row in found.rows]
    yours = [line for line in lines if line.is_yours]
    return {
        "title": _title(len(lines), len(yours)),
        "yours": yours,
        "others": [line for line in lines if not line.is_yours],
        "next_url": url_for("submitter.index", after=found.next) if found.next else "",
    }


def _line(session: Session, row: OwnRow) -> Line:
    page = "submitter.overview" if row.stage == "draft" else "submitter.status"
    process = stages_shown.process(session, row.process_name, row.process_version)
    return Line(
        work=Work(row.title or "", url_for(page, submission_id=row.public_id), row.language),
        reference=row.reference or "",
        kind=str(term_label("content_kinds", row.kind)),
        stage=say("We have a question for you") if row.question_open else stages_shown.words(process, row.stage),
        days=plural("for {n} day", "for {n} days", row.days_in_stage) if row.days_in_stage else say("since today"),
        acts=row.acts_next_words,
        is_yours=row.acts_next == "you",
    )


def _title(lines: int, yours: int) -> Text:
    if yours:
        return plural("{n} resource waits for you", "{n} resources wait for you", yours)
    return say("Nothing waits for you") if lines else say("You have sent in nothing yet")
