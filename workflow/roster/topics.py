"""What a submission is about, as the matching of reviewers sees it, and the names of topics in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from config.vocabularies import label, term, terms
from workflow.kernel.messages import Reason, say
from workflow.models import Submission, Term, VersionTerm

GENERAL = "gcm-00"
"""The mark of what is about the Compact as a whole; no objective."""


@dataclass(frozen=True)
class Subject:
    """What a submission asks its reviewers to know.

    An item about the Compact as a whole asks for all objectives: whoever knows many of them fits best.
    """

    topics: frozenset[str]
    regions: frozenset[str]
    is_general: bool
    wanted: Mapping[int, str]
    """The terms to look for among what members know: the topics, and those that belong to one of them."""


def subject_of(session: Session, submission: Submission) -> Subject:
    """Give what the current version is about, in one statement."""
    return subjects_of(session, [submission])[submission.id]


def subjects_of(session: Session, submissions: Sequence[Submission]) -> dict[int, Subject]:
    """Give, by submission, what its current version is about: one statement, however many submissions."""
    versions = {submission.current_version.id: submission.id for submission in submissions}
    held = and_(VersionTerm.term_id == Term.id, VersionTerm.version_id.in_(versions))
    query = (
        select(Term.id, Term.vocabulary, Term.key, VersionTerm.version_id)
        .outerjoin(VersionTerm, held)
        .where(or_(VersionTerm.version_id.is_not(None), Term.vocabulary.in_(("objectives", "expertise"))))
    )
    rows = session.execute(query).all()
    known = {row.id: row.key for row in rows if row.vocabulary in {"objectives", "expertise"}}
    carried: dict[int, list[tuple[str, str]]] = {version: [] for version in versions}
    for row in rows:
        if row.version_id is not None:
            carried[row.version_id].append((row.vocabulary, row.key))
    return {versions[version]: _subject(carries, known) for version, carries in carried.items()}


def _subject(carries: Sequence[tuple[str, str]], known: Mapping[int, str]) -> Subject:
    chosen = {name: {key for vocabulary, key in carries if vocabulary == name} for name in PARTS}
    objectives = chosen["objectives"] - {GENERAL}
    is_general = not objectives and not chosen["expertise"] and GENERAL in chosen["objectives"]
    topics = frozenset(all_objectives()) if is_general else frozenset(objectives | chosen["expertise"])
    looked_for = {number: key for number, key in known.items() if _touches(key, topics)}
    return Subject(topics, frozenset(chosen["regions"] | _regions_of(chosen["countries"])), is_general, looked_for)


PARTS = ("objectives", "expertise", "regions", "countries")


def _touches(key: str, topics: frozenset[str]) -> bool:
    return key in topics or not topics.isdisjoint(objectives_of().get(key, ()))


@cache
def all_objectives() -> tuple[str, ...]:
    """Give the keys of the objectives of the Compact."""
    return tuple(record.key for record in terms("objectives") if record.key != GENERAL)


@cache
def objectives_of() -> Mapping[str, tuple[str, ...]]:
    """Give the objectives each field of work belongs to."""
    return {record.key: _texts(record.facts.get("objectives")) for record in terms("expertise")}


@cache
def _region_of_country() -> Mapping[str, str]:
    return {record.key: str(record.facts["region"]) for record in terms("countries") if "region" in record.facts}


def _regions_of(countries: set[str]) -> set[str]:
    return {region for country in countries if (region := _region_of_country().get(country))}


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(part) for part in value) if isinstance(value, tuple) else ()


@cache
def topic_name(key: str) -> Reason:
    """Give the name of a topic or objective: "Objective 7", or the English label as a message."""
    record = term("objectives", key)
    if record is not None:
        return say("Objective {n}", n=record.facts.get("number"))
    return name_of("expertise", key)


@cache
def name_of(vocabulary: str, key: str) -> Reason:
    """Give the English label of a term as a message, to be read in any language."""
    record = term(vocabulary, key)
    return say(label(record, "en")[0]) if record else say("{key}", key=key)
