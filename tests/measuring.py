"""Measures which lines and branches of `workflow` run, in every process of the suite; loaded by `-p tests.measuring`.

SlipCover writes probes into code as it is imported and takes each out once it was hit. Tracing, which coverage.py needs
before Python 3.12, makes a test take two and a half times as long (docs/decisions/0012).
"""

from __future__ import annotations

import json
import sys
from importlib.machinery import ModuleSpec
from typing import Any

import pytest
import slipcover
from slipcover.importer import FileMatcher, SlipcoverMetaPathFinder

MEASURED = "workflow"
LEFT_OUT = ["workflow/migrations/*"]
"""Run by the migration tests in both directions, from Alembic's own loader."""

NOT_COUNTED = [r"if TYPE_CHECKING:", r"^\s*\.\.\.$", r"@overload"]
AT_LEAST_PERCENT = 95.0


class Probes(SlipcoverMetaPathFinder):  # type: ignore[misc]  # the package gives its bases no types
    """Puts probes into what is measured and leaves every other import to Python and pytest."""

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        """Give the module with its probes, or nothing."""
        if fullname.partition(".")[0] != MEASURED:
            return None
        found: ModuleSpec | None = super().find_spec(fullname, path, target)
        return found


class Measure:
    """A pytest plugin that adds up what ran, here and in the processes that tests were handed to, and judges it."""

    def __init__(self) -> None:
        self._seen = slipcover.Slipcover(branch=True, source=[MEASURED], omit=LEFT_OUT, exclude_also=NOT_COUNTED)
        self._all: dict[str, Any] | None = None
        sys.meta_path.insert(0, Probes(self._seen, FileMatcher([MEASURED], LEFT_OUT)))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Add what ran in a process that has ended."""
        theirs = getattr(node, "workeroutput", {}).get("coverage")
        if theirs is not None:
            self._add(json.loads(theirs))

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Hand over what ran here, or judge what ran everywhere."""
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["coverage"] = json.dumps(self._seen.get_coverage())
            return
        self._add(self._seen.get_coverage())
        if self.percent < AT_LEAST_PERCENT and exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print what never ran, file by file, and the figure."""
        slipcover.print_coverage(self._all, skip_covered=True, missing_width=80)
        words = f"{self.percent:.1f} % of {MEASURED}/ ran; at least {AT_LEAST_PERCENT:.0f} % must"
        terminalreporter.write_line(words, red=self.percent < AT_LEAST_PERCENT)

    @property
    def percent(self) -> float:
        """How much of what can run did, in lines and branches."""
        return float(self._all["summary"]["percent_covered"]) if self._all else 0.0

    def _add(self, more: dict[str, Any]) -> None:
        self._all = more if self._all is None else slipcover.merge_coverage(self._all, more)


MEASURE = Measure()
"""Made when this is imported, which is before anything that is measured."""


def pytest_configure(config: pytest.Config) -> None:
    """Take part in the run."""
    config.pluginmanager.register(MEASURE, "measure")
