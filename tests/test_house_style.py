"""The sizes that keep the code readable, measured over the product's own modules."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

HERE = Path(__file__).resolve().parent.parent
PACKAGES = ("workflow", "web", "notifications", "config")
CORE_LINES = 600
"""What a newcomer reads first, workflow/process, is short enough to be read at one sitting."""


def modules() -> list[Path]:
    """Give every module that people write; revisions are written by Alembic."""
    found = [path for package in PACKAGES for path in (HERE / package).rglob("*.py")]
    return [path for path in found if "versions" not in path.parts and path.read_text().strip()]


def length(path: Path) -> int:
    """Count a module's lines."""
    return len(path.read_text(encoding="utf-8").splitlines())


def functions() -> Iterator[int]:
    """Count the lines of every function, without its docstring and decorators."""
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                documented = ast.get_docstring(node, clean=False)
                yield (node.end_lineno or 0) - node.lineno + 1 - (documented.count("\n") + 1 if documented else 0)


def ninth_decile(lengths: list[int]) -> float:
    """Give the length that nine of ten do not exceed."""
    return quantiles(lengths, n=10, method="inclusive")[-1]


def test_functions_are_short() -> None:
    lengths = list(functions())
    assert ninth_decile(lengths) <= 20
    assert median(lengths) <= 7


def test_modules_are_short() -> None:
    lengths = [length(path) for path in modules()]
    assert ninth_decile(lengths) <= 250
    assert median(lengths) <= 100


def test_the_core_is_read_at_one_sitting() -> None:
    core = list((HERE / "workflow" / "process").glob("*.py"))
    assert core
    assert sum(length(path) for path in core) <= CORE_LINES
