"""The roster as coordinators read it: a table with filters, paged, and counts that equal the filtered lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from workflow.kernel.paging import Order, Page, mark, page_of
from workflow.models import Expertise, LanguageSkill, Membership, Person, Term
from workflow.models.expressions import contains_words
from workflow.policy import Actor, Permission, require
from workflow.roster import members
from workflow.roster.members import RosterMember

ORDER = Order(func.lower(Person.name), Membership.public_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What the table is narrowed to; an empty word narrows nothing."""

    side: str = ""
    state: str = ""
    language: str = ""
    topic: str = ""
    """The key of a field of work, an objective or a principle."""
    search: str = ""
    """Words of the name or the descriptor."""


EVERYBODY = Filter()


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """One member as the table shows him."""

    public_id: str
    person: str
    name: str
    descriptor: str
    side: str
    background: str
    state: str
    organisation: str
    topics: int
    languages: tuple[str, ...]
    regions: tuple[str, ...]
    taken: int
    cap: int
    last_asked_at: datetime | None
    absent_until: date | None
    """Away today, until this day."""
    away_from: date | None
    """Away later, from this day."""
    do_not_contact: bool


@dataclass(frozen=True, slots=True)
class RosterCounts:
    """How many members the filtered table has, and how many it would have by each side and each state."""

    total: int
    sides: Mapping[str, int]
    states: Mapping[str, int]


def rows(
    session: Session, actor: Actor, *, now: datetime, wanted: Filter = EVERYBODY, after: str | None = None
) -> Page[RosterRow]:
    """Give a page of members by name, in one statement. Raises NotAllowed or InvalidInput (after)."""
    require(actor, Permission.ROSTER_SEE)
    topics = select(func.count()).select_from(Expertise).where(Expertise.membership_id == Membership.id)
    chosen = select(Membership.id).join(Person, Person.id == Membership.person_id).where(*_criteria(wanted))
    page = ORDER.page(chosen, after).subquery("page")
    query = (
        members
        .members(now, actor, None, ())
        .add_columns(topics.correlate(Membership).scalar_subquery().label("topics"), ORDER.column.label("place"))
        .join(page, page.c.id == Membership.id)
        .order_by(ORDER.column, Membership.public_id)
    )
    found = session.execute(query).all()
    made = [_row(members.member_of(row), row.topics, now) for row in found]
    return page_of(made, lambda n: mark(found[n].place, found[n].public_id))


def counts(session: Session, actor: Actor, *, wanted: Filter = EVERYBODY) -> RosterCounts:
    """Give the counts beside the filters, in one statement. Raises NotAllowed."""
    require(actor, Permission.ROSTER_SEE)
    query = (
        select(Membership.side, Membership.state, func.count().label("n"))
        .join(Person, Person.id == Membership.person_id)
        .where(*_criteria(replace(wanted, side="", state="")))
        .group_by(Membership.side, Membership.state)
    )
    sides: dict[str, int] = {}
    states: dict[str, int] = {}
    total = 0
    for side, state, n in session.execute(query):
        if state == (wanted.state or state):
            sides[side] = sides.get(side, 0) + n
        if side == (wanted.side or side):
            states[state] = states.get(state, 0) + n
        total += n * (state == (wanted.state or state) and side == (wanted.side or side))
    return RosterCounts(total, sides, states)


def _criteria(wanted: Filter) -> Iterator[ColumnElement[bool]]:
    if wanted.side:
        yield Membership.side == wanted.side
    if wanted.state:
        yield Membership.state == wanted.state
    if wanted.language:
        speaks = select(LanguageSkill.membership_id).where(LanguageSkill.language == wanted.language)
        yield Membership.id.in_(speaks)
    if wanted.topic:
        knows = select(Expertise.membership_id).join(Term, Term.id == Expertise.term_id)
        yield Membership.id.in_(knows.where(Term.key == wanted.topic))
    found = contains_words(wanted.search, Person.name, Membership.descriptor)
    if found is not None:
        yield found


def _row(member: RosterMember, topics: int, now: datetime) -> RosterRow:
    is_away = member.away_from is not None and member.away_from <= now.date()
    return RosterRow(
        public_id=member.public_id, person=member.person_public_id, name=member.name,
        descriptor=member.descriptor, side=member.side, background=member.background, state=member.state,
        organisation=member.organisation, topics=topics, languages=tuple(sorted(member.languages)),
        regions=tuple(sorted(member.regions)), taken=member.shown_taken, cap=member.cap,
        last_asked_at=member.shown_last_asked_at, absent_until=member.away_until if is_away else None,
        away_from=None if is_away else member.away_from, do_not_contact=member.do_not_contact,
    )  # fmt: skip
