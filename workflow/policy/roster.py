"""What is seen of applications and memberships: the owner sees his own, coordinators what they need to choose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from workflow.kernel.messages import Reason, from_data
from workflow.models import Application, Membership
from workflow.policy.rule import coordinator, owner
from workflow.policy.sight import Sight, View


@dataclass(frozen=True, kw_only=True)
class ScreeningView:
    """What one coordinator thinks of an application."""

    screener_name: str
    approves: bool
    note: str
    at: datetime
    is_own: bool


@dataclass(frozen=True, kw_only=True)
class ApplicationView(View):
    """An application to the roster."""

    public_id: str | None
    state: str | None
    state_since: datetime | None
    name: str | None
    email: str | None
    answers: dict[str, Any] | None
    answers_revision: int | None
    created_at: datetime | None
    saved_at: datetime | None
    submitted_at: datetime | None
    question: str | None
    reply: str | None
    letter: str | None
    decided_at: datetime | None
    screenings: list[Any] | None
    revision: int | None


both = owner | coordinator


def _email(item: Any, _facts: object) -> str:
    address = item.person.primary_address
    return address.email if address else ""


def _answers(item: Application, facts: Any) -> dict[str, Any]:
    """Leave what is voluntary and personal out of everybody else's sight."""
    return {key: value for key, value in item.answers.items() if facts.owner or key != "gender"}


APPLICATION = Sight[Application, ApplicationView](
    ApplicationView,
    sees={
        "public_id": both,
        "state": both,
        "state_since": both,
        "name": both,
        "email": both,
        "answers": both,
        "answers_revision": owner,
        "created_at": both,
        "saved_at": both,
        "submitted_at": both,
        "question": both,
        "reply": both,
        "letter": both,
        "decided_at": both,
        "screenings": coordinator,
        "revision": both,
    },
    reads={
        "name": lambda item, _facts: item.person.name,
        "email": _email,
        "answers": _answers,
        "screenings": lambda item, _facts: [
            ScreeningView(screener_name=s.screener.name, approves=s.approves, note=s.note, at=s.at, is_own=False)
            for s in item.screenings
        ],
    },
)


@dataclass(frozen=True, kw_only=True)
class WorkView:
    """Something a member wrote."""

    public_id: str
    title: str
    abstract: str
    year: int | None
    link: str
    authors: tuple[str, ...]
    doi: str
    language: str
    origin: str
    is_excluded: bool


@dataclass(frozen=True, kw_only=True)
class ImportView:
    """A file of works that waits to be looked at."""

    file_name: str
    works: tuple[dict[str, Any], ...]
    problems: tuple[tuple[int | None, int | None, Reason], ...]
    """The number of the entry, its first line, and what is wrong."""


@dataclass(frozen=True, kw_only=True)
class NoteView:
    """What a coordinator noted of a member."""

    public_id: str
    author: str
    text: str
    mark: int | None
    """From 1 to 5."""
    written_at: datetime


@dataclass(frozen=True, kw_only=True)
class MembershipView(View):
    """A member of the roster."""

    public_id: str | None
    name: str | None
    email: str | None
    state: str | None
    state_since: datetime | None
    side: str | None
    background: str | None
    descriptor: str | None
    organisation: str | None
    years: str | None
    gender: str | None
    joined_at: datetime | None
    trial_until: date | None
    renewal_on: date | None
    renewal_asked_at: datetime | None
    yearly_cap: int | None
    minimum_interval_days: int | None
    skip_until: date | None
    ask_next: bool | None
    do_not_contact: bool | None
    listed_since: datetime | None
    last_asked_at: datetime | None
    asked_count: int | None
    accepted_count: int | None
    handed_in_count: int | None
    expertise: list[Any] | None
    """[{"vocabulary", "key", "level", "evidence", "verified"} …]"""
    languages: list[Any] | None
    """[{"language", "proficiency"} …]"""
    regions: list[str] | None
    absences: list[Any] | None
    """[{"public_id", "starts_on", "ends_on"} …]"""
    capacities: list[Any] | None
    """[{"year", "cap", "taken"} …]"""
    works: list[WorkView] | None
    """The latest first, those that are excluded too."""
    waiting_file: str | None
    """The name of a file of works that waits to be looked at; `import_of` gives what is in it."""
    notes: list[NoteView] | None
    """The latest first."""
    revision: int | None


def _works(item: Membership, _facts: object) -> list[WorkView]:
    return [
        WorkView(
            public_id=work.public_id, title=work.title, abstract=work.abstract, year=work.year, link=work.link,
            authors=tuple(work.authors), doi=work.doi, language=work.language, origin=work.origin,
            is_excluded=work.is_excluded,
        )
        for work in item.works
    ]  # fmt: skip


def import_of(view: MembershipView, item: Membership) -> ImportView | None:
    """Give the file of works that waits, where one does and this view may tell of it."""
    found = item.work_import
    if found is None or not view.shows("waiting_file"):
        return None
    problems = tuple((entry, line, from_data(reason)) for entry, line, reason in found.problems)
    return ImportView(file_name=found.file_name, works=tuple(found.works), problems=problems)


def _notes(item: Membership, _facts: object) -> list[NoteView]:
    return [
        NoteView(public_id=n.public_id, author=n.author.name, text=n.text, mark=n.mark, written_at=n.written_at)
        for n in item.notes
    ]


def _expertise(item: Membership, _facts: object) -> list[dict[str, Any]]:
    return [
        {
            "vocabulary": e.term.vocabulary,
            "key": e.term.key,
            "level": e.level,
            "evidence": e.evidence,
            "verified": e.verified_at is not None,
        }
        for e in item.expertise
    ]


MEMBERSHIP = Sight[Membership, MembershipView](
    MembershipView,
    sees={
        "public_id": both,
        "name": both,
        "email": both,
        "state": both,
        "state_since": both,
        "side": both,
        "background": both,
        "descriptor": both,
        "organisation": both,
        "years": both,
        "gender": owner,
        "joined_at": both,
        "trial_until": both,
        "renewal_on": both,
        "renewal_asked_at": both,
        "yearly_cap": both,
        "minimum_interval_days": both,
        "skip_until": both,
        "ask_next": both,
        "do_not_contact": coordinator,
        "listed_since": both,
        "last_asked_at": both,
        "asked_count": coordinator,
        "accepted_count": coordinator,
        "handed_in_count": both,
        "expertise": both,
        "languages": both,
        "regions": both,
        "absences": both,
        "capacities": both,
        "works": both,
        "waiting_file": both,
        "notes": coordinator,
        "revision": both,
    },
    reads={
        "name": lambda item, _facts: item.person.name,
        "email": _email,
        "organisation": lambda item, _facts: item.organisation.name if item.organisation else "",
        "expertise": _expertise,
        "languages": lambda item, _facts: [
            {"language": skill.language, "proficiency": skill.proficiency} for skill in item.languages
        ],
        "regions": lambda item, _facts: [region.term.key for region in item.regions],
        "absences": lambda item, _facts: [
            {"public_id": a.public_id, "starts_on": a.starts_on, "ends_on": a.ends_on} for a in item.absences
        ],
        "capacities": lambda item, _facts: [{"year": c.year, "cap": c.cap, "taken": c.taken} for c in item.capacities],
        "works": _works,
        "waiting_file": lambda item, _facts: item.work_import.file_name if item.work_import else "",
        "notes": _notes,
    },
)
