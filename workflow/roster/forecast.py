"""Which objectives will wait longest, and who is missing, from what is sent in and the roster of today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.models import Absence
from workflow.policy import Actor
from workflow.roster import coverage, sent_in
from workflow.roster.members import RosterMember
from workflow.rules import forecast as rules
from workflow.rules.forecast import Forecast, Reviewer
from workflow.rules.stints import Limits

Absences = Mapping[int, tuple[tuple[date, date], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The forecast, or how much there is to make one from."""

    forecast: Forecast | None
    items: int
    days: int
    since: datetime
    people: int


def outlook(session: Session, actor: Actor, *, now: datetime) -> Outlook:
    """Give the forecast, in six statements however much there is. Raises NotAllowed."""
    given = coverage.known(session, actor, now=now)
    since = sent_in.first_day(session, actor, now)
    absences = _absences(session, now)
    reviewers = [_reviewer(member, absences) for member in given.roster]
    days = (now - since).days
    return Outlook(
        forecast=rules.forecast(given.items, reviewers, now.date(), days),
        items=sum(item.is_recent for item in given.items), days=days, since=since, people=len(reviewers),
    )  # fmt: skip


def _absences(session: Session, now: datetime) -> Absences:
    query = select(Absence.membership_id, Absence.starts_on, Absence.ends_on).where(Absence.ends_on >= now.date())
    found: dict[int, tuple[tuple[date, date], ...]] = {}
    for member, first, last in session.execute(query.order_by(Absence.id)):
        found[member] = (*found.get(member, ()), (first, last))
    return found


def _reviewer(member: RosterMember, absences: Absences) -> Reviewer:
    limits = Limits(
        yearly_cap=member.cap, left=max(member.cap - member.shown_taken, 0),
        interval_days=member.minimum_interval_days, not_before=member.skip_until,
        absences=absences.get(member.id, ()),
    )  # fmt: skip
    knows = frozenset(coverage.claims_of(member))
    return Reviewer(side=member.side, objectives=knows, languages=frozenset(member.languages), limits=limits)
