"""The page of behaviours is current, and its markers mean what they say."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.behaviours import HERE, Collector, behaviour, lines, out_of_date, page
from tests.conftest import FOUND


def test_the_pages_are_current(pytestconfig: pytest.Config) -> None:
    """A run of the whole suite has found every test; any other has them found once more."""
    found = pytestconfig.stash[FOUND]
    if {item.path for item in found} == set(HERE.rglob("test_*.py")):
        reader = Collector()
        reader.read(found)
        assert out_of_date(reader) == []
        return
    words = [sys.executable, "-m", "tests.behaviours", "--check"]
    checked = subprocess.run(words, cwd=HERE.parent, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_a_line_that_nobody_listed_is_refused() -> None:
    with pytest.raises(pytest.UsageError, match="no line Z99"):
        behaviour("S6", "Z99")
    with pytest.raises(pytest.UsageError, match="none was given"):
        behaviour()


def test_a_line_names_its_text_the_source_and_the_tests() -> None:
    written = page({"S6": {"tests/web/hub/test_status.py::test_days", "tests/test_run.py::test_b"}})
    section = written.partition("\n## S6\n")[2].partition("\n## ")[0]
    assert lines()["S6"] in section
    assert "- Where: `run.py`" in section
    assert section.index("tests/test_run.py::test_b") < section.index("tests/web/hub/test_status.py::test_days")


def test_a_line_without_a_test_says_so() -> None:
    assert page({}).count("none yet") == len(lines())
