"""Members of the roster as plain values: everything that ranking, exclusions and the roster's table ask, in one query.

What a coordinator may not know of is left out of the load he is shown: seats on his own submissions and on those he
has a conflict with (`closed_to`). Whether somebody can be asked at all still counts them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, String, and_, case, cast, exists, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from workflow.kernel.ids import PublicId
from workflow.kernel.paging import Query
from workflow.models import (
    Absence,
    Assignment,
    Bid,
    Capacity,
    ConflictDeclaration,
    Expertise,
    LanguageSkill,
    MemberRegion,
    Membership,
    Organisation,
    Person,
    Submission,
    Term,
)
from workflow.policy import SYSTEM, Actor
from workflow.policy.scope import closed_to
from workflow.rules.affinity_terms import Claim
from workflow.rules.panel import Member, Standing

Column = ColumnElement[Any] | InstrumentedAttribute[Any]
"""What a query can ask for."""

COUNTED = ("invited", "accepted", "handed_in")
"""The states in which a seat counts against the year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterMember:
    """One member with what a choice among members looks at."""

    id: int
    public_id: PublicId
    person_id: int
    person_public_id: PublicId
    name: str
    descriptor: str
    side: str
    background: str
    state: str
    organisation: str
    minimum_interval_days: int
    skip_until: date | None
    ask_next: bool
    do_not_contact: bool
    cap: int
    taken: int
    hidden_taken: int
    """Of these, how many the actor may not know of."""
    last_asked_at: datetime | None
    shown_last_asked_at: datetime | None
    languages: Mapping[str, int]
    """language → proficiency, 1 to 3"""
    regions: frozenset[str]
    away_from: date | None
    away_until: date | None
    """The absence that ends first of those that have not ended; None without one."""
    claims: tuple[Claim, ...]
    """Of the topics asked for."""
    bids: Mapping[str, str]
    """What he said he would like to review: public id of the submission → wish."""
    has_conflict: bool
    """A conflict with the submission asked about is declared."""

    @property
    def shown_taken(self) -> int:
        """Give the load of this year as the actor may know it."""
        return self.taken - self.hidden_taken

    def reads(self, language: str) -> bool:
        """Say whether the member reads the language; an item without a language is read by everybody."""
        return not language or language in self.languages

    def seated(self, standing: Standing, language: str) -> Member:
        """Give the member on a panel, as the panel rule sees him."""
        return Member(
            id=self.person_public_id,
            side=self.side,
            standing=standing,
            reads_item_language=self.reads(language),
            regions=self.regions,
            background=self.background,
        )


def load(
    session: Session, *, now: datetime, actor: Actor = SYSTEM, submission: Submission | None = None,
    topics: Collection[str] = (), people: Collection[int] | None = None,
) -> list[RosterMember]:  # fmt: skip
    """Give all members, or these people, in one statement; `topics` (keys) are the claims wanted."""
    query = members(now, actor, submission, topics)
    if people is not None:
        query = query.where(Membership.person_id.in_(sorted(people)))
    return [member_of(row) for row in session.execute(query.order_by(Membership.id))]


def members(now: datetime, actor: Actor, submission: Submission | None, topics: Collection[str]) -> Query:
    """Give the query for members."""
    query = select(*columns(now, actor, submission, topics)).select_from(Membership)
    return with_parts(query.join(Person, and_(Person.id == Membership.person_id, Person.merged_at.is_(None))), now)


def with_parts(query: Query, now: datetime) -> Query:
    """Give a query for memberships with the organisation of each, and what it took on this year."""
    capacity = and_(Capacity.membership_id == Membership.id, Capacity.year == now.year)
    return query.outerjoin(Organisation, Organisation.id == Membership.organisation_id).outerjoin(Capacity, capacity)


def columns(now: datetime, actor: Actor, submission: Submission | None, topics: Collection[str]) -> tuple[Column, ...]:
    """Give what is asked of a member, with what belongs to him put together."""
    return (
        Membership.id, Membership.public_id, Membership.descriptor, Membership.side, Membership.background,
        Membership.state, Membership.minimum_interval_days, Membership.skip_until, Membership.ask_next,
        Membership.do_not_contact, Membership.last_asked_at, Person.id.label("person_id"),
        Person.public_id.label("person_public_id"), Person.name, Organisation.name.label("organisation"),
        func.coalesce(Capacity.cap, Membership.yearly_cap).label("cap"),
        func.coalesce(Capacity.taken, 0).label("taken"),
        _languages().label("languages"), _regions().label("regions"), _away(now).label("away"),
        _claims(topics).label("claims"), _bids().label("bids"),
        _conflict(submission).label("has_conflict"), *_hidden(actor, now),
    )  # fmt: skip


