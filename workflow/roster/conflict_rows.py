"""The rows that conflicts of interest are found from: people, panels they shared, and what was made by whom.

What those people made and where they sat before comes from the other submissions and from the works of members. Of
submissions the actor may not see, neither title nor seat is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Row,
    String,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from config.conflicts import years
from workflow.kernel.paging import Query
from workflow.models import (
    Address,
    Assignment,
    Contributor,
    Membership,
    MemberWork,
    Organisation,
    Person,
    Submission,
    SubmissionVersion,
)
from workflow.policy import Actor
from workflow.policy.scope import closed_to, coordinated
from workflow.roster import members, named
from workflow.rules import identities
from workflow.rules.conflicts import Behind, Known, Work

SAT = ("accepted", "handed_in")
MANY_NAMES = 50
"""From so many names on all works are read rather than each looked through for each name."""


def known(submissions: Sequence[Submission], people: Collection[int] | None, now: datetime, actor: Actor) -> Query:
    """Give the query for the whole roster, or these people, and for the submitters."""
    wanted = select(Membership.person_id) if people is None else sorted(people)
    submitters = sorted({submission.submitter_id for submission in submissions})
    return (
        select(
            Person.id.label("person_id"), Person.name, Organisation.name.label("organisation"),
            *columns(submissions, now, actor),
        )
        .outerjoin(Membership, Membership.person_id == Person.id)
        .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
        .where(or_(Person.id.in_(wanted), Person.id.in_(submitters)))
    )  # fmt: skip


def columns(submissions: Sequence[Submission], now: datetime, actor: Actor) -> tuple[members.Column, ...]:
    """Give what is compared of people, besides number, name and organisation, in a query for both."""
    submitters = sorted({submission.submitter_id for submission in submissions})
    addresses = select(func.aggregate_strings(Address.normal_form, " ")).where(Address.person_id == Person.id)
    return (
        Person.orcid, Organisation.ror, Organisation.domains,
        addresses.correlate(Person).scalar_subquery().label("addresses"),
        _served(submitters, now, actor).label("served"),
    )  # fmt: skip


def person(row: Row[Any]) -> Known:
    """Give somebody as the rules see him."""
    return Known(
        person_id=row.person_id, name=row.name, addresses=frozenset((row.addresses or "").split()), orcid=row.orcid,
        organisation=row.organisation or "", ror=named.ror_key(row.ror or ""), domains=frozenset(row.domains or ()),
    )  # fmt: skip


def _served(submitters: Collection[int], now: datetime, actor: Actor) -> ColumnElement[str]:
    """Give with which submitters somebody sat on a panel, and in which years, as far as the actor may know of it."""
    theirs = aliased(Assignment)
    since = datetime(now.year - years("collaboration"), 1, 1, tzinfo=UTC)
    year = cast(func.extract("year", Assignment.invited_at), String)
    query = (
        select(func.aggregate_strings(cast(theirs.reviewer_id, String) + ":" + year, " "))
        .select_from(Assignment)
        .join(theirs, theirs.round_id == Assignment.round_id)
        .where(
            Assignment.reviewer_id == Person.id, Assignment.state.in_(SAT), Assignment.invited_at >= since,
            theirs.reviewer_id.in_(submitters), theirs.state.in_(SAT),
        )
    )  # fmt: skip
    if actor.person_id is not None:
        query = query.where(Assignment.submission_id.not_in(closed_to(actor)))
    return query.correlate(Person).scalar_subquery()


def served_with(rows: Iterable[Row[Any]]) -> dict[int, dict[int, int]]:
    """Give, by submitter and person, the last year in which both sat on one panel."""
    found: dict[int, dict[int, int]] = {}
    for row in rows:
        for word in (row.served or "").split():
            submitter, year = map(int, word.split(":"))
            last = found.setdefault(submitter, {})
            last[row.person_id] = max(year, last.get(row.person_id, 0))
    return found


class Works:
    """What those behind some submissions made, found again by who made it; a draft tells nothing."""

    def __init__(self, rows: Iterable[Row[Any]]) -> None:
        self._works: dict[tuple[int, int], Work] = {}
        self._by: dict[str, set[tuple[int, int]]] = {}
        for number, group in groupby(rows, key=lambda row: (row.is_written, row.number)):
            first, *more = group
            owner = Known(person_id=first.person_id, name=first.person_name)
            if first.is_written:
                authors = tuple(Known(name=key) for key in first.name.split(identities.BETWEEN) if key)
                work = Work(title=first.title, year=first.year, authors=(owner, *authors))
            else:
                authors = tuple(Known(name=row.name, orcid=row.orcid) for row in (first, *more) if row.name)
                work = Work(title=first.title, year=first.year, authors=authors, others=(owner,))
            self._works[number] = work
            for mark in (f"person:{first.person_id}", *(mark for who in authors for mark in who.marks)):
                self._by.setdefault(mark, set()).add(number)

    def touching(self, behind: Behind, *, besides: int) -> list[Work]:
        """Give the works of those behind one submission, that one left out, in the order of the rows."""
        parties = (behind.submitter, *behind.contributors)
        numbers = {number for who in parties for mark in who.marks for number in self._by.get(mark, ())}
        return [self._works[number] for number in sorted(numbers - {(0, besides)})]


def made(behind: Sequence[Behind], now: datetime, actor: Actor) -> CompoundSelect[Any]:
    """Give the query for what these people sent in, are named in as contributors, or wrote as members."""
    people = [person for each in behind for person in (each.submitter, *each.contributors)]
    senders = sorted({each.submitter.person_id for each in behind})
    keys = sorted({person.key for person in people if identities.is_full_name(person.key)})
    orcids = sorted({person.orcid for person in people if person.orcid})
    every = union_all(_sent(senders, keys, orcids, now, actor), _written(senders, keys, now))
    return every.order_by("is_written", "number", "position")


def _written(senders: Sequence[int], keys: Sequence[str], now: datetime) -> Query:
    """Give what members wrote, one of the submitters himself or with somebody called like one of those behind.

    Also what is left out of the comparison of texts: who wrote together did so. Where there are many names all works
    are read, which costs less than to look for each name in each.
    """
    named_there = [MemberWork.author_keys.contains(identities.name_keys([key]), autoescape=True) for key in keys]
    theirs = or_(Membership.person_id.in_(senders), *named_there) if len(keys) <= MANY_NAMES else true()
    return (
        select(
            MemberWork.id.label("number"), MemberWork.title, MemberWork.year, Membership.person_id,
            Person.name.label("person_name"), MemberWork.author_keys.label("name"), literal("").label("orcid"),
            literal(0).label("position"), literal(1).label("is_written"),
        )
        .join(Membership, Membership.id == MemberWork.membership_id)
        .join(Person, Person.id == Membership.person_id)
        .where(theirs, MemberWork.year >= now.year - years("co_author"))
    )  # fmt: skip


def _sent(
    senders: Sequence[int], keys: Sequence[str], orcids: Sequence[str], now: datetime, actor: Actor
) -> Query:  # fmt: skip
    named_there = select(Contributor.submission_id).where(
        or_(Contributor.name_key.in_(keys), Contributor.orcid.in_(orcids))
    )
    theirs = or_(Submission.submitter_id.in_(senders), Submission.id.in_(named_there))
    newest = select(func.max(SubmissionVersion.number)).where(SubmissionVersion.submission_id == Submission.id)
    year = func.coalesce(SubmissionVersion.year, func.extract("year", Submission.submitted_at))
    may_see = or_(Submission.state == "published", coordinated(actor))
    return (
        select(
            Submission.id.label("number"), case((may_see, Submission.title), else_=literal("")).label("title"),
            year.label("year"), Submission.submitter_id.label("person_id"), Person.name.label("person_name"),
            Contributor.name, Contributor.orcid, Contributor.position.label("position"), literal(0).label("is_written"),
        )
        .join(Person, Person.id == Submission.submitter_id)
        .join(SubmissionVersion, SubmissionVersion.submission_id == Submission.id)
        .outerjoin(Contributor, Contributor.submission_id == Submission.id)
        .where(
            Submission.submitted_at.is_not(None), theirs,
            SubmissionVersion.number == newest.correlate(Submission).scalar_subquery(),
            year >= now.year - max(years("co_author"), years("collaboration")),
        )
    )  # fmt: skip
