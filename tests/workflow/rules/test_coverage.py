"""Coverage: members and items counted in their rows, and the gaps named from the counts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.behaviours import behaviour
from workflow.rules import coverage
from workflow.rules.affinity_terms import Claim
from workflow.rules.coverage import CoverItem, CoverMember, Demand, Line, Supply
from workflow.rules.gaps import Gap, gaps, missing

PANEL = {"internal": 1, "external": 2}


def a_cover_member(number: int, side: str = "external", **changes: Any) -> CoverMember:
    """Give a member who knows objective 2 and reads English."""
    usual: dict[str, Any] = {
        "background": "policy", "languages": frozenset({"en"}), "regions": frozenset({"asia"}),
        "claims": {"gcm-02": Claim("gcm-02", 2)}, "left": 2,
    }  # fmt: skip
    return CoverMember(id=number, side=side, **{**usual, **changes})


def an_item(**changes: Any) -> CoverItem:
    """Give an open item about objective 2 that wants a whole panel."""
    usual: dict[str, Any] = {
        "objectives": ("gcm-02",), "regions": frozenset(), "language": "en", "is_open": True, "is_recent": True,
        "wants": PANEL, "needs": PANEL, "readers": 1,
    }  # fmt: skip
    return CoverItem(**{**usual, **changes})


def a_line(key: str, internal: int, external: int, *, left: tuple[int, int] = (9, 9), **demand: Any) -> Line:
    """Give a line with so many members and so much demand."""
    supply = Supply(members=internal + external, internal=internal, experts=0, verified=0,
                    left=sum(left), left_internal=left[0])  # fmt: skip
    return Line(key, supply, Demand(demand.get("open", 0), demand.get("recent", 0), demand.get("wanted", {})))


@behaviour("C13")
def test_a_line_counts_who_belongs_to_it() -> None:
    both = {"gcm-02": Claim("gcm-02", 3, verified=True), "gcm-07": Claim("gcm-07", 1)}
    members = [a_cover_member(1, "internal", claims=both, left=1), a_cover_member(2, left=3)]
    items = [an_item(), an_item(is_open=False), an_item(objectives=("gcm-02", "gcm-07"), is_recent=False)]
    two, seven, none = coverage.lines("objective", ("gcm-02", "gcm-07", "gcm-09"), members, items)
    assert (two.supply, two.demand) == (
        Supply(members=2, internal=1, experts=1, verified=1, left=4, left_internal=1),
        Demand(2, 2, {"internal": 2, "external": 4}),
    )
    assert (seven.supply.experts, seven.supply.verified, seven.demand and seven.demand.open) == (0, 0, 1)
    assert (none.supply.members, none.demand) == (0, Demand(0, 0, {"internal": 0, "external": 0}))


@pytest.mark.parametrize(("rows", "columns", "expected"), [
    (("objective", ("gcm-02",)), ("region", ("asia", "africa")), [(2, 1), (0, 1)]),
    (("objective", ("gcm-02",)), ("language", ("en", "fr")), [(2, 1), (1, 1)]),
    (("language", ("fr", "en")), ("side", ("internal", "external")), [(1, None), (0, None), (1, None), (1, None)]),
    (("side", ("internal",)), ("region", ("asia",)), [(1, None)]),
    (("objective", ("gcm-02",)), ("level", coverage.LEVELS), [(1, None), (1, None), (0, None), (1, None)]),
])  # fmt: skip
def test_a_cell_counts_who_belongs_to_both(
    rows: tuple[str, tuple[str, ...]], columns: tuple[str, tuple[str, ...]], expected: list[tuple[int, int | None]]
) -> None:
    expert = {"gcm-02": Claim("gcm-02", 3, verified=True)}
    members = [
        a_cover_member(1, "internal", claims=expert, languages=frozenset({"en", "fr"})), a_cover_member(2),
    ]  # fmt: skip
    items = [an_item(regions=frozenset({"asia"})), an_item(regions=frozenset({"africa"}), language="fr")]
    table = coverage.crossed(rows, columns, members, items)
    cells = [(cell.supply.members, cell.demand and cell.demand.open) for row in table for cell in row.cells]
    assert cells == expected


@behaviour("C13")
@pytest.mark.parametrize(("line", "expected"), [
    (a_line("gcm-02", 0, 0, recent=3), [("nobody", "", 0, 0)]),
    (a_line("gcm-02", 0, 2), [("no_side", "internal", 0, 1)]),
    (a_line("gcm-02", 1, 1), [("too_few", "external", 1, 2)]),
    (a_line("gcm-02", 0, 1), [("no_side", "internal", 0, 1), ("too_few", "external", 1, 2)]),
    (a_line("gcm-02", 1, 2), []),
    (a_line("gcm-02", 1, 2, left=(0, 3), wanted=PANEL), [("no_time", "internal", 0, 1)]),
    (a_line("gcm-02", 1, 2, left=(1, 2), wanted=PANEL), []),
])  # fmt: skip
def test_a_gap_is_what_a_panel_lacks(line: Line, expected: list[tuple[str, str, int, int]]) -> None:
    found = gaps([line], [], [], PANEL)
    assert [(gap.kind, gap.side, gap.have, gap.need) for gap in found] == expected


@behaviour("C13")
@pytest.mark.parametrize(("readers", "n_open", "is_gap"), [(1, 3, True), (3, 3, False), (0, 1, True), (0, 0, False)])
def test_a_language_lacks_readers_while_more_is_open(readers: int, n_open: int, is_gap: bool) -> None:
    found = gaps([], [a_line("fr", 0, readers, open=n_open)], [], PANEL)
    assert [gap.kind for gap in found] == (["language"] if is_gap else [])


@pytest.mark.parametrize(("members", "recent", "is_gap"), [(0, 2, True), (1, 2, False), (0, 0, False)])
def test_a_region_lacks_somebody_who_knows_it(members: int, recent: int, is_gap: bool) -> None:
    found = gaps([], [], [a_line("oceania", 0, members, recent=recent)], PANEL)
    assert [gap.kind for gap in found] == (["region"] if is_gap else [])


def test_the_most_wanted_gap_comes_first() -> None:
    lines = [a_line("gcm-01", 0, 0), a_line("gcm-02", 1, 0, open=1), a_line("gcm-03", 0, 0, open=1, recent=4)]
    assert [gap.key for gap in gaps(lines, [], [], PANEL)] == ["gcm-03", "gcm-02", "gcm-01"]
    assert gaps(lines, [], [], {}) == ()


def test_what_is_missing_for_one_panel() -> None:
    assert missing(a_line("gcm-02", 0, 1), PANEL) == {"internal": 1, "external": 1}
    assert missing(a_line("gcm-02", 1, 3), PANEL) == {}


def test_gaps_are_told_apart() -> None:
    assert Gap(kind="no_side", key="gcm-02", side="internal").order < Gap(kind="too_few", key="gcm-02").order
