"""A database that is older than its data folder, or comes from elsewhere, is noticed; a process that died is not."""

from __future__ import annotations

import pytest

from workflow.rules.installations import MOVED, RESTORED, Mark, why_held


@pytest.mark.parametrize(
    ("database", "folder", "why"),
    [
        (None, None, None),
        (None, Mark("a", 9), None),  # a fresh database: nothing to send
        (Mark("a", 5), Mark("a", 5), None),
        (Mark("a", 6), Mark("a", 5), None),
        (Mark("a", 5), Mark("a", 6), RESTORED),
        (Mark("a", 5), Mark("b", 5), MOVED),
        (Mark("a", 5), None, MOVED),
    ],
)
def test_why_everything_is_held(database: Mark | None, folder: Mark | None, why: str | None) -> None:
    assert why_held(database, folder) == why
