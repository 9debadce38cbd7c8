"""A hub of any size, written straight into the tables: 500 reviewers, three reviews each, 60 % published.

10 % of the submissions stand in work lists; the rest was rejected. Everything comes from one seed, so that two runs
measure the same.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from workflow.actions import seeding
from workflow.actions.publishing import order_text
from workflow.kernel.db import Database
from workflow.models import (
    Address,
    Assignment,
    Call,
    Capacity,
    Decision,
    Expertise,
    LanguageSkill,
    LogChain,
    LogEntry,
    Membership,
    Person,
    ProcessVersion,
    Publication,
    Review,
    ReviewForm,
    ReviewRound,
    Role,
    Screening,
    Stamp,
    Submission,
    SubmissionVersion,
    Term,
    VersionTerm,
)
from workflow.rules.hub_order import HubFacts, sort_key
from workflow.rules.tokens import tokens_of

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
REVIEWERS = 500
THE_COORDINATOR, THE_REVIEWER = 1, 3
"""Their persons: the coordinator, and the first reviewer."""

THE_SAME = 100
"""The first reviewer sits in the panels of the first so many submissions and in no others: his load is the same at
every size, so that his page tells what the size of the hub costs him."""

WORDS = [
    "migration",
    "labour",
    "protection",
    "return",
    "remittances",
    "border",
    "health",
    "children",
    "data",
    "policy",
    "regional",
    "guidance",
    "evaluation",
    "integration",
    "climate",
    "trafficking",
    "consular",
    "skills",
    "portability",
    "diaspora",
    "assistance",
    "rights",
    "governance",
    "training",
    "communities",
    "cooperation",
    "access",
    "justice",
    "services",
    "mobility",
    "women",
    "youth",
    "employers",
    "cities",
    "recruitment",
    "identity",
]


def fill(database: Database, submissions: int) -> None:
    """Fill an empty, migrated database."""
    database.in_transaction(lambda session: seeding.seed(session, NOW - timedelta(days=2000)))
    database.in_transaction(lambda session: _Writer(session, submissions).write())


class _Writer:
    """Writes one dataset in bulk."""

    def __init__(self, session: Session, size: int) -> None:
        self.session, self.size, self.random = session, size, random.Random(20261123)  # noqa: S311 - examples, not secrets
        self.call = session.scalars(select(Call)).one()
        self.form = session.scalars(select(ReviewForm)).one()
        self.terms = {(t.vocabulary, t.key): t.id for t in session.scalars(select(Term))}
        versions = session.execute(select(ProcessVersion.name, ProcessVersion.version)).tuples()
        self.process = dict(versions.all())
        self.ids = count(1)

    def write(self) -> None:
        """Write people, then submissions in blocks."""
        self._people()
        for start in range(0, self.size, 500):
            self._block(range(start, min(start + 500, self.size)))
        self.session.merge(Stamp(name="catalogue", count=1))
        if self.session.get_bind().dialect.name == "sqlite":
            words = "INSERT INTO publication_search (rowid, tokens) SELECT id, tokens FROM publication"
            self.session.execute(text(words))

    def _bulk(self, table: type, rows: list[dict[str, Any]]) -> None:
        if rows:
            self.session.execute(insert(table), rows)

    def _stateful(self, name: str, state: str, since: datetime) -> dict[str, Any]:
        return {
            "state": state, "state_since": since, "process_name": name, "process_version": self.process[name],
            "revision": 1,
        }  # fmt: skip

    def _people(self) -> None:
        since = NOW - timedelta(days=900)
        names = ["Coordinator", "Submitter", *(f"Reviewer {n}" for n in range(1, REVIEWERS + 1))]
        self._bulk(Person, [{"id": n, "name": name, "created_at": since} for n, name in enumerate(names, 1)])
        self._bulk(Address, [
            {"person_id": n, "email": f"p{n}@example.org", "normal_form": f"p{n}@example.org", "is_primary": True,
             "verified_at": since} for n in range(1, len(names) + 1)
        ])  # fmt: skip
        self._bulk(Role, [{"person_id": 1, "name": "coordinator", "call_id": None, "given_at": since}])
        self._bulk(Membership, [self._member(n, since) for n in range(1, REVIEWERS + 1)])
        self._bulk(Expertise, [row for n in range(1, REVIEWERS + 1) for row in self._expertise(n)])
        self._bulk(LanguageSkill, [
            {"membership_id": n, "language": language, "proficiency": 2}
            for n in range(1, REVIEWERS + 1) for language in ("en", ("fr", "es", "ar")[n % 3])
        ])  # fmt: skip
        self._bulk(Capacity, [
            {"membership_id": n, "year": NOW.year, "cap": 12, "taken": 3} for n in range(1, REVIEWERS + 1)
        ])  # fmt: skip

    def _member(self, n: int, since: datetime) -> dict[str, Any]:
        side = "internal" if n % 3 == 0 else "external"
        return {
            "id": n, "person_id": n + 2, "side": side, "descriptor": f"Expert {n}", "joined_at": since,
            "background": ("policy", "technical", "practitioner", "academic")[n % 4], "yearly_cap": 12,
            **self._stateful("membership", "active", since),
        }  # fmt: skip

    def _expertise(self, n: int) -> Iterator[dict[str, Any]]:
        keys = [key for vocabulary, key in self.terms if vocabulary == "expertise"]
        objectives = [key for vocabulary, key in self.terms if vocabulary == "objectives"]
        for vocabulary, chosen in (
            ("expertise", self.random.sample(keys, 4)), ("objectives", self.random.sample(objectives, 2)),
        ):  # fmt: skip
            for key in chosen:
                yield {"membership_id": n, "term_id": self.terms[vocabulary, key], "level": self.random.randint(1, 3)}

    def _block(self, numbers: range) -> None:
        rows: dict[type, list[dict[str, Any]]] = {
            kind: []
            for kind in (
                Submission, SubmissionVersion, VersionTerm, Screening, ReviewRound, Assignment, Review, Decision,
                Publication, LogChain, LogEntry,
            )
        }  # fmt: skip
        for number in numbers:
            self._submission(number + 1, rows)
        for table, found in rows.items():
            self._bulk(table, found)

    def _submission(self, n: int, rows: dict[type, list[dict[str, Any]]]) -> None:
        state = self._state(n)
        sent = NOW - timedelta(days=30 if state in OPEN else 60 + n % 800)
        title = " ".join(self.random.sample(WORDS, 6)).capitalize()
        answers = self._answers(title)
        rows[Submission].append(self._row(n, state, sent, title))
        rows[SubmissionVersion].append({
            "id": n, "submission_id": n, "number": 1, "created_at": sent, "saved_at": sent, "frozen_at": sent,
            "answers": answers, "kind": "document", "title": title, "language": "en", "summary": answers["summary"],
            "scope": answers["scope"], "publisher": answers["publisher"], "year": int(answers["publication_date"]),
            "revision": 1,
        })  # fmt: skip
        rows[VersionTerm] += [{"version_id": n, "term_id": term} for term in self._term_ids(answers)]
        rows[Screening].append({"submission_id": n, "version_id": n, "in_scope": True, "by_id": 1, "at": sent})
        self._reviews(n, state, sent, rows)
        if state in {"published", "rejected"}:
            rows[Decision].append(self._decision(n, state, sent))
        if state == "published":
            rows[Publication].append(self._publication(n, title, answers, sent))
        self._log(n, sent, rows)

    def _state(self, n: int) -> str:
        if n % 10 < 6:
            return "published"
        return ("submitted", "assigned", "assigned", "reviewed")[n // 10 % 4] if n % 10 == 6 else "rejected"

    def _row(self, n: int, state: str, sent: datetime, title: str) -> dict[str, Any]:
        is_open = state in OPEN
        in_review = state == "assigned"
        return {
            "id": n, "call_id": self.call.id, "submitter_id": 2, "handling_coordinator_id": 1,
            "reference": f"HUB-{sent.year}-{n:05d}", "created_at": sent, "submitted_at": sent,
            "result_opened_at": sent + timedelta(days=26) if state not in {"submitted", "assigned"} else None,
            "published_at": sent + timedelta(days=40) if state == "published" else None, "title": title,
            "kind": "document", "language": "en", "is_open": is_open,
            "waits_for": "reviewers" if in_review else "coordinator" if is_open else "nobody",
            "due_at": NOW + timedelta(days=n % 30 - 12) if is_open else None,
            "needs_reviewers": state == "submitted", "is_ready": state == "reviewed",
            "review_due_at": NOW + timedelta(days=n % 30 - 12) if in_review else None,
            "seats": SEATS if is_open else [], "quotas": QUOTAS if is_open else [],
            "reviews_in": 0 if state == "submitted" else 3, "score_mean": 3.5, "score_median": 3.5, "score_spread": 1.0,
            **self._stateful("hub", state, sent + timedelta(days=1)),
        }  # fmt: skip

    def _answers(self, title: str) -> dict[str, Any]:
        keys = {v: [key for vocabulary, key in self.terms if vocabulary == v] for v in ("objectives", "principles",
                "countries", "regions", "document_types", "expertise")}  # fmt: skip
        pick = self.random.sample
        return {
            "title": title, "summary": " ".join(self.random.choices(WORDS, k=60)), "languages": ["en"],
            "objectives": pick(keys["objectives"], self.random.randint(1, 6)),
            "principles": pick(keys["principles"], self.random.randint(0, 3)),
            "countries": pick(keys["countries"], self.random.randint(0, 3)),
            "regions": pick(keys["regions"], self.random.randint(0, 2)), "expertise": pick(keys["expertise"], 3),
            "document_type": pick(keys["document_types"], 1)[0],
            "scope": self.random.choice(("global", "regional", "national", "unspecified")),
            "publication_date": str(self.random.randint(2008, 2026)),
            "publisher": f"Publisher {self.random.randint(1, 60)}", "rights": "ours", "personal_data_checked": True,
            "links": [{"url": "https://example.org/a", "label": ""}], "kind": "document",
        }  # fmt: skip

    def _term_ids(self, answers: dict[str, Any]) -> list[int]:
        named = [(v, key) for v in ("objectives", "principles", "countries", "regions", "expertise", "languages")
                 for key in answers[v]]  # fmt: skip
        named += [("document_types", answers["document_type"]), ("scope", answers["scope"])]
        return [self.terms[name] for name in dict.fromkeys([*named, ("content_kinds", "document")])]

    def _reviews(self, n: int, state: str, sent: datetime, rows: dict[type, list[dict[str, Any]]]) -> None:
        if state == "submitted":
            return
        closed = None if state == "assigned" else sent + timedelta(days=25)
        rows[ReviewRound].append({
            "id": n, "submission_id": n, "number": 1, "version_id": n, "opened_at": sent + timedelta(days=1),
            "closed_at": closed, "closed_because": "quorum" if closed else "",
        })  # fmt: skip
        members = self.random.sample(range(2, REVIEWERS + 1), 3)
        if n <= THE_SAME:
            members[0] = 1
        for place, member in enumerate(members):
            self._seat(n, place, member, state=state, sent=sent, rows=rows)

    def _seat(
        self, n: int, place: int, member: int, *, state: str, sent: datetime, rows: dict[type, list[dict[str, Any]]]
    ) -> None:
        seat = next(self.ids)
        handed_in = sent + timedelta(days=20) if state != "assigned" or place else None
        rows[Assignment].append({
            "id": seat, "submission_id": n, "round_id": n, "reviewer_id": member + 2,
            "side": "internal" if member % 3 == 0 else "external", "descriptor": f"Expert {member}", "invited_by_id": 1,
            "invited_at": sent + timedelta(days=1), "answer_due_at": sent + timedelta(days=8),
            "answered_at": sent + timedelta(days=2), "review_due_at": sent + timedelta(days=23),
            "due_set_at": sent + timedelta(days=2),
            "declared_free_at": sent + timedelta(days=2), "handed_in_at": handed_in,
            **self._stateful("assignment", "handed_in" if handed_in else "accepted", sent),
        })  # fmt: skip
        if handed_in:
            criteria = [c["key"] for c in self.form.definition["criterion"]]
            rows[Review].append({
                "assignment_id": seat, "form_id": self.form.id, "recommendation": "approve", "confidence": 2,
                "answers": {"scores": {key: self.random.randint(2, 5) for key in criteria},
                            "comment_to_submitter": " ".join(self.random.choices(WORDS, k=80))},
                "began_at": sent, "saved_at": handed_in, "handed_in_at": handed_in, "revision": 1,
            })  # fmt: skip

    def _decision(self, n: int, state: str, sent: datetime) -> dict[str, Any]:
        at = sent + timedelta(days=39)
        return {
            "submission_id": n, "round_id": n, "verdict": "publish" if state == "published" else "reject",
            "code": "" if state == "published" else "after_review", "letter": "Thank you.", "recorded_by_id": 1,
            "recorded_at": at, "released_by_id": 1, "released_at": at,
        }  # fmt: skip

    def _publication(self, n: int, title: str, answers: dict[str, Any], sent: datetime) -> dict[str, Any]:
        facts = HubFacts(
            id=f"{n:016d}", title=title, scope=answers["scope"], regions=frozenset(answers["regions"]),
            countries=frozenset(answers["countries"]), objectives=frozenset(answers["objectives"]),
            principles=frozenset(answers["principles"]),
        )  # fmt: skip
        words = tokens_of(f"{title} {answers['summary']} {answers['publisher']}", "en")
        return {
            "id": n, "submission_id": n, "version_id": n, "published_at": sent + timedelta(days=40),
            "reviewed_on": (sent + timedelta(days=25)).date(), "order_key": order_text(sort_key(facts)),
            "year": int(answers["publication_date"]), "publisher": answers["publisher"], "tokens": " ".join(words),
        }  # fmt: skip

    def _log(self, n: int, sent: datetime, rows: dict[type, list[dict[str, Any]]]) -> None:
        rows[LogChain].append({"id": n, "item_kind": "submission", "item_id": n, "length": 8, "head": "0" * 64})
        for sequence, trigger in enumerate(
            ("begin", "submit", "screen", "assign", "accept", "hand_in", "close", "x"), 1
        ):
            rows[LogEntry].append({
                "chain_id": n, "sequence": sequence, "at": sent, "actor_id": 1, "subject_kind": "submission",
                "subject_id": n, "trigger": trigger, "payload_digest": "0" * 64, "previous": "0" * 64,
                "digest": "0" * 64,
            })  # fmt: skip


OPEN = frozenset({"submitted", "assigned", "reviewed"})
SEATS = [["internal", "in"], ["external", "in"], ["external", "accepted"]]
QUOTAS = [
    {"kind": "side", "key": side, "label": {"text": side + " {have}/{need}", "values": {"have": have, "need": have},
     "plural": None, "n": None}, "have": have, "asked": 0, "need": have, "short": False}
    for side, have in (("internal", 1), ("external", 2))
]  # fmt: skip