def member_of(row: Row[Any]) -> RosterMember:
    """Give the member that a row of `columns` describes."""
    starts, _, ends = (row.away or "").partition(" ")
    return RosterMember(
        id=row.id, public_id=row.public_id, person_id=row.person_id, person_public_id=row.person_public_id,
        name=row.name, descriptor=row.descriptor, side=row.side, background=row.background, state=row.state,
        organisation=row.organisation or "", minimum_interval_days=row.minimum_interval_days,
        skip_until=row.skip_until, ask_next=row.ask_next, do_not_contact=row.do_not_contact, cap=row.cap,
        taken=row.taken, hidden_taken=row.hidden_taken, last_asked_at=row.last_asked_at,
        shown_last_asked_at=row.shown_last_asked_at,
        languages={word[:-2]: int(word[-1]) for word in (row.languages or "").split()},
        regions=frozenset((row.regions or "").split()),
        away_from=date.fromisoformat(starts) if starts else None,
        away_until=date.fromisoformat(ends) if ends else None,
        claims=tuple(_claim(word) for word in (row.claims or "").split()),
        bids=dict(word.split(":") for word in (row.bids or "").split()),
        has_conflict=bool(row.has_conflict),
    )  # fmt: skip


def _claim(word: str) -> Claim:
    key, level, verified = word.rsplit(":", 2)
    return Claim(key, int(level), verified == "1")


def _languages() -> ColumnElement[str]:
    word = LanguageSkill.language + ":" + cast(LanguageSkill.proficiency, String)
    return _together(word, LanguageSkill.membership_id == Membership.id)


def _regions() -> ColumnElement[str]:
    query = select(func.aggregate_strings(Term.key, " ")).join(MemberRegion, MemberRegion.term_id == Term.id)
    return query.where(MemberRegion.membership_id == Membership.id).correlate(Membership).scalar_subquery()


def _claims(topics: Collection[str]) -> ColumnElement[str]:
    if not topics:
        return literal("")
    verified = case((Expertise.verified_at.is_(None), "0"), else_="1")
    word = Term.key + ":" + cast(Expertise.level, String) + ":" + verified
    return _together(
        word, Expertise.membership_id == Membership.id, Expertise.term_id == Term.id, Term.key.in_(sorted(topics)),
        Term.vocabulary.in_(("objectives", "expertise")),
    )  # fmt: skip


def _bids() -> ColumnElement[str]:
    """Give what he said of submissions that are open: of few, however long he has been a member."""
    query = select(func.aggregate_strings(Submission.public_id + ":" + Bid.wish, " "))
    mine = query.join(Bid, Bid.submission_id == Submission.id).where(Bid.person_id == Membership.person_id)
    return mine.where(Submission.is_open).correlate(Membership).scalar_subquery()


def _away(now: datetime) -> ColumnElement[str]:
    query = select(cast(Absence.starts_on, String) + " " + cast(Absence.ends_on, String))
    coming = query.where(Absence.membership_id == Membership.id, Absence.ends_on >= now.date())
    return coming.order_by(Absence.starts_on, Absence.id).limit(1).correlate(Membership).scalar_subquery()


def _conflict(submission: Submission | None) -> ColumnElement[bool]:
    declared = ConflictDeclaration.submission_id == (submission.id if submission else 0)
    return exists().where(declared, ConflictDeclaration.person_id == Membership.person_id).correlate(Membership)


def _hidden(actor: Actor, now: datetime) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Give what of the load is hidden from the actor, and when the member was last asked as he may know it."""
    if actor.person_id is None:
        return literal(0).label("hidden_taken"), Membership.last_asked_at.label("shown_last_asked_at")
    closed = closed_to(actor)
    his = Assignment.reviewer_id == Membership.person_id
    hidden = and_(his, Assignment.submission_id.in_(closed))
    this_year = Assignment.invited_at >= datetime(now.year, 1, 1, tzinfo=UTC)
    taken = select(func.count()).select_from(Assignment).where(hidden, this_year, Assignment.state.in_(COUNTED))
    others = select(func.max(Assignment.invited_at)).where(his, Assignment.submission_id.not_in(closed))
    asked = case(
        (exists().where(hidden).correlate(Membership), others.correlate(Membership).scalar_subquery()),
        else_=Membership.last_asked_at,
    )
    return taken.correlate(Membership).scalar_subquery().label("hidden_taken"), asked.label("shown_last_asked_at")


def _together(word: ColumnElement[str], *criteria: ColumnElement[bool]) -> ColumnElement[str]:
    return select(func.aggregate_strings(word, " ")).where(*criteria).correlate(Membership).scalar_subquery()
