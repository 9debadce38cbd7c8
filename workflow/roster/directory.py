"""The public page of who reviews here: members who agreed to stand there, with what they know.

What is shown is what the member is told he agrees to, and nothing else: name, description, side, organisation, topics,
languages and regions. Who was asked for which item is not here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from workflow.kernel.paging import Order, Page, Query, mark, page_of
from workflow.models import SERVING, Expertise, LanguageSkill, MemberRegion, Membership, Person, Term
from workflow.models.expressions import contains_words

ORDER = Order(func.lower(Person.name), Membership.public_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the page is narrowed to; an empty word narrows nothing."""

    objective: str = ""
    """The key of an objective the member knows."""
    language: str = ""
    search: str = ""
    """Words of the name or the description."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A member as the public sees him."""

    name: str
    descriptor: str
    side: str
    organisation: str
    objectives: tuple[str, ...]
    expertise: tuple[str, ...]
    languages: tuple[str, ...]
    regions: tuple[str, ...]


def page(session: Session, wanted: Wanted, after: str | None = None) -> Page[Listed]:
    """Give a page of those who agreed, by name, in four statements at most. Raises InvalidInput (after)."""
    query = (
        select(Membership, ORDER.column.label("place"))
        .join(Membership.person)
        .where(*_criteria(wanted))
        .options(
            contains_eager(Membership.person),
            joinedload(Membership.organisation),
            selectinload(Membership.expertise).joinedload(Expertise.term),
            selectinload(Membership.languages),
            selectinload(Membership.regions).joinedload(MemberRegion.term),
        )
    )
    found = session.execute(ORDER.page(query, after)).all()
    rows = [_listed(member) for member, _ in found]
    return page_of(rows, lambda n: mark(found[n].place, found[n][0].public_id))


def count(session: Session, wanted: Wanted) -> int:
    """Give how many of those who agreed are found."""
    query: Query = select(func.count()).select_from(Membership).join(Membership.person).where(*_criteria(wanted))
    return int(session.scalar(query) or 0)


def _criteria(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    yield Membership.listed_since.is_not(None)
    yield Membership.state.in_(SERVING)  # who is paused or has left is not shown, whatever he agreed to
    yield Person.suspended_at.is_(None)
    if wanted.objective:
        knows = select(Expertise.membership_id).join(Expertise.term).where(Term.vocabulary == "objectives")
        yield Membership.id.in_(knows.where(Term.key == wanted.objective))
    if wanted.language:
        yield Membership.id.in_(select(LanguageSkill.membership_id).where(LanguageSkill.language == wanted.language))
    words = contains_words(wanted.search, Person.name, Membership.descriptor)
    if words is not None:
        yield words


def _listed(member: Membership) -> Listed:
    return Listed(
        name=member.person.name,
        descriptor=member.descriptor,
        side=member.side,
        organisation=member.organisation.name if member.organisation else "",
        objectives=_keys(member, "objectives"),
        expertise=_keys(member, "expertise"),
        languages=tuple(skill.language for skill in member.languages),
        regions=tuple(sorted(region.term.key for region in member.regions)),
    )


def _keys(member: Membership, vocabulary: str) -> tuple[str, ...]:
    return tuple(claim.term.key for claim in member.expertise if claim.term.vocabulary == vocabulary)
