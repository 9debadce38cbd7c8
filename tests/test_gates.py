"""Each gate refuses what it is there for, and the table at the end says what failed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests import gates
from tests.databases import KINDS


@pytest.mark.parametrize(
    ("figures", "passed"),
    [
        ({"sqlite": 3, "postgresql": 3}, True),
        ({"sqlite": 3, "postgresql": 2}, False),
        ({"sqlite": 0, "postgresql": 0}, False),
        ({}, False),
    ],
)
def test_the_databases_must_have_passed_equally_many_tests(figures: dict[str, int], passed: bool) -> None:
    assert gates.equal_counts(figures).passed is passed


def test_the_table_names_what_failed_and_counts_per_database() -> None:
    results = [gates.Result("mypy", 12.34, passed=True), gates.Result("deptry", 1, passed=False)]
    lines = gates.table(results, dict.fromkeys(KINDS, 7)).splitlines()
    assert lines[2:] == [
        "  passed     12.3 s  mypy",
        "  FAILED      1.0 s  deptry",
        "Tests: sqlite 7, postgresql 7",
        "Something FAILED.",
    ]


@pytest.fixture
def a_copy(tmp_path: Path) -> Path:
    """Give a copy of the product's packages and of the rules they are held to."""
    for file in ("pyproject.toml", "run.py"):
        shutil.copy(gates.HERE / file, tmp_path)
    for package in ("workflow", "web", "notifications", "config"):
        shutil.copytree(gates.HERE / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


BROKEN: dict[str, tuple[str, str]] = {
    "mypy": ("workflow/kernel/broken.py", 'number: int = "seven"\n'),
    "ruff check": ("workflow/kernel/broken.py", "import os\n"),
    "ruff format": ("workflow/kernel/broken.py", "x = [ 1,2 ]\n"),
    "import-linter": ("workflow/kernel/broken.py", "import flask\n"),
    "deptry": ("workflow/kernel/broken.py", "import requests\n"),
    "djlint": ("web/templates/broken.html", "<div><p></div>\n<img src='x'>\n"),
    "vulture": ("workflow/kernel/broken.py", "def work():\n    return 1\n    print(2)\n"),
}
"""What each gate must refuse: a file, and its content."""


def test_every_gate_has_something_it_must_refuse() -> None:
    assert BROKEN.keys() == gates.GATES.keys()


@pytest.mark.parametrize("name", BROKEN)
def test_a_gate_refuses_what_it_is_there_for(a_copy: Path, name: str) -> None:
    path, content = BROKEN[name]
    (a_copy / path).write_text(content)
    words = [*gates.GATES[name]]
    if name == "mypy":
        words += [path]  # the file alone is enough and quicker
    result = gates.run_gate(name, words, a_copy)
    assert not result.passed
    assert "broken" in result.output or "flask" in result.output or "requests" in result.output


@pytest.mark.parametrize(
    ("package", "forbidden"),
    [
        ("workflow/kernel", "apscheduler"),
        ("workflow/rules", "sqlalchemy"),
        ("workflow/models", "transitions"),
        ("config", "workflow"),
        ("workflow/kernel", "workflow.models"),
        ("notifications", "web"),
    ],
)
def test_an_import_against_the_layers_is_refused(a_copy: Path, package: str, forbidden: str) -> None:
    (a_copy / package / "broken.py").write_text(f"import {forbidden}\n")
    result = gates.run_gate("import-linter", gates.GATES["import-linter"], a_copy)
    assert not result.passed
    assert f"{package.replace('/', '.')}.broken -> {forbidden}" in result.output
