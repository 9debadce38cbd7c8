"""What is always true of accounts that were merged, of what people are compared by, and of overridden conflicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from workflow.actions import contributors
from workflow.actions.invariants.rules import invariant
from workflow.models import (
    Address,
    Application,
    Assignment,
    ConflictOverride,
    Contributor,
    Membership,
    MemberWork,
    Person,
    Role,
    SignIn,
    Submission,
    SubmissionVersion,
)
from workflow.roster.affinity.documents import statistics_key
from workflow.rules import identities


@invariant
def merged_accounts_have_nothing(session: Session, now: datetime) -> Iterator[str]:
    """An account that has become part of another one has no addresses, roles, submissions, seats, works or sign-ins."""
    del now
    gone = select(Person.id).where(Person.merged_at.is_not(None))
    owners = (Address.person_id, Role.person_id, Submission.submitter_id, Assignment.reviewer_id,
              Application.person_id)  # fmt: skip
    for column in owners:
        for number in session.scalars(select(column).where(column.in_(gone)).distinct()):
            yield f"person {number} in {column.class_.__name__.lower()}"
    works = select(Membership.person_id).where(or_(Membership.works.any(), Membership.work_import.has()))
    for number in session.scalars(works.where(Membership.person_id.in_(gone))):
        yield f"person {number} in works"
    open_ones = select(SignIn.person_id).where(SignIn.person_id.in_(gone), SignIn.ended_at.is_(None)).distinct()
    for number in session.scalars(open_ones):
        yield f"person {number} in sign-ins"


@invariant
def merged_accounts_lead_to_an_open_one(session: Session, now: datetime) -> Iterable[str]:
    """An account that was merged points to one that was not."""
    del now
    target = aliased(Person)
    query = select(Person.id).join(target, target.id == Person.merged_into_id).where(target.merged_at.is_not(None))
    return [f"person {number}" for number in session.scalars(query)]


@invariant
def names_and_addresses_are_found_by_their_keys(session: Session, now: datetime) -> Iterator[str]:
    """What names and addresses are compared by is what the rules make of them."""
    del now
    for number, name, key in session.execute(select(Person.id, Person.name, Person.name_key)):
        if identities.name_key(name)[:200] != key:
            yield f"person {number}"
    for number, email, mailbox in session.execute(select(Address.id, Address.email, Address.mailbox)):
        if identities.address_key(email)[:254] != mailbox:
            yield f"address {number}"


@invariant
def works_are_found_by_their_keys(session: Session, now: datetime) -> Iterator[str]:
    """What publications of members and texts that were sent in are compared by is what the rules make of them."""
    del now
    works = select(MemberWork.id, MemberWork.title, MemberWork.abstract, MemberWork.language, MemberWork.text_key,
                   MemberWork.authors, MemberWork.author_keys)  # fmt: skip
    for number, title, abstract, language, key, authors, keys in session.execute(works):
        if (statistics_key(title, abstract, language), identities.name_keys(authors)) != (key, keys):
            yield f"work {number}"
    text = (SubmissionVersion.title, SubmissionVersion.summary, SubmissionVersion.language)
    versions = select(SubmissionVersion.id, *text, SubmissionVersion.text_key)
    for number, title, abstract, language, key in session.execute(versions.where(SubmissionVersion.text_key != "")):
        if statistics_key(title, abstract, language) != key:
            yield f"version {number}"


@invariant
def contributors_are_those_of_the_newest_version(session: Session, now: datetime) -> Iterator[str]:
    """The contributors of a submission are those its newest version names."""
    del now
    kept: dict[int, list[tuple[str, str, str]]] = {}
    for row in session.scalars(select(Contributor).order_by(Contributor.submission_id, Contributor.position)):
        kept.setdefault(row.submission_id, []).append((row.name, row.name_key, row.orcid))
    newest = select(func.max(SubmissionVersion.id)).group_by(SubmissionVersion.submission_id)
    query = select(SubmissionVersion.submission_id, SubmissionVersion.answers).where(SubmissionVersion.id.in_(newest))
    for number, answers in session.execute(query):
        if contributors.named_in(answers) != kept.get(number, []):
            yield f"submission {number}"


@invariant
def nobody_overrides_a_conflict_of_his_own(session: Session, now: datetime) -> Iterable[str]:
    """An override in force was approved by somebody else than the person in conflict."""
    del now
    own = ConflictOverride.approved_by_id == ConflictOverride.person_id
    query = select(ConflictOverride.id).where(own, ConflictOverride.ended_at.is_(None))
    return [f"override {number}" for number in session.scalars(query)]
