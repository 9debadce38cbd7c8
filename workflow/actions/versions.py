"""Versions of a submission: how typed answers become columns and terms, and when they are frozen."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, object_session

from config.forms import Form, UnknownForm, form_of_kind, kinds
from config.vocabularies import VOCABULARIES, keys
from workflow.actions import contributors, organisations
from workflow.catalogue.facts import date_of, facts_of_answers
from workflow.kernel.messages import Reason, say
from workflow.models import StoredFile, Submission, SubmissionVersion, Term, VersionTerm
from workflow.roster.affinity.documents import statistics_key
from workflow.rules import kinds as kind_rules
from workflow.rules.answers import UNKNOWN_SUFFIX, unstorable_within
from workflow.rules.hub_order import HubFacts, derive_scope
from workflow.rules.text import tidy, tidy_line

TERM_FIELDS = {
    "objectives": "objectives",
    "principles": "principles",
    "regions": "regions",
    "countries": "countries",
    "languages": "languages",
    "expertise": "expertise",
    "document_type": "document_types",
    "scope": "scope",
}
"""Which answers are terms, and of which vocabulary."""

CONTACT = "contact"
"""The published contact of a person, known for records that were public before: {"purpose", …}."""


@cache
def known_keys() -> Mapping[str, frozenset[str]]:
    """Give the keys of every vocabulary."""
    return {name: keys(name) for name in VOCABULARIES}


def form_of(version: SubmissionVersion) -> Form:
    """Give the form of the version's kind."""
    return form_of_kind(version.kind)


def is_kind(kind: str) -> bool:
    """Say whether there is such a kind of submission."""
    return kind in kinds()


def problems_of(version: SubmissionVersion, *, complete: bool = True) -> dict[str, Reason]:
    """Give what keeps the version from being sent in, by field; for a draft only what cannot be read."""
    try:
        form = form_of(version)
    except UnknownForm:
        return {"kind": say("Choose what kind of resource it is.")}
    values = {**version.answers, "files": _file_names(version)}
    return kind_rules.submission_problems(form, values, known_keys(), complete=complete)


def problems_in(kind: str, answers: Mapping[str, Any]) -> dict[str, Reason]:
    """Give which of these answers cannot be kept, by field; nothing is missing yet."""
    unkeepable = {name: problem for name, value in answers.items() if (problem := unstorable_within(value))}
    return kind_rules.submission_problems(form_of_kind(kind), answers, known_keys(), complete=False) | unkeepable


@cache
def answer_names() -> frozenset[str]:
    """Give the names of all answers there are, of any kind: what is typed under another name is not kept."""
    names = {field.name for kind in kinds() for field in form_of_kind(kind).fields} - {"files"}
    return frozenset(names | {name + UNKNOWN_SUFFIX for name in names} | {CONTACT})


def write(session: Session, version: SubmissionVersion, kind: str, answers: Mapping[str, Any], now: datetime) -> None:
    """Keep the answers, and read the columns and terms from them."""
    submission = version.submission
    kept = {**answers, "kind": kind}
    version.answers, version.kind, version.saved_at = kept, kind, now
    version.revision += 1
    version.title = tidy_line(str(kept.get("title") or ""))[:500]
    version.title_is_working = kept.get("working_title") is True
    version.summary = tidy(str(kept.get("summary") or ""))
    version.language = _only(kept.get("languages"))
    version.publisher = tidy_line(str(kept.get("publisher") or ""))[:300]
    version.year = _year(kept)
    version.scope = derive_scope(facts_of_answers(kept))
    _write_terms(session, version, kept)
    contributors.write(session, submission, kept)
    submission.title, submission.kind, submission.language = version.title, kind, version.language
    session.flush()


def next_version(session: Session, submission: Submission, now: datetime) -> SubmissionVersion:
    """Open the next version as a copy of the frozen one, files included; an open one is given back as it is."""
    old = submission.current_version
    if old.frozen_at is None:
        return old
    new = SubmissionVersion(submission=submission, number=old.number + 1, created_at=now, saved_at=now)
    new.revision = 0
    session.add(new)
    session.flush()
    write(session, new, old.kind, deepcopy(old.answers), now)
    _copy_files(session, old, new)
    return new


def freeze(session: Session, version: SubmissionVersion, now: datetime) -> None:
    """Fix a version as it was sent in, and give its publisher a record of its own."""
    version.frozen_at = version.frozen_at or now
    version.text_key = statistics_key(version.title, version.summary, version.language)
    if version.publisher:
        organisations.ensure(session, version.publisher)
    session.flush()


def hub_facts(version: SubmissionVersion) -> HubFacts:
    """Give a version as the order of the hub sees it."""
    title = None if version.title_is_working else version.title
    return facts_of_answers(version.answers, public_id=version.submission.public_id, title=title)


def _year(answers: Mapping[str, Any]) -> int | None:
    date = date_of(answers)
    return date.year if date else None


def _only(values: object) -> str:
    return str(values[0]) if isinstance(values, list) and len(values) == 1 else ""


def _write_terms(session: Session, version: SubmissionVersion, answers: Mapping[str, Any]) -> None:
    wanted = {("content_kinds", version.kind)}
    for name, vocabulary in TERM_FIELDS.items():
        value = answers.get(name)
        chosen = value if isinstance(value, list) else [value] if isinstance(value, str) else []
        wanted |= {(vocabulary, key) for key in chosen if key in known_keys()[vocabulary]}
    ids = _term_ids(session, wanted)
    kept = [link for link in version.term_links if link.term_id in ids]
    have = {link.term_id for link in kept}
    version.term_links[:] = kept + [VersionTerm(term_id=term_id) for term_id in sorted(ids - have)]


def _term_ids(session: Session, wanted: set[tuple[str, str]]) -> set[int]:
    names = {key for _, key in wanted}
    rows = session.execute(select(Term.id, Term.vocabulary, Term.key).where(Term.key.in_(names)))
    return {row.id for row in rows if (row.vocabulary, row.key) in wanted}


def _file_names(version: SubmissionVersion) -> list[str]:
    session = object_session(version)
    if session is None:
        return []
    query = select(StoredFile.neutral_name).where(StoredFile.version_id == version.id, StoredFile.removed_at.is_(None))
    return list(session.scalars(query))


def _copy_files(session: Session, old: SubmissionVersion, new: SubmissionVersion) -> None:
    query = select(StoredFile).where(StoredFile.version_id == old.id, StoredFile.removed_at.is_(None))
    columns = ("digest", "size", "media_type", "neutral_name", "original_name", "uploaded_by_id", "uploaded_at")
    for file in session.scalars(query.order_by(StoredFile.id)):
        session.add(StoredFile(version_id=new.id, **{name: getattr(file, name) for name in columns}))
    session.flush()


def count_files(session: Session, version: SubmissionVersion) -> int:
    """Give how many files the version has."""
    query = select(func.count()).where(StoredFile.version_id == version.id, StoredFile.removed_at.is_(None))
    return session.scalar(query) or 0
