"""Many messages that are due, each to a person of its own: the receipt of what he has sent in, with its secret link.

One message a person, so that whoever receives the mail can tell by the address alone whether it came once, twice, or
under another Message-ID.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from workflow.kernel.ids import new_public_id
from workflow.models import Address, Call, Event, Message, Person, ProcessVersion, Submission, SubmissionVersion

LANGUAGES = ("en", "fr", "ar")
KIND = "submission.submit:submitter"


def fill(session: Session, n: int, now: datetime, *, twice: bool = False) -> None:
    """Write people, submissions, events and messages; `twice` leaves the messages to the relay."""
    since = now - timedelta(days=1)
    first = {table: (session.scalar(select(func.max(table.id))) or 0) + 1 for table in (Person, Submission, Event)}
    call = session.scalars(select(Call.id).order_by(Call.id)).first()
    version = session.scalar(select(func.max(ProcessVersion.version)).where(ProcessVersion.name == "hub"))
    people = [_person(first[Person] + i, since) for i in range(n)]
    works = [_work(first[Submission] + i, people[i]["id"], call, version, since) for i in range(n)]
    events = [_event(first[Event] + i, works[i], since, relayed=not twice) for i in range(n)]
    rows: list[tuple[type, list[dict[str, Any]]]] = [
        (Person, people),
        (Address, [_address(person["id"], since) for person in people]),
        (Submission, works),
        (SubmissionVersion, [_version(work, since) for work in works]),
        (Event, events),
        (Message, [] if twice else [_message(i, events[i], people[i], since) for i in range(n)]),
    ]
    for table, found in rows:
        if found:
            session.execute(insert(table), found)
    if session.get_bind().dialect.name == "postgresql":
        for table in first:
            counter = func.pg_get_serial_sequence(table.__tablename__, "id")
            session.execute(select(func.setval(counter, select(func.max(table.id)).scalar_subquery())))


def address_of(person_id: int) -> str:
    """Give where the mail of a person goes."""
    return f"reader{person_id}@example.org"


def _person(number: int, since: datetime) -> dict[str, Any]:
    language = LANGUAGES[number % 3]
    return {"id": number, "public_id": new_public_id(), "name": f"Reader {number}", "locale": language,
            "time_zone": "Asia/Kathmandu", "created_at": since}  # fmt: skip


def _address(person_id: int, since: datetime) -> dict[str, Any]:
    email = address_of(person_id)
    return {"person_id": person_id, "email": email, "normal_form": email, "is_primary": True, "verified_at": since}


def _work(number: int, owner: int, call: int | None, version: int | None, since: datetime) -> dict[str, Any]:
    return {
        "id": number, "public_id": new_public_id(), "call_id": call, "submitter_id": owner, "created_at": since,
        "submitted_at": since, "reference": f"BAG-{number:06}", "title": f"Fair recruitment in practice, part {number}",
        "language": "en", "is_open": True, "waits_for": "coordinator", "needs_screening": True, "state": "submitted",
        "state_since": since, "process_name": "hub", "process_version": version, "revision": 1,
    }  # fmt: skip


def _version(work: dict[str, Any], since: datetime) -> dict[str, Any]:
    return {"submission_id": work["id"], "number": 1, "created_at": since, "saved_at": since, "frozen_at": since,
            "answers": {"title": work["title"]}, "title": work["title"], "language": "en", "revision": 1}  # fmt: skip


def _event(number: int, work: dict[str, Any], since: datetime, *, relayed: bool) -> dict[str, Any]:
    return {
        "id": number, "key": f"bag-{number}", "name": "submission.submit", "at": since, "tells": ["submitter"],
        "call_id": work["call_id"], "submission_id": work["id"],
        "payload": {"source": "draft", "target": "submitted", "actor_id": work["submitter_id"]},
        "relayed_at": since if relayed else None,
    }  # fmt: skip


def _message(i: int, event: dict[str, Any], person: dict[str, Any], since: datetime) -> dict[str, Any]:
    return {
        "public_id": new_public_id(), "event_id": event["id"], "person_id": person["id"],
        "recipient": person["public_id"], "kind": KIND, "due_at": since + timedelta(seconds=i / 1000),
    }  # fmt: skip
