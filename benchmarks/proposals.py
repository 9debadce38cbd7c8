"""Proposes panels for the 355 public evaluations of IOM, with a roster drawn from role descriptors.

    python -m benchmarks.proposals --shared FOLDER [--each 16] [--json]

FOLDER has corpus/iom_evaluations.jsonl and vocab/reviewer_archetypes.json. An evaluation without an objective is about
the Compact as a whole, for the form asks for one. So many reviewers are drawn from each archetype, with its topics,
languages and yearly limit; the levels and which of them are verified come from one seed.

The proposal is asked for, solved and kept on SQLite as the desk does it; "end to end" is all of that. Then the same is
asked of the bare archetypes, one reviewer each. A name has a reason when an objective or topic of the submission is
named for it, or how many of all objectives where it is about all of them. What could be had at most is the share in the
plan that wants nothing else. The last line under --json is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console
from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session

from benchmarks.dataset import NOW
from notifications.solving import solve_one
from web.desk import coverage_words
from workflow import migrations
from workflow.actions import proposals, seeding
from workflow.kernel.clock import FixedClock
from workflow.kernel.db import Database
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, from_data
from workflow.models import (
    Call,
    Capacity,
    Expertise,
    LanguageSkill,
    MemberRegion,
    Membership,
    Person,
    ProcessVersion,
    Proposal,
    Role,
    Screening,
    Submission,
    SubmissionVersion,
    Term,
    VersionTerm,
)
from workflow.policy import person_actor
from workflow.roster import plans, shortages
from workflow.roster import proposals as roster
from workflow.roster.proposals import Item, Scene
from workflow.roster.topics import GENERAL

COORDINATOR, SUBMITTER = 1, 2
SCARCE, SHORT = "gcm-02", "internal"
"""Where the roster is known to be short."""

VOCABULARIES = ("objectives", "principles", "countries", "languages")
Figures = dict[str, Any]
Done = TypeVar("Done")


def main() -> None:
    """Measure both rosters, print."""
    options = _options()
    evaluations = [json.loads(line) for line in _lines(options.shared / "corpus" / "iom_evaluations.jsonl")]
    archetypes = json.loads((options.shared / "vocab" / "reviewer_archetypes.json").read_text("utf-8"))["items"]
    figures = {f"{each} of each": _measure(evaluations, archetypes, each) for each in dict.fromkeys((options.each, 1))}
    console = Console(width=160, soft_wrap=True)
    for name, found in figures.items():
        console.print(f"[bold]{name}[/bold]")
        for key, value in found.items():
            for line in value if isinstance(value, list) else [value]:
                console.print(f"  {key.replace('_', ' ')}: {line}", highlight=False, markup=False)
    if options.json:
        sys.stdout.write(json.dumps({"proposals": figures}) + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True, help="the folder of the corpus and the archetypes")
    parser.add_argument("--each", type=int, default=16, help="reviewers drawn from each archetype")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    return parser.parse_args()


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def _measure(evaluations: list[Figures], archetypes: list[Figures], each: int) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/proposals.sqlite3")
        migrations.upgrade(database)
        database.in_transaction(lambda session: seeding.seed(session, NOW - timedelta(days=2000)))
        database.in_transaction(lambda session: _Writer(session, archetypes, each).write(evaluations))
        figures = _proposed(database)
        database.dispose()
    return {"submissions": len(evaluations), "reviewers": len(archetypes) * each, **figures}


def _proposed(database: Database) -> Figures:
    clock, statements = FixedClock(NOW), 0

    def note(*_seen: object) -> None:
        nonlocal statements
        statements += 1

    event.listen(database.engine, "before_cursor_execute", note)
    asked, number = _timed(lambda: database.in_transaction(_ask))
    event.remove(database.engine, "before_cursor_execute", note)
    solved, _ = _timed(lambda: solve_one(database, clock, number))
    with database.reading() as session:
        proposal = session.get_one(Proposal, number)
        found = _found(session, proposal)
    return {
        "end_to_end_s": round(asked[0] + solved[0], 2), "end_to_end_cpu_s": round(asked[1] + solved[1], 2),
        "asked_s": round(asked[0], 2), "solved_s": round(solved[0], 2), "statements_to_ask": statements, **found,
    }  # fmt: skip


def _ask(session: Session) -> int:
    coordinator = person_actor(session.get_one(Person, COORDINATOR))
    call_id = session.scalars(select(Call.public_id)).one()
    return proposals.propose(session, coordinator, PublicId(call_id), now=NOW).id


def _timed(work: Callable[[], Done]) -> tuple[tuple[float, float], Done]:
    """Give seconds by the clock and of CPU, and what was done."""
    clock, cpu = time.perf_counter(), time.process_time()
    done = work()
    return (time.perf_counter() - clock, time.process_time() - cpu), done


def _found(session: Session, proposal: Proposal) -> Figures:
    """Give how good the plan is, or why there is none; what the roster lacks in words."""
    titles = {item.submission.public_id: item.submission.reference or "" for item in proposal.items}
    lacks = shortages.gaps_in(proposal.problem)
    common = {
        "lacks": [str(coverage_words.sentence(gap)) for gap in lacks[:5]],
        "shortage": [str(coverage_words.sentence(gap)) for gap in lacks if (gap.key, gap.side) == (SCARCE, SHORT)],
    }
    if proposal.plan is None:
        report = proposal.report or {}
        reasons = [str(_named(from_data(reason), titles)) for reason in report["reasons"]]
        helps = [str(from_data(each["words"])) for each in report["helps"]]
        return {"plan": False, "places_missing": report["short"], "reasons": reasons, "helps": helps, **common}
    plan = proposal.plan
    scene = roster.scene(session, person_actor(session.get_one(Person, COORDINATOR)), [
        item.submission for item in proposal.items
    ], NOW)  # fmt: skip
    items = {item.id: item for item in scene.items}
    told = [bool(scene.fit(items[item], scene.roster[person]).topics.matched) for item, person, _ in plan["pairs"]]
    about_all = [items[item].subject.is_general for item, _, _ in plan["pairs"]]
    return {
        "plan": True, "places": len(plan["pairs"]), "gap": plan["gap"], "total": plan["total"],
        "least": plan["least"], "names_with_a_reason": _share(told),
        "of_these_about_all_objectives": _share(about_all), "at_most_with_a_reason": _most(proposal, scene, items),
        **common,
    }  # fmt: skip


def _share(told: list[bool]) -> float:
    return round(sum(told) / len(told), 4)


def _most(proposal: Proposal, scene: Scene, items: dict[str, Item]) -> float:
    """Give the largest share of names with a reason that any plan by the rule has."""
    people = [scene.roster[member["id"]] for member in proposal.problem["members"]]
    scores = [
        [
            None if score is None else float(bool(scene.fit(items[item["id"]], person).topics.matched))
            for score, person in zip(row, people, strict=True)
        ]
        for item, row in zip(proposal.problem["items"], proposal.problem["scores"], strict=True)
    ]
    plan, _ = plans.solved({**proposal.problem, "scores": scores}, plans.no_wishes())
    return round(plan["best"] / len(plan["pairs"]), 4) if plan else 0.0


def _named(reason: Reason, titles: dict[str, str]) -> Reason:
    values = {key: titles.get(str(value), value) for key, value in reason.values.items()}
    return Reason(reason.text, values, reason.plural, reason.n)


class _Writer:
    """Writes the evaluations as submissions that wait for reviewers, and the roster."""

    def __init__(self, session: Session, archetypes: list[Figures], each: int) -> None:
        self.session, self.archetypes, self.each = session, archetypes, each
        self.random = random.Random(20261127)  # noqa: S311 - examples, not secrets
        self.call = session.scalars(select(Call)).one()
        self.terms = {(term.vocabulary, term.key): term.id for term in session.scalars(select(Term))}
        versions = session.execute(select(ProcessVersion.name, ProcessVersion.version)).all()
        self.process = {row.name: row.version for row in versions}

    def write(self, evaluations: list[Figures]) -> None:
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

    def _bulk(self, table: type, rows: list[Figures]) -> None:
        if rows:
            self.session.execute(insert(table), rows)

    def _stateful(self, name: str, state: str) -> Figures:
        return {
            "state": state, "state_since": NOW, "process_name": name, "process_version": self.process[name],
            "revision": 1,
        }  # fmt: skip

    def _member(self, n: int, archetype: Figures) -> None:
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

    def _expertise(self, n: int, archetype: Figures) -> Iterator[Figures]:
        for vocabulary in ("expertise", "objectives"):
            for key in archetype[vocabulary]:
                verified = NOW if self.random.random() < 0.5 else None
                yield {
                    "membership_id": n, "term_id": self.terms[vocabulary, key], "level": self.random.randint(1, 3),
                    "verified_at": verified, "evidence": "",
                }  # fmt: skip

    def _submission(self, n: int, evaluation: Figures) -> None:
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


if __name__ == "__main__":
    main()
