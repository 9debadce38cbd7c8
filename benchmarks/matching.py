"""Solves a matching instance and says how good the plan is, how long it took and how much memory.

    python -m benchmarks.matching --instance FILE.npz --out FILE.csv [--json] [--fair [SHARE]] [--rules] [--wishes N]

Without --fair the plan is the one with the highest total, proven by its prices. With it the worst-served submissions
are raised for at most SHARE of the total (0.01 when no number is given): the exchange result. --rules puts panels under
a rule of several attributes (benchmarks/attributes.py). --wishes asks N times what a wish would change: a pair forced,
a pair forbidden, a reviewer left out, in turns.

The instance has the arrays papers, reviewers, score (or indptr, indices, data for a sparse one), conflict, demand,
load_max and load_min. The plan is a CSV with the header paper,reviewer. CPU seconds are those of solving, with the
matrix in memory and the libraries loaded; the memory is the peak of the process. The last line under --json is one JSON
object.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from ortools.graph.python import min_cost_flow
from rich.console import Console
from rich.table import Table

from benchmarks.attributes import with_rules
from workflow.kernel.errors import DomainError
from workflow.roster.matching import Plan, Problem, solve, what_if

Figures = dict[str, float | int | str | None]


def main() -> None:
    """Read, solve, write, print."""
    options = _options()
    problem = problem_of(options.instance)
    problem = with_rules(problem) if options.rules else problem
    min_cost_flow.SimpleMinCostFlow().solve()
    begun = time.process_time()
    try:
        plan = solve(problem, fair=options.fair)
    except DomainError as failed:
        sys.exit("\n".join(str(reason) for reason in failed.reasons))
    seconds = time.process_time() - begun
    _write(plan, options.out)
    figures = {**_figures(plan, seconds), **(_wished(plan, options.wishes) if options.wishes else {})}
    table = Table("what", "measured")
    for name, value in figures.items():
        table.add_row(name.replace("_", " "), str(value))
    Console().print(table)
    if options.json:
        sys.stdout.write(json.dumps(figures) + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--instance", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--fair", type=float, nargs="?", const=0.01, metavar="SHARE", help="what fairness may cost")
    parser.add_argument("--rules", action="store_true", help="under a panel rule of several attributes")
    parser.add_argument("--wishes", type=int, default=0, metavar="N", help="so many wishes tried on the plan")
    return parser.parse_args()


def problem_of(path: Path) -> Problem:
    """Give the problem in a file; a pair that a sparse file does not name must not be."""
    with np.load(path) as file:
        data = {name: file[name] for name in file.files}
    papers, reviewers = int(data["papers"]), int(data["reviewers"])
    if "score" in data:
        scores = data.pop("score").astype(np.float32, copy=False)
    else:
        scores = np.full((papers, reviewers), -np.inf, np.float32)
        scores[np.repeat(np.arange(papers), np.diff(data["indptr"])), data["indices"]] = data["data"]
    conflict = data["conflict"]
    scores[conflict[:, 0], conflict[:, 1]] = -np.inf
    return Problem(
        papers=[str(at) for at in range(papers)],
        reviewers=[str(at) for at in range(reviewers)],
        scores=scores,
        demand=data["demand"],
        load_max=data["load_max"],
        load_min=data["load_min"],
    )


def _write(plan: Plan, path: Path) -> None:
    places = plan.places
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("paper", "reviewer"))
        writer.writerows(places[np.lexsort(places.T[::-1])].tolist())


def _figures(plan: Plan, seconds: float) -> Figures:
    scores = np.sort(plan.paper_scores)
    return {
        "objective": round(plan.total, 4),
        "bound": round(plan.bound, 4),
        "gap": plan.gap,
        "share_of_bound": round(plan.total / plan.bound, 6),
        "least_paper_score": round(float(scores[0]), 4),
        "worst_tenth_mean": round(float(scores[: max(1, len(scores) // 10)].mean()), 4),
        "exchanges": len(plan.exchanges),
        "fair": plan.fair,
        "cpu_seconds": round(seconds, 4),
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _wished(plan: Plan, number: int) -> Figures:
    """Give the CPU seconds of the middle and the slowest of so many wishes, each for a pair drawn from one seed."""
    problem, drawn, seconds = plan.problem, random.Random(1), []  # noqa: S311 - a draw, no secret
    for at in range(number):
        paper, reviewer = drawn.choice(plan.pairs)
        row = problem.scores[problem.places[paper]]
        other = problem.reviewers[drawn.choice(np.flatnonzero(np.isfinite(row)).tolist())]
        wishes: list[dict[str, Any]] = [
            {"force": [(paper, other)]}, {"forbid": [(paper, reviewer)]}, {"recuse": [reviewer]},
        ]  # fmt: skip
        begun = time.process_time()
        what_if(plan, **wishes[at % len(wishes)])
        seconds.append(time.process_time() - begun)
    return {"wish_cpu_seconds": round(statistics.median(seconds), 4), "slowest_wish": round(max(seconds), 4)}


if __name__ == "__main__":
    main()
