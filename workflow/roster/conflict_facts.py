"""Loads what conflicts of interest are found from, in two statements however many people are looked at.

What is behind a submission comes from its answers; what those people made and where they sat before, from the other
submissions and from the works of members. Of submissions the actor may not see, neither title nor seat is told. Who
loads people anyway adds these `columns` and asks `among`, which is one statement.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, literal, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from config.conflicts import years
from workflow.kernel.paging import Query
from workflow.models import (
    Address,
    Assignment,
    ConflictOverride,
    Contributor,
    Membership,
    MemberWork,
    Organisation,
    Person,
    Submission,
    SubmissionVersion,
)
from workflow.policy import SYSTEM, Actor
from workflow.policy.scope import closed_to, coordinated
from workflow.roster import members, named
from workflow.rules import conflicts, identities
from workflow.rules.conflicts import Behind, Conflict, Known, Work

SAT = ("accepted", "handed_in")


@dataclass(frozen=True, slots=True)
class Finding:
    """A conflict of somebody, and the word of a chief that it does not count, where there is one."""

    conflict: Conflict
    override: ConflictOverride | None = None

    @property
    def rules_out(self) -> bool:
        """Say whether it keeps the person from reviewing."""
        return self.conflict.is_hard and self.override is None


@dataclass(frozen=True)
class Looked:
    """What a search found: the people and the submission as the rules see them, and the conflicts by person."""

    behind: Behind
    people: Mapping[int, Known]
    by_person: Mapping[int, tuple[Finding, ...]]


def look(
    session: Session, submission: Submission, *,
    now: datetime, actor: Actor = SYSTEM, people: Collection[int] | None = None,
) -> Looked:  # fmt: skip
    """Find the conflicts of the whole roster, or of these people, whether or not they are members."""
    rows = session.execute(_known(submission, people, now, actor)).all()
    return among(session, submission, rows, now=now, actor=actor)


def among(
    session: Session, submission: Submission, rows: Sequence[Row[Any]], *, now: datetime, actor: Actor = SYSTEM
) -> Looked:
    """Find the conflicts of people whose rows have the `columns`, in one statement; the submitter is one of them."""
    known = {row.person_id: _person(row) for row in rows}
    answers = submission.current_version.answers
    behind = named.behind(known[submission.submitter_id], answers)
    served = {row.person_id: row.served.year for row in rows if row.served is not None}
    every = list(_works(session, submission, behind, now, actor))
    parties = (behind.submitter, *behind.contributors)
    since, together = now.year - years("co_author"), now.year - years("collaboration")
    ties = conflicts.ties_of(parties, every, since=since, together_since=together)
    behind = replace(behind, ties=ties, served=served)
    in_force = overrides_in_force(submission, now)
    found = {
        person.person_id: tuple(_finding(each, person, in_force) for each in conflicts.detected(person, behind))
        for person in known.values()
    }
    return Looked(behind, known, found)


def overrides_in_force(submission: Submission, now: datetime) -> dict[tuple[int, str], ConflictOverride]:
    """Give the overrides that count now, by person and kind of conflict."""
    return {
        (override.person_id, override.kind): override
        for override in submission.overrides
        if override.ended_at is None and override.approved_at <= now < override.expires_at
    }


def _finding(conflict: Conflict, person: Known, in_force: Mapping[tuple[int, str], ConflictOverride]) -> Finding:
    return Finding(conflict, in_force.get((person.person_id, conflict.kind)))


def _known(submission: Submission, people: Collection[int] | None, now: datetime, actor: Actor) -> Query:
    wanted = select(Membership.person_id) if people is None else sorted(people)
    return (
        select(
            Person.id.label("person_id"), Person.name, Organisation.name.label("organisation"),
            *columns(submission, now, actor),
        )
        .outerjoin(Membership, Membership.person_id == Person.id)
        .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
        .where(or_(Person.id.in_(wanted), Person.id == submission.submitter_id))
    )  # fmt: skip


def columns(submission: Submission, now: datetime, actor: Actor) -> tuple[members.Column, ...]:
    """Give what is compared of people, besides number, name and organisation, in a query for both."""
    addresses = select(func.aggregate_strings(Address.normal_form, " ")).where(Address.person_id == Person.id)
    return (
        Person.orcid, Organisation.ror, Organisation.domains,
        addresses.correlate(Person).scalar_subquery().label("addresses"),
        _served(submission, now, actor).label("served"),
    )  # fmt: skip


def _person(row: Row[Any]) -> Known:
    return Known(
        person_id=row.person_id, name=row.name, addresses=frozenset((row.addresses or "").split()), orcid=row.orcid,
        organisation=row.organisation or "", ror=named.ror_key(row.ror or ""), domains=frozenset(row.domains or ()),
    )  # fmt: skip


def _served(submission: Submission, now: datetime, actor: Actor) -> ColumnElement[datetime]:
    """Give when somebody last sat on a panel together with the submitter, as far as the actor may know of it."""
    theirs = aliased(Assignment)
    since = datetime(now.year - years("collaboration"), 1, 1, tzinfo=UTC)
    panels = select(theirs.round_id).where(theirs.reviewer_id == submission.submitter_id, theirs.state.in_(SAT))
    his = and_(Assignment.reviewer_id == Person.id, Assignment.state.in_(SAT), Assignment.round_id.in_(panels))
    query = select(func.max(Assignment.invited_at)).where(his, Assignment.invited_at >= since)
    if actor.person_id is not None:
        query = query.where(Assignment.submission_id.not_in(closed_to(actor)))
    return query.correlate(Person).scalar_subquery()


def _works(session: Session, submission: Submission, behind: Behind, now: datetime, actor: Actor) -> Iterable[Work]:
    """Give what else those behind the submission made: other submissions, but for drafts, and works of members."""
    keys = sorted({who.key for who in (behind.submitter, *behind.contributors) if identities.is_full_name(who.key)})
    sent, written = _others(submission, behind, keys, now, actor), _written(submission, keys, now)
    every = union_all(sent, written).order_by("is_written", "number", "position")
    for _, group in groupby(session.execute(every), key=lambda row: (row.is_written, row.number)):
        first, *more = group
        owner = Known(person_id=first.person_id, name=first.person_name)
        if first.is_written:
            authors = tuple(Known(name=key) for key in first.name.split(identities.BETWEEN) if key)
            yield Work(title=first.title, year=first.year, authors=(owner, *authors))
        else:
            authors = tuple(Known(name=row.name, orcid=row.orcid) for row in (first, *more) if row.name)
            yield Work(title=first.title, year=first.year, authors=authors, others=(owner,))


def _written(submission: Submission, keys: Sequence[str], now: datetime) -> Query:
    """Give what members wrote, the submitter himself or with somebody called like one of those behind the submission.

    Also what is left out of the comparison of texts: who wrote together did so.
    """
    with_them = [MemberWork.author_keys.contains(identities.name_keys([key]), autoescape=True) for key in keys]
    return (
        select(
            MemberWork.id.label("number"), MemberWork.title, MemberWork.year, Membership.person_id,
            Person.name.label("person_name"), MemberWork.author_keys.label("name"), literal("").label("orcid"),
            literal(0).label("position"), literal(1).label("is_written"),
        )
        .join(Membership, Membership.id == MemberWork.membership_id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            or_(Membership.person_id == submission.submitter_id, *with_them),
            MemberWork.year >= now.year - years("co_author"),
        )
    )  # fmt: skip


def _others(submission: Submission, behind: Behind, keys: Sequence[str], now: datetime, actor: Actor) -> Query:
    people = (behind.submitter, *behind.contributors)
    orcids = sorted({person.orcid for person in people if person.orcid})
    named_there = select(Contributor.submission_id).where(
        or_(Contributor.name_key.in_(keys), Contributor.orcid.in_(orcids))
    )
    theirs = or_(Submission.submitter_id == submission.submitter_id, Submission.id.in_(named_there))
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
            Submission.id != submission.id, Submission.submitted_at.is_not(None), theirs,
            SubmissionVersion.number == newest.correlate(Submission).scalar_subquery(),
            year >= now.year - max(years("co_author"), years("collaboration")),
        )
    )  # fmt: skip
