"""Counts what ran: tests per database, which must be equal, and skipped ones, of which there may be none."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.databases import KINDS

LATER = "databases"
"""The group of long tests that holds what `sqlite_first` put off."""


def label(items: list[pytest.Item]) -> None:
    """Write on each test which database it uses, so that its report says so wherever it ran."""
    for item in items:
        kind = _kind(item)
        if kind is not None and item.get_closest_marker("sqlite_first") is None:
            item.user_properties.append(("database", kind))


def is_for_later(item: pytest.Item) -> bool:
    """Say whether this is the other run of what need not run on each database every time."""
    return item.get_closest_marker("sqlite_first") is not None and _kind(item) not in {None, KINDS[0]}


def _kind(item: pytest.Item) -> str | None:
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("database_kind") if callspec is not None else None


class Counts:
    """A pytest plugin that counts passed tests per database and makes a skipped test a failure."""

    def __init__(self, file: str | None) -> None:
        self._file = file
        self._outcomes: Counter[str] = Counter()
        self._passed_on: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count one phase of one test."""
        if report.skipped:
            self._outcomes["skipped"] += 1
        elif report.failed:
            self._outcomes["failed"] += 1
        elif report.when == "call":
            self._outcomes["passed"] += 1
            self._passed_on.update(str(value) for name, value in report.user_properties if name == "database")

    def figures(self) -> dict[str, int]:
        """Give the counts by outcome and by database."""
        outcomes = {name: self._outcomes[name] for name in ("passed", "failed", "skipped")}
        return outcomes | {kind: self._passed_on[kind] for kind in KINDS}

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Fail a run that skipped anything, and write the counts for the gates."""
        if self._outcomes["skipped"] and exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        if self._file:
            Path(self._file).parent.mkdir(parents=True, exist_ok=True)
            Path(self._file).write_text(json.dumps(self.figures()), encoding="utf-8")

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the counts before pytest's closing line."""
        figures = self.figures()
        terminalreporter.write_line("passed per database: " + ", ".join(f"{kind} {figures[kind]}" for kind in KINDS))
        if figures["skipped"]:
            terminalreporter.write_line("Skipped tests are failures here: install what they need.", red=True)
