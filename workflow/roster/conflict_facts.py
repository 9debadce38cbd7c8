"""Loads what conflicts of interest are found from, in two statements however many people are looked at.

What is behind a submission comes from its answers; what those people made and where they sat before, from the other
submissions. Of those the actor may not see, neither title nor seat is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from config.conflicts import years
from workflow.models import (
    Address,
    Assignment,
    ConflictOverride,
    Contributor,
    Membership,
    Organisation,
    Person,
    Submission,
    SubmissionVersion,
)
from workflow.policy import SYSTEM, Actor
from workflow.policy.scope import closed_to, coordinated
from workflow.roster import named
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
    now: datetime, actor: Actor = SYSTEM, people: Collection[int] | None = None, works: Sequence[Work] = (),
) -> Looked:  # fmt: skip
    """Find the conflicts of the whole roster, or of these people, whether or not they are members.

    `works` are works besides those that other submissions tell of.
    """
    rows = session.execute(_known(submission, people, now, actor)).all()
    known = {row.id: _person(row) for row in rows}
    answers = submission.current_version.answers
    behind = named.behind(known[submission.submitter_id], answers)
    served = {row.id: row.served.year for row in rows if row.served is not None}
    every = [*works, *_works(session, submission, behind, now, actor)]
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


def has_wishes(submission: Submission) -> bool:
    """Say whether the submitter named anybody as a reviewer, for or against."""
    answers = submission.current_version.answers
    return bool(answers.get(named.SUGGESTED) or answers.get(named.OPPOSED))


def overrides_in_force(submission: Submission, now: datetime) -> dict[tuple[int, str], ConflictOverride]:
    """Give the overrides that count now, by person and kind of conflict."""
    return {
        (override.person_id, override.kind): override
        for override in submission.overrides
        if override.ended_at is None and override.approved_at <= now < override.expires_at
    }


def _finding(conflict: Conflict, person: Known, in_force: Mapping[tuple[int, str], ConflictOverride]) -> Finding:
    return Finding(conflict, in_force.get((person.person_id, conflict.kind)))


def _known(submission: Submission, people: Collection[int] | None, now: datetime, actor: Actor) -> Select[Any]:
    wanted = select(Membership.person_id) if people is None else sorted(people)
    addresses = select(func.aggregate_strings(Address.normal_form, " ")).where(Address.person_id == Person.id)
    organisation = (Organisation.name.label("organisation"), Organisation.ror, Organisation.domains)
    return (
        select(
            Person.id, Person.name, Person.orcid, *organisation,
            addresses.correlate(Person).scalar_subquery().label("addresses"),
            _served(submission, now, actor).label("served"),
        )
        .outerjoin(Membership, Membership.person_id == Person.id)
        .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
        .where(or_(Person.id.in_(wanted), Person.id == submission.submitter_id))
    )  # fmt: skip


def _person(row: Row[Any]) -> Known:
    return Known(
        person_id=row.id, name=row.name, addresses=frozenset((row.addresses or "").split()), orcid=row.orcid,
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
    """Give what else those behind the submission made, from the other submissions; a draft tells nothing."""
    rows = session.execute(_others(submission, behind, now, actor))
    for _, group in groupby(rows, key=lambda row: row.id):
        first, *more = group
        authors = tuple(Known(name=row.name, orcid=row.orcid) for row in (first, *more) if row.name)
        sender = Known(person_id=first.submitter_id, name=first.submitter_name)
        yield Work(title=first.title, year=first.year, authors=authors, others=(sender,))


def _others(submission: Submission, behind: Behind, now: datetime, actor: Actor) -> Select[Any]:
    people = (behind.submitter, *behind.contributors)
    keys = sorted({person.key for person in people if identities.is_full_name(person.key)})
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
            Submission.id, case((may_see, Submission.title), else_=literal("")).label("title"), year.label("year"),
            Submission.submitter_id, Person.name.label("submitter_name"), Contributor.name, Contributor.orcid,
        )
        .join(Person, Person.id == Submission.submitter_id)
        .join(SubmissionVersion, SubmissionVersion.submission_id == Submission.id)
        .outerjoin(Contributor, Contributor.submission_id == Submission.id)
        .where(
            Submission.id != submission.id, Submission.submitted_at.is_not(None), theirs,
            SubmissionVersion.number == newest.correlate(Submission).scalar_subquery(),
            year >= now.year - max(years("co_author"), years("collaboration")),
        )
        .order_by(Submission.id, Contributor.position)
    )  # fmt: skip
