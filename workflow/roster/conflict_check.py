"""The dry check: everything that stands between a person and a submission, declared and detected, inviting nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, say
from workflow.models import ConflictOverride, Membership, Person, Submission
from workflow.policy import Actor, Permission, require
from workflow.roster import conflict_facts
from workflow.roster.conflict_facts import Finding, Looked
from workflow.rules import conflicts
from workflow.rules.conflicts import DECLARED, OVERRIDABLE

MOST_FOUND = 20
STANDING = ("invited", "accepted", "handed_in")


@dataclass(frozen=True, slots=True, kw_only=True)
class Overridden:
    """A chief's word that a conflict does not count."""

    public_id: PublicId
    reason: str
    approved_by: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One conflict with its evidence."""

    kind: str
    evidence: Reason
    is_hard: bool
    may_be_overridden: bool
    override: Overridden | None = None

    @property
    def words(self) -> Reason:
        """Give what kind it is."""
        return conflicts.WORDS[self.kind]

    @property
    def rules_out(self) -> bool:
        """Say whether the person cannot review because of it."""
        return self.is_hard and self.override is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A person with all that stands between him and a submission, the hard ones first."""

    public_id: PublicId
    name: str
    descriptor: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Somebody the submitter suggested or does not want; `domain` is what both addresses have in common."""

    is_suggestion: bool
    name: str
    address: str
    organisation: str
    reason: str
    domain: str


def check(session: Session, actor: Actor, submission: Submission, person_id: PublicId, now: datetime) -> Checked:
    """Give every conflict of a member of the roster with a submission. Raises NotFound or NotAllowed."""
    require(actor, Permission.ASSIGNMENT_MANAGE, submission)
    query = select(Person.id, Person.name, Membership.descriptor).join(Membership, Membership.person_id == Person.id)
    person = session.execute(query.where(Person.public_id == person_id)).one_or_none()
    if person is None:
        raise NotFound
    looked = conflict_facts.look(session, submission, now=now, actor=actor, people=[person.id])
    lines = [*_declared(submission, person.id), *map(_line, looked.by_person[person.id])]
    return Checked(public_id=person_id, name=person.name, descriptor=person.descriptor, lines=tuple(lines))


def members_called(
    session: Session, actor: Actor, submission: Submission, words: str
) -> list[tuple[PublicId, str, str]]:
    """Give the members called like this, by name or role: id, name, descriptor. Raises NotFound or NotAllowed."""
    require(actor, Permission.ASSIGNMENT_MANAGE, submission)
    query = select(Person.public_id, Person.name, Membership.descriptor).join(Membership)
    for word in words.split()[:5]:
        query = query.where(or_(Person.name.icontains(word, autoescape=True),
                                Membership.descriptor.icontains(word, autoescape=True)))  # fmt: skip
    rows = session.execute(query.order_by(Person.name, Person.id).limit(MOST_FOUND))
    return [(row.public_id, row.name, row.descriptor) for row in rows] if words.strip() else []


def on_the_panel(
    session: Session, actor: Actor, submission: Submission, now: datetime, looked: Looked | None = None
) -> list[Checked]:
    """Give those on the panel who must not be there as things are now. Raises NotFound or NotAllowed."""
    require(actor, Permission.ASSIGNMENT_MANAGE, submission)
    round_ = submission.current_round
    seats = [seat for seat in (round_.assignments if round_ else []) if seat.state in STANDING]
    if not seats or not submission.is_open:
        return []
    people = [seat.reviewer_id for seat in seats]
    if looked is None or not looked.by_person.keys() >= set(people):
        looked = conflict_facts.look(session, submission, now=now, actor=actor, people=people)
    found = [(seat, tuple(map(_line, looked.by_person[seat.reviewer_id]))) for seat in seats]
    return [
        Checked(public_id=seat.reviewer.public_id, name=seat.reviewer.name, descriptor=seat.descriptor, lines=lines)
        for seat, lines in found
        if any(line.rules_out for line in lines)
    ]


def wishes(actor: Actor, submission: Submission, looked: Looked) -> list[Wish]:
    """Give whom the submitter suggested or does not want, as he wrote it. Raises NotFound or NotAllowed."""
    require(actor, Permission.ASSIGNMENT_MANAGE, submission)
    behind = looked.behind
    pairs = [*((True, named) for named in behind.suggested), *((False, named) for named in behind.opposed)]
    return [
        Wish(
            is_suggestion=is_suggestion, name=named.who.name, address=next(iter(named.who.addresses), ""),
            organisation=named.who.organisation, reason=named.reason,
            domain=conflicts.shared_domain(named.who, behind) if is_suggestion else "",
        )
        for is_suggestion, named in pairs
    ]  # fmt: skip


def _declared(submission: Submission, person_id: int) -> Iterable[Line]:
    for each in submission.conflicts:
        if each.person_id == person_id:
            evidence = say("declared on {day}", day=each.declared_at.date())
            if each.note:
                evidence = say("{evidence}: {reason}", evidence=evidence, reason=each.note)
            yield Line(kind=DECLARED, evidence=evidence, is_hard=True, may_be_overridden=False)


def _line(finding: Finding) -> Line:
    conflict = finding.conflict
    return Line(
        kind=conflict.kind, evidence=conflict.evidence, is_hard=conflict.is_hard,
        may_be_overridden=conflict.kind in OVERRIDABLE,
        override=_overridden(finding.override) if finding.override else None,
    )  # fmt: skip


def _overridden(override: ConflictOverride) -> Overridden:
    return Overridden(
        public_id=override.public_id, reason=override.reason, approved_by=override.approved_by.name,
        until=override.expires_at,
    )  # fmt: skip
