"""Nothing is skipped, and what is long has a short sibling: tried on small suites of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent.parent
LONG = """
from tests.behaviours import long

def test_short(): pass

@long("rules", short="test_short")
def test_rules(): pass

@long("races", short="test_short")
def test_races(): pass
"""
LONELY = """
from tests.behaviours import long

@long("rules", short="test_short")
def test_rules(): pass
"""
SKIPPED = """
import pytest

def test_uses_none(): pass

def test_uses_each(database_kind): pass

@pytest.mark.skip(reason="no browser")
def test_is_skipped(): pass
"""


def run_suite(folder: Path, content: str, *words: str) -> tuple[int, str, dict[str, int]]:
    """Run a suite of one module under this suite's rules; give exit code, output and counts."""
    (folder / "test_it.py").write_text(content)
    (folder / "pytest.ini").write_text("[pytest]\n")
    counts = folder / "counts.json"
    pytest_words = [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-p", "no:cacheprovider"]
    place = ["-c", str(folder / "pytest.ini"), f"--counts={counts}", str(folder / "test_it.py")]
    ran = subprocess.run([*pytest_words, *place, *words], cwd=HERE, capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout + ran.stderr, json.loads(counts.read_text()) if counts.exists() else {}


@pytest.mark.parametrize(("words", "passed"), [((), 1), (("--long",), 2), (("--long=rules",), 1)])
def test_the_long_tests_run_only_when_asked_for(tmp_path: Path, words: tuple[str, ...], passed: int) -> None:
    code, _, figures = run_suite(tmp_path, LONG, *words)
    assert (code, figures["passed"]) == (0, passed)


def test_a_long_test_without_a_short_sibling_stops_the_suite(tmp_path: Path) -> None:
    code, output, _ = run_suite(tmp_path, LONELY)
    assert code == pytest.ExitCode.USAGE_ERROR
    assert "names no short sibling" in output


def test_a_skipped_test_fails_the_suite_and_what_passed_is_counted_per_database(tmp_path: Path) -> None:
    code, output, figures = run_suite(tmp_path, SKIPPED)
    assert code == pytest.ExitCode.TESTS_FAILED
    assert figures == {"passed": 3, "failed": 0, "skipped": 1, "sqlite": 1, "postgresql": 1}
    assert "passed per database: sqlite 1, postgresql 1" in output
    assert "Skipped tests are failures here" in output
