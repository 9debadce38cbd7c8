"""Everything that must hold before a change lands, in one run with a table at the end: `python3 run.py test`.

python -m tests.gates                     all gates, then the whole suite
python -m tests.gates --long [GROUP]      the long tests, or one group of them, instead
python -m tests.gates tests/workflow -x   pytest alone, with these arguments
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests import browser
from tests.databases import KINDS
from tests.postgresql import MissingPart, start_postgresql

HERE = Path(__file__).resolve().parent.parent
COUNTS = HERE / ".cache" / "counts.json"
WORKERS = ("-n", "logical", "--dist", "worksteal")
COVERAGE = ("-p", "tests.measuring")

GATES: dict[str, tuple[str, ...]] = {
    "mypy": ("mypy", "--num-workers", "2"),
    "ruff check": ("ruff", "check", "."),
    "ruff format": ("ruff", "format", "--check", "."),
    "import-linter": ("lint-imports",),
    "deptry": ("deptry", "."),
    "djlint": ("djlint", "web/templates", "--lint"),
    "vulture": ("vulture",),
}
"""Gate: the program and its arguments; the longest first, because two run at a time."""


@dataclass(frozen=True)
class Result:
    """How a gate ended."""

    name: str
    seconds: float
    passed: bool
    output: str = ""

    def __str__(self) -> str:
        """Give the gate's line of the table."""
        return f"  {'passed' if self.passed else 'FAILED'}  {self.seconds:7.1f} s  {self.name}"


def main(arguments: Sequence[str]) -> int:
    """Run what was asked for, print the table, and give the exit code."""
    begun = time.monotonic()
    try:
        print(f"browser: {browser.found_or_installed()}", flush=True)
        start_postgresql().stop()
    except MissingPart as missing:
        print(missing, file=sys.stderr)
        return 2
    whole = not arguments
    results = static_gates() if whole else []
    COUNTS.unlink(missing_ok=True)
    results.append(run_tests([*(COVERAGE if whole else ()), *arguments]))
    figures = json.loads(COUNTS.read_text(encoding="utf-8")) if COUNTS.exists() else {}
    if whole:
        results.append(equal_counts(figures))
    print(table(results, figures))
    print(f"{time.monotonic() - begun:.0f} s from start to end.")
    return 0 if all(result.passed for result in results) else 1


def static_gates() -> list[Result]:
    """Run the gates that need no test, two at a time, and print the output of those that fail."""
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda gate: run_gate(*gate), GATES.items()))
    for result in results:
        if not result.passed:
            print(f"\n--- {result.name} ---\n{result.output}", flush=True)
    return results


def run_gate(name: str, words: Sequence[str], folder: Path = HERE) -> Result:
    """Run one gate with a program of this environment and keep what it prints."""
    begun = time.monotonic()
    program = Path(sys.executable).parent / words[0]
    done = subprocess.run([program, *words[1:]], cwd=folder, capture_output=True, text=True, check=False)
    return Result(name, time.monotonic() - begun, done.returncode == 0, done.stdout + done.stderr)


def run_tests(arguments: Sequence[str]) -> Result:
    """Run pytest on every core and let it print."""
    begun = time.monotonic()
    words = [sys.executable, "-m", "pytest", *WORKERS, f"--counts={COUNTS}", *arguments]
    tests = subprocess.Popen(words, cwd=HERE)
    try:
        code = tests.wait()
    except KeyboardInterrupt:  # Ctrl-C went to pytest as well: let it stop its server and browsers
        code = tests.wait()
    return Result("pytest " + " ".join(arguments), time.monotonic() - begun, code == 0)


def equal_counts(figures: dict[str, int]) -> Result:
    """Say whether as many tests passed on one database as on the other, and any at all."""
    counted = {figures.get(kind, 0) for kind in KINDS}
    return Result("as many tests on each database", 0, len(counted) == 1 and counted != {0})


def table(results: Sequence[Result], figures: dict[str, int]) -> str:
    """Give the summary: a line a gate, then the counts."""
    counted = ", ".join(f"{name} {number}" for name, number in figures.items()) or "pytest wrote none"
    verdict = "All passed." if all(result.passed for result in results) else "Something FAILED."
    return "\n".join(["", "Gates:", *map(str, results), f"Tests: {counted}", verdict])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
