"""Which test proves which behaviour: the markers, and the page that is written from them.

python -m tests.behaviours           writes docs/behaviours.md
python -m tests.behaviours --check   says whether it is current, and changes nothing
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
PAGE = HERE.parent / "docs" / "behaviours.md"
HEAD = """\
# What users can do, where it is done, and which tests prove it

Written by `python -m tests.behaviours` from the markers in the tests and the lines in `tests/behaviours.toml`.
★ marks what none of the systems we compared has fully.
"""


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
    """Mark a test as the guard of cases, by their ids (`D-AN-01`)."""
    return pytest.mark.case(*ids)


def long(group: str, *, short: str) -> pytest.MarkDecorator:
    """Mark a test that runs only under `--long`; `short` names its sibling in the same module that always runs."""
    return pytest.mark.long(group, short=short)


class Collector:
    """A pytest plugin that notes, for each behaviour, the tests that carry its marker."""

    def __init__(self) -> None:
        self.tests: dict[str, set[str]] = defaultdict(set)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Read the markers of everything that was found."""
        for item in session.items:
            name = item.nodeid.partition("[")[0]
            for marker in item.iter_markers("behaviour"):
                for line in marker.args:
                    self.tests[line].add(name)


def collected() -> dict[str, set[str]]:
    """Give the tests of each behaviour, the long ones too."""
    collector = Collector()
    with redirect_stdout(StringIO()) as output:
        code = pytest.main(["--collect-only", "-q", "--long", "-p", "no:xdist", "-p", "no:cacheprovider"], [collector])
    if code != pytest.ExitCode.OK:
        sys.exit(f"The tests cannot be collected:\n{output.getvalue()}")
    return collector.tests


def page(tests: dict[str, set[str]]) -> str:
    """Give the whole page: per line its text, the source the tests mirror, and the tests."""
    return HEAD + "".join(_section(name, text, sorted(tests.get(name, ()))) for name, text in lines().items())


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
    """Write the page, or say whether it is current."""
    current = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    wanted = page(collected())
    if "--check" in sys.argv[1:]:
        sys.exit(None if current == wanted else "docs/behaviours.md is out of date; run: python -m tests.behaviours")
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(wanted, encoding="utf-8")
    print(f"{PAGE.relative_to(HERE.parent)} written.")


if __name__ == "__main__":
    main()
