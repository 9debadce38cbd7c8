"""Calls: an administrator opens them and changes their window, rules, anonymity and days."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actions import journal, standing
from workflow.actions.finding import find_locked
from workflow.kernel.errors import InvalidInput, Stale
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, say
from workflow.models import Call, ReviewForm, Submission
from workflow.policy import Actor, Permission, require
from workflow.rules import dates, panel
from workflow.rules.text import tidy, tidy_line

PREFIX = re.compile(r"[A-Z][A-Z0-9]{1,11}")
HIDES = ("open", "single", "double")
"""Who learns whose name, the least hidden first."""
NEXT_IN_LINE = ("suggest", "invite")
DAYS = {"answer_days": (1, 90), "review_days": (1, 365), "grace_days": (0, 60), "decision_days": (1, 90),
        "screening_days": (1, 90)}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class CallTerms:
    """What a call says, as typed."""

    title: str
    theme: str
    prefix: str
    opens_at: datetime
    closes_at: datetime | None
    time_zone: str
    anonymity: str
    panel_rule: Mapping[str, Any]
    next_in_line: str
    bidding: bool = False
    days: Mapping[str, int]
    """answer_days, review_days, grace_days, decision_days, screening_days"""


def open_call(session: Session, actor: Actor, slug: str, terms: CallTerms, *, now: datetime) -> Call:
    """Open a new call with the newest review form. Raises NotAllowed or InvalidInput by field."""
    require(actor, Permission.CALL_MANAGE)
    problems = problems_in(terms)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,58}", slug):
        problems["slug"] = say("Use small letters, figures and hyphens.")
    elif session.scalars(select(Call.id).where(Call.slug == slug)).first():
        problems["slug"] = say("Another call has this name in its address.")
    if problems:
        raise InvalidInput(problems)
    form = session.scalars(select(ReviewForm).order_by(ReviewForm.id.desc())).first()
    model = session.scalars(select(Call).order_by(Call.id)).first()
    if form is None or model is None:
        raise InvalidInput({"slug": say("Run the migration first; the reference call is missing.")})
    call = Call(
        slug=slug, review_form=form, process_name=model.process_name, quorum=dict(model.quorum),
        dispute_rule=dict(model.dispute_rule), reminders=dict(model.reminders),
    )  # fmt: skip
    _write(call, terms)
    session.add(call)
    session.flush()
    journal.note(session, call, journal.Fact(trigger="open_call", actor=actor, now=now))
    return call


def change_call(
    session: Session, actor: Actor, call_id: PublicId, terms: CallTerms, *, revision: int | None = None, now: datetime
) -> Call:
    """Change a call; items in flight are measured by the new rules from now on.

    Raises NotFound, NotAllowed, Stale, or InvalidInput by field.
    """
    call = find_locked(session, Call, call_id)
    require(actor, Permission.CALL_MANAGE, call)
    if revision is not None and revision != call.revision:
        raise Stale(say("This was saved elsewhere after you opened it. Both texts are below; nothing is lost."))
    if problems := problems_in(terms) or _revealing(session, call, terms.anonymity):
        raise InvalidInput(problems)
    _write(call, terms)
    call.revision += 1
    session.flush()
    journal.note(session, call, journal.Fact(trigger="change_call", actor=actor, now=now))
    for submission in session.scalars(select(Submission).where(Submission.call_id == call.id, Submission.is_open)):
        standing.refresh(session, submission)
    return call


def problems_in(terms: CallTerms) -> dict[str, Reason]:
    """Give what is wrong with the terms of a call, by field."""
    problems: dict[str, Reason] = {}
    if not tidy_line(terms.title):
        problems["title"] = say("Give a title.")
    if not PREFIX.fullmatch(terms.prefix):
        problems["prefix"] = say("Use two to twelve capital letters or figures, beginning with a letter.")
    if terms.anonymity not in HIDES:
        problems["anonymity"] = say("Choose who learns who.")
    if terms.next_in_line not in NEXT_IN_LINE:
        problems["next_in_line"] = say("Choose what becomes of the next in line.")
    if wrong := panel.rule_problems(terms.panel_rule):
        problems["panel_rule"] = next(iter(wrong.values()))
    for name, (least, most) in DAYS.items():
        if not least <= terms.days.get(name, -1) <= most:
            problems[name] = say("Choose a number of days from {least} to {most}.", least=least, most=most)
    return problems | _window_problems(terms)


def _revealing(session: Session, call: Call, anonymity: str) -> dict[str, Reason]:
    """Refuse to name those who were promised that they would not be named."""
    if HIDES.index(anonymity) >= HIDES.index(call.anonymity):
        return {}
    sent_in = select(Submission.id).where(Submission.call_id == call.id, Submission.submitted_at.is_not(None))
    if session.execute(sent_in.limit(1)).first() is None:
        return {}
    return {"anonymity": say("Something was sent in already, and names would become known. Open a new call for this.")}


def _window_problems(terms: CallTerms) -> dict[str, Reason]:
    problems: dict[str, Reason] = {}
    if terms.closes_at is not None and terms.closes_at <= terms.opens_at:
        problems["closes_at"] = say("The call closes before it opens.")
    if not dates.is_zone(terms.time_zone):
        problems["time_zone"] = say("Choose a time zone such as Europe/Geneva or Africa/Nairobi.")
    return problems


def _write(call: Call, terms: CallTerms) -> None:
    call.title, call.theme, call.prefix = tidy_line(terms.title)[:200], tidy(terms.theme), terms.prefix
    call.opens_at, call.closes_at, call.time_zone = terms.opens_at, terms.closes_at, terms.time_zone
    call.anonymity, call.panel_rule = terms.anonymity, dict(terms.panel_rule)
    call.next_in_line, call.bidding = terms.next_in_line, terms.bidding
    for name in DAYS:
        setattr(call, name, terms.days[name])
