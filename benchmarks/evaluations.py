"""The 355 public evaluations of IOM as submissions that wait for reviewers, and a roster drawn from role descriptors.

An evaluation without an objective is about the Compact as a whole, for the form asks for one. So many reviewers are
drawn from each archetype, with its topics, languages and yearly limit; the levels and which of them are verified come
from one seed.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from benchmarks.dataset import NOW
from workflow import migrations
from workflow.actions import seeding
from workflow.kernel.db import Database
from workflow.models import (
    Call,
    Capacity,
    Expertise,
    LanguageSkill,
    MemberRegion,
    Membership,
    Person,
    ProcessVersion,
    Role,
    Screening,
    Submission,
    SubmissionVersion,
    Term,
    VersionTerm,
)
from workflow.roster.topics import GENERAL

COORDINATOR, SUBMITTER = 1, 2
VOCABULARIES = ("objectives", "principles", "countries", "languages")
Record = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """The records as they are on file."""

    evaluations: list[Record]
    archetypes: list[Record]


def read(shared: Path) -> Source:
    """Read what stands in the folder of the corpus and the archetypes."""
    lines = (shared / "corpus" / "iom_evaluations.jsonl").read_text("utf-8").splitlines()
    archetypes = json.loads((shared / "vocab" / "reviewer_archetypes.json").read_text("utf-8"))["items"]
    return Source([json.loads(line) for line in lines], archetypes)


def filled(folder: str, source: Source, each: int) -> Database:
    """Give a database with all evaluations and so many reviewers of each archetype."""
    database = Database(f"sqlite:///{folder}/proposals.sqlite3")
    migrations.upgrade(database)
    database.in_transaction(lambda session: seeding.seed(session, NOW - timedelta(days=2000)))
    database.in_transaction(lambda session: _Writer(session, source.archetypes, each).write(source.evaluations))
    return database


class _Writer:
    """Writes the evaluations as submissions that wait for reviewers, and the roster."""

    def __init__(self, session: Session, archetypes: list[Record], each: int) -> None:
        self.session, self.archetypes, self.each = session, archetypes, each
        self.random = random.Random(20261127)  # noqa: S311 - examples, not secrets
        self.call = session.scalars(select(Call)).one()
        self.terms = {(term.vocabulary, term.key): term.id for term in session.scalars(select(Term))}
        versions = session.execute(select(ProcessVersion.name, ProcessVersion.version)).all()
        self.process = {row.name: row.version for row in versions}

    def write(self, evaluations: list[Record]) -> None:
        """Write people, then submissions."""
        names = ["Coordinator", "Submitter", *(f"Reviewer {n}" for n in range(1, self._size + 1))]
        self._bulk(Person, [{"id": n, "name": name, "created_at": NOW} for n, name in enumerate(names, 1)])
        self._bulk(Role, [{"person_id": COORDINATOR, "name": "coordinator", "call_id": None, "given_at": NOW}])
        drawn = [archetype for archetype in self.archetypes for _ in range(self.each)]
        for n, archetype in enumerate(drawn, 1):
            self._member(n, archetype)
        for n, evaluation in enumerate(evaluations, 1):
            self._submission(n, evaluation)

    @property
    def _size(self) -> int:
        return len(self.archetypes) * self.each

    def _bulk(self, table: type, rows: list[Record]) -> None:
        if rows:
            self.session.execute(insert(table), rows)

    def _stateful(self, name: str, state: str) -> Record:
        return {
            "state": state, "state_since": NOW, "process_name": name, "process_version": self.process[name],
            "revision": 1,
        }  # fmt: skip

    def _member(self, n: int, archetype: Record) -> None:
        side = "internal" if archetype["side"] == "un" else "external"
        cap = archetype["availability_per_year"]
        self._bulk(Membership, [{
            "id": n, "person_id": n + SUBMITTER, "side": side, "descriptor": f"{archetype['descriptor']} ({n})",
            "joined_at": NOW, "background": archetype["background"], "yearly_cap": cap,
            **self._stateful("membership", "active"),
        }])  # fmt: skip
        self._bulk(Capacity, [{"membership_id": n, "year": NOW.year, "cap": cap, "taken": 0}])
        self._bulk(Expertise, list(self._expertise(n, archetype)))
        skills = [{"membership_id": n, "language": key, "proficiency": 3} for key in archetype["languages"]]
        self._bulk(LanguageSkill, skills)
        regions = [{"membership_id": n, "term_id": self.terms["regions", key]} for key in archetype["regions"]]
        self._bulk(MemberRegion, regions)

    def _expertise(self, n: int, archetype: Record) -> Iterator[Record]:
        for vocabulary in ("expertise", "objectives"):
            for key in archetype[vocabulary]:
                verified = NOW if self.random.random() < 0.5 else None
                yield {
                    "membership_id": n, "term_id": self.terms[vocabulary, key], "level": self.random.randint(1, 3),
                    "verified_at": verified, "evidence": "",
                }  # fmt: skip

    def _submission(self, n: int, evaluation: Record) -> None:
        languages = [key for key in evaluation["languages"] if ("languages", key) in self.terms]
        language = languages[0] if len(evaluation["languages"]) == len(languages) == 1 else ""
        answers = {
            "kind": "document", "title": evaluation["title"], "languages": languages,
            "objectives": evaluation["objectives_suggested"] or [GENERAL],
            "principles": evaluation["principles_suggested"],
            "countries": [key for key in evaluation["countries"] if ("countries", key) in self.terms],
            "publisher": ", ".join(evaluation["commissioner"] or ()), "scope": evaluation["scope"],
        }  # fmt: skip
        self._bulk(Submission, [{
            "id": n, "call_id": self.call.id, "submitter_id": SUBMITTER, "handling_coordinator_id": COORDINATOR,
            "reference": f"HUB-2026-{n:04d}", "created_at": NOW, "submitted_at": NOW, "title": evaluation["title"],
            "kind": "document", "language": language, "is_open": True, "waits_for": "coordinator",
            "needs_reviewers": True, **self._stateful("hub", "submitted"),
        }])  # fmt: skip
        self._bulk(SubmissionVersion, [{
            "id": n, "submission_id": n, "number": 1, "created_at": NOW, "saved_at": NOW, "frozen_at": NOW,
            "answers": answers, "title": evaluation["title"], "language": language, "scope": evaluation["scope"],
            "year": evaluation["year"],
        }])  # fmt: skip
        self._bulk(Screening, [{"submission_id": n, "version_id": n, "in_scope": True, "by_id": 1, "at": NOW}])
        keys = [(vocabulary, key) for vocabulary in VOCABULARIES for key in answers[vocabulary]]
        self._bulk(VersionTerm, [{"version_id": n, "term_id": self.terms[key]} for key in dict.fromkeys(keys)])
