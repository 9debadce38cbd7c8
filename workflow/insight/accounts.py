"""Accounts as administrators look through them: by name or address, a page at a time, and how many there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, selectinload

from workflow.kernel.paging import Order, Page, mark, page_of
from workflow.models import Address, Beat, Call, Person, Role, SignIn

COLUMNS = Person.__table__.c
ORDER = Order(COLUMNS.name, COLUMNS.public_id)


@dataclass(frozen=True)
class Numbers:
    """How many accounts and calls there are, and when a worker last showed that it lives."""

    people: int
    staff: int
    suspended: int
    calls: int
    worker_at: datetime | None


def search(session: Session, words: str, after: str | None) -> Page[Person]:
    """Give a page of the people whose name or address contains the words, by name; three statements.

    Raises InvalidInput (after).
    """
    query: Select[Person] = select(Person).options(selectinload(Person.addresses), selectinload(Person.roles))
    if wanted := words.strip():
        query = query.where(_matches(wanted))
    found = session.scalars(ORDER.page(query, after)).all()
    return page_of(found, lambda n: mark(found[n].name, found[n].public_id))


def numbers(session: Session) -> Numbers:
    """Give the figures of the overview."""

    def count(query: Select[int]) -> int:
        return session.scalar(query) or 0

    return Numbers(
        people=count(select(func.count()).select_from(Person)),
        staff=count(select(func.count(Role.person_id.distinct()))),
        suspended=count(select(func.count()).where(Person.suspended_at.is_not(None))),
        calls=count(select(func.count()).select_from(Call)),
        worker_at=session.scalar(select(func.max(Beat.at)).where(Beat.worker.startswith("worker "))),
    )


def open_sign_ins(session: Session, person: Person, now: datetime) -> int:
    """Give in how many browsers somebody is signed in."""
    query = select(func.count()).where(
        SignIn.person_id == person.id, SignIn.ended_at.is_(None), SignIn.expires_at > now,
        SignIn.epoch == person.epoch,
    )  # fmt: skip
    return session.scalar(query) or 0


def _matches(words: str) -> ColumnElement[bool]:
    """Look without regard to case; SQLite lowers ASCII only, so the words are looked for as typed as well."""
    lowered, owners = words.casefold(), select(Address.person_id)
    by_address = owners.where(Address.normal_form.contains(lowered, autoescape=True))
    return or_(
        func.lower(Person.name).contains(lowered, autoescape=True),
        Person.name.contains(words, autoescape=True),
        Person.id.in_(by_address),
    )
