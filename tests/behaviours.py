"""Which test proves which behaviour and guards which case: the markers, and the pages that are written from them.

python -m tests.behaviours           writes docs/behaviours.md and docs/cases.md
python -m tests.behaviours --check   says whether they are current, and changes nothing
"""

from __future__ import annotations

import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from contextlib import redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path

import pytest

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs"
HEAD = """\
# What users can do, where it is done, and which tests prove it

Written by `python -m tests.behaviours` from the markers in the tests and the lines in `tests/behaviours.toml`.
★ marks what none of the systems we compared has fully.
"""


CASES_HEAD = """\
# What must not go wrong, and which tests guard it

Written by `python -m tests.behaviours` from the markers in the tests and the titles in `tests/cases.toml`. Each case
comes from a real failure of a comparable system, a published standard, or a measurement. What has no test says so.
"""


@cache
def cases() -> dict[str, str]:
    """Give the title of each case by its id."""
    listed: dict[str, str] = tomllib.loads((HERE / "cases.toml").read_text(encoding="utf-8"))["cases"]
    return listed


@cache
def lines() -> dict[str, str]:
    """Give the text of each behaviour by its id."""
    listed: dict[str, str] = tomllib.loads((HERE / "behaviours.toml").read_text(encoding="utf-8"))["lines"]
    return listed


def behaviour(*ids: str) -> pytest.MarkDecorator:
    """Mark a test as proof of behaviours; refuses an id that `behaviours.toml` does not have."""
    unknown = [name for name in ids if name not in lines()]
    if unknown or not ids:
        raise pytest.UsageError(f"tests/behaviours.toml has no line {', '.join(unknown) or '(none was given)'}")
    return pytest.mark.behaviour(*ids)


def case(*ids: str) -> pytest.MarkDecorator:
    """Mark a test as the guard of cases, by their ids (`D-AN-01`); refuses an id that `cases.toml` does not have."""
    unknown = [name for name in ids if name not in cases()]
    if unknown or not ids:
        raise pytest.UsageError(f"tests/cases.toml has no case {', '.join(unknown) or '(none was given)'}")
    return pytest.mark.case(*ids)


def long(group: str, *, short: str) -> pytest.MarkDecorator:
    """Mark a test that runs only under `--long`; `short` names its sibling in the same module that always runs."""
    return pytest.mark.long(group, short=short)


class Collector:
    """A pytest plugin that notes, for each behaviour, the tests that carry its marker."""

    def __init__(self) -> None:
        self.tests: dict[str, set[str]] = defaultdict(set)
        self.guards: dict[str, set[str]] = defaultdict(set)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Read the markers of everything that was found."""
        self.read(session.items)

    def read(self, items: Iterable[pytest.Item]) -> None:
        """Read the markers of these tests."""
        for item in items:
            name = item.nodeid.partition("[")[0]
            for marker in item.iter_markers("behaviour"):
                for line in marker.args:
                    self.tests[line].add(name)
            for marker in item.iter_markers("case"):
                for one in marker.args:
                    self.guards[one].add(name)


def collected() -> Collector:
    """Give the tests of each behaviour and case, the long ones too."""
    collector = Collector()
    with redirect_stdout(StringIO()) as output:
        code = pytest.main(["--collect-only", "-q", "--long", "-p", "no:xdist", "-p", "no:cacheprovider"], [collector])
    if code != pytest.ExitCode.OK:
        sys.exit(f"The tests cannot be collected:\n{output.getvalue()}")
    return collector


def out_of_date(found: Collector) -> list[str]:
    """Name the pages that do not say what the markers say."""
    wanted = {"behaviours.md": page(found.tests), "cases.md": cases_page(found.guards)}
    return [name for name, text in wanted.items() if (DOCS / name).read_text(encoding="utf-8") != text]


def page(tests: dict[str, set[str]]) -> str:
    """Give the whole page: per line its text, the source the tests mirror, and the tests."""
    return HEAD + "".join(_section(name, text, sorted(tests.get(name, ()))) for name, text in lines().items())


def cases_page(guards: dict[str, set[str]]) -> str:
    """Give the page of cases: per case its title and the tests that guard it."""
    return CASES_HEAD + "".join(
        f"\n## {name}\n\n{title}\n\n{_proofs(sorted(guards.get(name, ())))}" for name, title in cases().items()
    )


def _proofs(tests: list[str]) -> str:
    return "".join(f"- `{test}`\n" for test in tests) or "- none yet\n"


def _section(name: str, text: str, tests: list[str]) -> str:
    where = ", ".join(f"`{path}`" for path in sorted(set(_sources(tests)))) or "—"
    proofs = "".join(f"  - `{test}`\n" for test in tests) or "  - none yet\n"
    return f"\n## {name}\n\n{text}\n\n- Where: {where}\n- Tests:\n{proofs}"


def _sources(tests: Iterable[str]) -> Iterable[str]:
    """The tests mirror the source: tests/workflow/actions/test_reviews.py proves workflow/actions/reviews.py."""
    for test in tests:
        path = Path(test.partition("::")[0])
        source = path.relative_to("tests").with_name(path.name.removeprefix("test_"))
        module, package = HERE.parent / source, HERE.parent / source.parent
        if module.exists():
            yield source.as_posix()
        elif package.is_dir() and source.parent.name:
            yield f"{source.parent.as_posix()}/"


def main() -> None:
    """Write the pages, or say whether they are current."""
    found = collected()
    if "--check" in sys.argv[1:]:
        stale = out_of_date(found)
        sys.exit(f"Out of date: {', '.join(stale)}; run: python -m tests.behaviours" if stale else 0)
    for name, wanted in (("behaviours.md", page(found.tests)), ("cases.md", cases_page(found.guards))):
        (DOCS / name).write_text(wanted, encoding="utf-8")
        print(f"docs/{name} written.")


if __name__ == "__main__":
    main()
