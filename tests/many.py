"""Writes many rows at once, past the verbs: for lists whose length matters and whose history does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from tests.cast import NOW, World, the_call
from workflow.kernel.ids import new_public_id
from workflow.models import (
    Absence,
    Capacity,
    Expertise,
    LanguageSkill,
    MemberRegion,
    Membership,
    Person,
    Submission,
    SubmissionVersion,
    Term,
    VersionTerm,
)

STATES = ("submitted", "assigned", "reviewed", "returned")


def many_submissions(session: Session, world: World, n: int, *, seed: int = 1) -> None:
    """Write open submissions with a standing that chance gave them."""
    chance = Random(seed)
    submitter, call_id = world.submitter.person_id, the_call(session).id
    first = _next(session, Submission)
    rows = [_submission(chance, first + i, call_id, submitter) for i in range(n)]
    session.execute(insert(Submission), rows)
    begins = _next(session, SubmissionVersion)
    versions = [_version(begins + i, row) for i, row in enumerate(rows)]
    session.execute(insert(SubmissionVersion), versions)
    term_id = session.scalars(select(Term.id).where(Term.key == "gcm-07")).one()
    session.execute(insert(VersionTerm), [{"version_id": v["id"], "term_id": term_id} for v in versions])
    session.flush()


def _submission(chance: Random, number: int, call_id: int, submitter: int | None) -> dict[str, Any]:
    state = chance.choice(STATES)
    unanswered = chance.choice((0, 0, 2)) if state == "assigned" else 0
    reading = state == "assigned" and chance.random() < 0.8
    due = NOW + timedelta(days=chance.randint(-20, 20))
    return {
        "id": number, "public_id": new_public_id(), "state": state, "state_since": NOW - timedelta(days=30),
        "process_name": "hub", "process_version": 1, "revision": 1, "call_id": call_id, "submitter_id": submitter,
        "reference": f"MANY-{number:06}", "created_at": NOW - timedelta(days=60),
        "submitted_at": NOW - timedelta(days=chance.randint(1, 50)), "title": f"Work {number}: 50 % of it_all",
        "language": "en", "is_open": True, "due_at": chance.choice((None, due)),
        "waits_for": chance.choice(("coordinator", "reviewers", "submitter")),
        "needs_screening": state == "submitted" and chance.random() < 0.5,
        "needs_reviewers": state == "submitted" and chance.random() < 0.5,
        "panel_incomplete": chance.random() < 0.3, "is_ready": state == "reviewed" and chance.random() < 0.5,
        "to_release": state == "reviewed" and chance.random() < 0.2,
        "is_disputed": state == "reviewed" and chance.random() < 0.3,
        "clarification_open": chance.random() < 0.2, "unanswered": unanswered,
        "answer_due_at": due if unanswered else None, "review_due_at": due if reading else None,
    }  # fmt: skip


def _version(number: int, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": number, "submission_id": row["id"], "number": 1, "created_at": NOW, "saved_at": NOW,
        "title": row["title"], "language": "en", "answers": {"objectives": ["gcm-07"]},
    }  # fmt: skip


def many_members(session: Session, n: int, *, seed: int = 1) -> None:
    """Write members of the roster as different as chance makes them."""
    chance = Random(seed)
    topics = session.scalars(select(Term.id).where(Term.vocabulary.in_(("objectives", "expertise")))).all()
    regions = session.scalars(select(Term.id).where(Term.vocabulary == "regions")).all()
    person, member = _next(session, Person), _next(session, Membership)
    people = [
        {"id": person + i, "public_id": new_public_id(), "name": f"Person {i}", "created_at": NOW} for i in range(n)
    ]
    session.execute(insert(Person), people)
    session.execute(insert(Membership), [_member(chance, member + i, person + i) for i in range(n)])
    parts: dict[type, list[dict[str, Any]]] = {
        Expertise: [
            {"membership_id": member + i, "term_id": t, "level": chance.randint(1, 3), "evidence": ""}
            for i in range(n)
            for t in chance.sample(list(topics), 6)
        ],
        LanguageSkill: [
            {"membership_id": member + i, "language": key, "proficiency": chance.randint(1, 3)}
            for i in range(n)
            for key in chance.sample(["en", "fr", "es", "ar"], 2)
        ],
        MemberRegion: [{"membership_id": member + i, "term_id": chance.choice(list(regions))} for i in range(n)],
        Capacity: [
            {"membership_id": member + i, "year": NOW.year, "cap": 2, "taken": chance.randint(0, 2)} for i in range(n)
        ],
        Absence: list(_absences(chance, member, n)),
    }
    for kind, rows in parts.items():
        if rows:
            session.execute(insert(kind), rows)
    session.flush()


def _member(chance: Random, number: int, person: int) -> dict[str, Any]:
    return {
        "id": number, "public_id": new_public_id(), "person_id": person,
        "side": chance.choice(("internal", "external")),
        "descriptor": f"Reader {number}", "state": chance.choice(("active", "active", "trial", "retired")),
        "state_since": NOW, "process_name": "membership", "process_version": 1, "revision": 1, "joined_at": NOW,
        "last_asked_at": chance.choice((None, NOW - timedelta(days=chance.randint(1, 400)))),
        "minimum_interval_days": chance.choice((0, 0, 60)), "ask_next": chance.random() < 0.1,
    }  # fmt: skip


def _absences(chance: Random, member: int, n: int) -> Iterator[dict[str, Any]]:
    for i in range(0, n, 5):
        starts = (NOW + timedelta(days=chance.randint(-10, 40))).date()
        ends = starts + timedelta(days=14)
        yield {"public_id": new_public_id(), "membership_id": member + i, "starts_on": starts, "ends_on": ends}


def _next(session: Session, kind: Any) -> int:
    return (session.scalar(select(kind.id).order_by(kind.id.desc()).limit(1)) or 0) + 1000
