"""Proposes panels for the 355 public evaluations of IOM, with a roster drawn from role descriptors.

    python -m benchmarks.proposals --shared FOLDER [--each 16] [--browser] [--json]

FOLDER has corpus/iom_evaluations.jsonl and vocab/reviewer_archetypes.json; `benchmarks/evaluations.py` says what is
made of them. The proposal is asked for, solved and kept on SQLite as the desk does it; "end to end" is all of that.
Then the same is asked of the bare archetypes, one reviewer each. A name has a reason when an objective or topic of the
submission is named for it, or how many of all objectives where it is about all of them. What could be had at most is
the share in the plan that wants nothing else. With --browser a coordinator asks for the same in a real browser, of the
real site with its worker, and waits for the plan (`benchmarks/proposals_seen.py`). The last line under --json is one
JSON object.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from benchmarks import evaluations, proposals_seen
from benchmarks.dataset import NOW
from benchmarks.evaluations import COORDINATOR, Source
from notifications.solving import solve_one
from web.desk import coverage_words
from workflow.actions import proposals
from workflow.kernel.clock import FixedClock
from workflow.kernel.db import Database
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, from_data
from workflow.models import Call, Person, Proposal
from workflow.policy import person_actor
from workflow.roster import plans, shortages
from workflow.roster import proposals as roster
from workflow.roster.proposals import Item, Scene

SCARCE, SHORT = "gcm-02", "internal"
"""Where the roster is known to be short."""

Figures = dict[str, Any]
Done = TypeVar("Done")


def main() -> None:
    """Measure both rosters, then what a browser sees, print."""
    options = _options()
    source = evaluations.read(options.shared)
    figures = {f"{each} of each": _measure(source, each) for each in dict.fromkeys((options.each, 1))}
    if options.browser:
        figures["in the browser"] = proposals_seen.measured(source, options.each)
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
    parser.add_argument("--browser", action="store_true", help="ask in a real browser, too")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    return parser.parse_args()


def _measure(source: Source, each: int) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        database = evaluations.filled(folder, source, each)
        figures = _proposed(database)
        database.dispose()
    return {"submissions": len(source.evaluations), "reviewers": len(source.archetypes) * each, **figures}


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


if __name__ == "__main__":
    main()
