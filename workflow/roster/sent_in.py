"""What is sent in, as coverage and forecast see it: the open items and those of the last twelve months.

Only what the actor coordinates is in it (policy/scope.py): an item of another call, or one he must not see, is in no
count. What was public before it came here never needed reviewers, and is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from workflow.models import Call, Decision, Submission, SubmissionVersion, Term, VersionTerm
from workflow.policy import Actor
from workflow.policy.scope import coordinated
from workflow.roster.topics import GENERAL, objectives_of, region_of_country
from workflow.rules.coverage import SIDES, CoverItem
from workflow.rules.panel import PanelRule

LOOKS_BACK = timedelta(days=365)
"""How long ago something may have been sent in to count as recent."""

PARTS = ("objectives", "expertise", "regions", "countries")
LOOKS_FOR_REVIEWERS = frozenset({"submitted", "assigned"})
"""The states in which an item has places to fill."""


def items(session: Session, actor: Actor, rules: Mapping[int, PanelRule], now: datetime) -> tuple[CoverItem, ...]:
    """Give the items, in one statement however many there are."""
    recent = Submission.submitted_at >= now - LOOKS_BACK
    newest = select(func.max(SubmissionVersion.number)).where(SubmissionVersion.submission_id == Submission.id)
    version = and_(
        SubmissionVersion.submission_id == Submission.id,
        SubmissionVersion.number == newest.correlate(Submission).scalar_subquery(),
    )
    query = (
        select(
            Submission.call_id, Submission.language, Submission.is_open, Submission.state, Submission.quotas,
            recent.label("is_recent"), _terms().label("terms"),
        )
        .join(SubmissionVersion, version)
        .where(coordinated(actor), or_(Submission.is_open, recent), ~_carried_over())
        .order_by(Submission.id)
    )  # fmt: skip
    return tuple(_item(row, rules[row.call_id]) for row in session.execute(query))


def panel_rules(session: Session, actor: Actor) -> dict[int, PanelRule]:
    """Give the panel rules of the calls he coordinates, in one statement."""
    calls = actor.calls_with("coordinator", "chief")
    query = select(Call.id, Call.panel_rule).order_by(Call.id)
    own = query if calls is None else query.where(Call.id.in_(sorted(calls)))
    return {row.id: PanelRule.from_data(row.panel_rule) for row in session.execute(own)}


def panel_of(rules: Iterable[PanelRule]) -> dict[str, int]:
    """Give how many of each side the most demanding of these calls asks for."""
    asked = list(rules)
    most = {side: max((rule.minimum.get(side, 0) for rule in asked), default=0) for side in SIDES}
    return {side: n for side, n in most.items() if n}


def first_day(session: Session, actor: Actor, now: datetime) -> datetime:
    """Give since when there have been items to look back on, at most twelve months ago; now where there are none."""
    first = session.scalar(select(func.min(Submission.submitted_at)).where(coordinated(actor), ~_carried_over()))
    return now if first is None else max(first, now - LOOKS_BACK)


def _carried_over() -> ColumnElement[bool]:
    """Say of an item that it was public before: published, without a decision that was ever released."""
    released = exists().where(Decision.submission_id == Submission.id, Decision.released_at.is_not(None))
    return and_(Submission.published_at.is_not(None), ~released)


def _terms() -> ColumnElement[str]:
    query = select(func.aggregate_strings(Term.vocabulary + ":" + Term.key, " "))
    held = query.join(VersionTerm, VersionTerm.term_id == Term.id).where(
        VersionTerm.version_id == SubmissionVersion.id, Term.vocabulary.in_(PARTS)
    )
    return held.correlate(SubmissionVersion).scalar_subquery()


def _item(row: Row[Any], rule: PanelRule) -> CoverItem:
    keys: dict[str, set[str]] = {name: set() for name in PARTS}
    for word in (row.terms or "").split():
        vocabulary, _, key = word.partition(":")
        keys[vocabulary].add(key)
    countries = region_of_country()
    return CoverItem(
        objectives=_objectives(keys),
        regions=frozenset(keys["regions"] | {countries[key] for key in keys["countries"] if key in countries}),
        language=row.language, is_open=row.is_open, is_recent=bool(row.is_recent), wants=_wants(row),
        needs=dict(rule.minimum), readers=rule.reads_item_language,
    )  # fmt: skip


def _objectives(keys: Mapping[str, set[str]]) -> tuple[str, ...]:
    """Give the objectives an item names, else those of its topics; else it is about the Compact as a whole."""
    named = keys["objectives"] - {GENERAL}
    implied = {objective for topic in keys["expertise"] for objective in objectives_of().get(topic, ())}
    return tuple(sorted(named or implied)) or (GENERAL,)


def _wants(row: Row[Any]) -> dict[str, int]:
    """Give the places of each side that nobody is asked for."""
    if not row.is_open or row.state not in LOOKS_FOR_REVIEWERS:
        return {}
    sides = {q["key"]: q["need"] - q["have"] - q["asked"] for q in row.quotas if q["kind"] == "side"}
    return {side: n for side, n in sides.items() if n > 0}
