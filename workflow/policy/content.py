"""What is seen of a version's content: who wrote it is hidden under double anonymity, contacts from the public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import object_session

from workflow.models import StoredFile, SubmissionVersion
from workflow.policy.rule import Facts, coordinator, double, invited, owner, public, reader, submitter
from workflow.policy.sight import Sight, View


@dataclass(frozen=True, kw_only=True)
class FileView(View):
    """A file as it is offered: the neutral name to all, the original one to its owner and the coordinators."""

    public_id: str | None
    neutral_name: str | None
    original_name: str | None
    size: int | None
    media_type: str | None


@dataclass(frozen=True, kw_only=True)
class ContentView(View):
    """One version of a submission as one actor may read it."""

    number: int | None
    saved_at: datetime | None
    revision: int | None
    kind: str | None
    title: str | None
    title_is_working: bool | None
    language: str | None
    summary: str | None
    scope: str | None
    publisher: str | None
    year: int | None
    answers: dict[str, Any] | None
    """What was typed, by field; without what is not for this actor."""
    terms: dict[str, list[str]] | None
    """vocabulary → keys, in the order of the vocabulary"""
    files: list[FileView] | None


reads_it = submitter | coordinator | reader | public
knows_who = submitter | coordinator | (reader & ~double) | public
summarised = reads_it | invited

FILE = Sight[StoredFile, FileView](
    FileView,
    sees={
        "public_id": reads_it | owner,
        "neutral_name": reads_it | owner,
        "original_name": submitter | coordinator | owner,
        "size": reads_it | owner,
        "media_type": reads_it | owner,
    },
)


def _terms(version: SubmissionVersion, _facts: Facts) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for link in sorted(version.term_links, key=lambda link: (link.term.vocabulary, link.term.position)):
        found.setdefault(link.term.vocabulary, []).append(link.term.key)
    return found


def _files(version: SubmissionVersion, facts: Facts) -> list[FileView]:
    session = object_session(version)
    if session is None:
        return []
    if "files" not in inspect(version).unloaded:
        return [FILE.look(file, facts) for file in version.files]
    query = select(StoredFile).where(StoredFile.version_id == version.id, StoredFile.removed_at.is_(None))
    return [FILE.look(file, facts) for file in session.scalars(query.order_by(StoredFile.id))]


NAMES_SOMEBODY = frozenset({"publisher", "co_organisers", "contributors", "implementer", "focal_point", "contact"})
"""What says who made it: hidden from reviewers under double anonymity."""

OFFICE_ONLY = frozenset({"focal_point", "suggested_reviewers", "opposed_reviewers"})


def _answers(version: SubmissionVersion, facts: Facts) -> dict[str, Any]:
    """Leave out what is not for this actor, and mask a published contact of a person."""
    if facts.submitter or facts.coordinator:
        return dict(version.answers)
    hidden = OFFICE_ONLY | (NAMES_SOMEBODY if not knows_who(facts) else frozenset())
    shown = {key: value for key, value in version.answers.items() if key not in hidden}
    if contact := shown.get("contact"):
        shown["contact"] = {"purpose": contact.get("purpose", ""), "is_masked": True}
    return shown


CONTENT = Sight[SubmissionVersion, ContentView](
    ContentView,
    sees={
        "number": summarised,
        "saved_at": submitter | coordinator,
        "revision": submitter,
        "kind": summarised,
        "title": summarised,
        "title_is_working": summarised,
        "language": summarised,
        "summary": summarised,
        "scope": reads_it,
        "publisher": knows_who,
        "year": reads_it,
        "answers": reads_it,
        "terms": summarised,
        "files": reads_it,
    },
    reads={"terms": _terms, "files": _files, "answers": _answers},
)

__all__ = ["CONTENT", "FILE", "ContentView", "FileView"]
