"""Measures how long 32 who read first and then write wait for each other, on SQLite in one process.

    python -m benchmarks.writers [--seconds 20] [--json]

A step is a reading session and a transaction after it, each of its own. The last line under --json is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time

from tests.contending import CLIENTS, counted
from workflow import migrations
from workflow.kernel.db import Database


def main() -> None:
    """Count, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/writers.sqlite3")
        migrations.upgrade(database)
        end = time.monotonic() + options.seconds
        found = counted(database, lambda _steps: time.monotonic() < end)
        database.dispose()
    figures = {
        "clients": CLIENTS, "steps": len(found), "median_s": round(statistics.median(found), 3),
        "p95_s": round(statistics.quantiles(found, n=20)[-1], 3), "longest_s": round(max(found), 3),
    }  # fmt: skip
    sys.stdout.write(", ".join(f"{name} {value}" for name, value in figures.items()) + "\n")
    if options.json:
        sys.stdout.write(json.dumps({"writers": figures}) + "\n")


if __name__ == "__main__":
    main()
