"""What the roster lacks for the submissions of a proposal, objective by objective, counted as coverage counts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from workflow.roster.fitting import claims_of
from workflow.roster.members import RosterMember
from workflow.roster.proposals import Item, Scene, room
from workflow.roster.topics import all_objectives
from workflow.rules import coverage, gaps
from workflow.rules.coverage import CoverItem, CoverMember
from workflow.rules.gaps import Gap


def shortages(found: Scene) -> list[dict[str, Any]]:
    """Give the gaps as plain values, the most wanted first; an item about the whole Compact wants no objective."""
    items, members = [_item(item) for item in found.items], [_member(member) for member in found.free.values()]
    lines = coverage.lines("objective", all_objectives(), members, items)
    wanted = [line for line in lines if line.demand and line.demand.open]
    panel = dict(found.items[0].rule.minimum) if found.items else {}
    return [asdict(gap) for gap in gaps.gaps(wanted, (), (), panel)]


def gaps_in(problem: dict[str, Any]) -> list[Gap]:
    """Give the gaps that are kept with a proposal."""
    return [Gap(**each) for each in problem["gaps"]]


def _item(item: Item) -> CoverItem:
    objectives = () if item.subject.is_general else tuple(sorted(item.subject.topics.intersection(all_objectives())))
    held = {side: sum(member.side == side for member in item.seated) for side in item.rule.minimum}
    return CoverItem(
        objectives=objectives, regions=frozenset(), language=item.submission.language, is_open=True, is_recent=False,
        wants={side: max(0, need - held[side]) for side, need in item.rule.minimum.items()}, needs=item.rule.minimum,
    )  # fmt: skip


def _member(member: RosterMember) -> CoverMember:
    claims = {claim.topic: claim for claim in claims_of(member)}
    return CoverMember(
        id=member.id, side=member.side, background=member.background, languages=frozenset(member.languages),
        regions=member.regions, claims=claims, left=room(member),
    )  # fmt: skip
