"""Says how far a panel meets the panel rule of its call: the meter, the seats, what is missing, what would break it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Literal

from workflow.kernel.errors import InvalidInput
from workflow.kernel.messages import Reason, plural, say

Counting = Literal["invited", "accepted"]

EVERYWHERE = "global-scope"
"""The region of people who work everywhere; it never fills the places of one region."""


class Standing(StrEnum):
    """How far a seat of a panel is: nobody on it, asked, accepted, review in; ended seats count nowhere."""

    OPEN = "open"
    ASKED = "asked"
    ACCEPTED = "accepted"
    IN = "in"
    ENDED = "ended"


SEATED = {
    "invited": frozenset({Standing.ASKED, Standing.ACCEPTED, Standing.IN}),
    "accepted": frozenset({Standing.ACCEPTED, Standing.IN}),
}
"""Who fills a place, by what is counted."""

DRAWN = (Standing.IN, Standing.ACCEPTED, Standing.ASKED)
"""The order of seats on one side; open ones come last."""


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a panel, as the panel rule sees him; a declined or conflicted one has ended."""

    id: str
    side: str
    standing: Standing
    reads_item_language: bool = False
    regions: frozenset[str] = frozenset()
    background: str = ""


@dataclass(frozen=True, slots=True)
class PanelRule:
    """What a panel must be made of, as the call says; 0 and nothing set no demand."""

    minimum: Mapping[str, int]
    reads_item_language: int = 0
    backgrounds: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    most_of_one_region: int = 0
    counting: Counting = "invited"

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> PanelRule:
        """Read the rule from a call's plain values. Raises InvalidInput by field."""
        if problems := rule_problems(data):
            raise InvalidInput(problems)
        return cls(
            MappingProxyType(dict(sorted(data["minimum"].items(), key=_side_order))),
            data.get("reads_item_language", 0),
            MappingProxyType(dict(data.get("backgrounds", {}))),
            data.get("most_of_one_region", 0),
            data.get("counting", "invited"),
        )


@dataclass(frozen=True, slots=True)
class Quota:
    """One part of the rule: how many there are, how many there must be.

    `have` counts who accepted or answered, `asked` who may yet accept. `short` says that a seat is open: even with
    everybody who is asked it would not be met. For `kind` "region", `need` is the most there may be.
    """

    kind: Literal["side", "language", "background", "region"]
    key: str
    label: Reason
    have: int
    asked: int
    need: int
    short: bool


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat to draw: its side and how far it is."""

    side: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Meter:
    """The parts of the rule in their order, and the seats to draw."""

    quotas: tuple[Quota, ...]
    seats: tuple[Seat, ...]

    @property
    def short(self) -> bool:
        """Whether a seat is still open."""
        return any(quota.short for quota in self.quotas)


COUNTS = ("reads_item_language", "most_of_one_region")


def _side_order(part: tuple[str, int]) -> tuple[bool, str]:
    """Internal first, whatever order the database gives the sides back in."""
    return part[0] != "internal", part[0]


def rule_problems(data: Mapping[str, Any]) -> dict[str, Reason]:
    """Give what is wrong with a rule's plain values, by field; nothing when it can be read."""
    tables = {name: data.get(name, {}) for name in ("minimum", "backgrounds")}
    problems = {name: say("Give a whole number for each.") for name, table in tables.items() if not _counts(table)}
    problems |= {name: say("Give a whole number, 0 or more.") for name in COUNTS if not _is_count(data.get(name, 0))}
    if not problems and not sum(tables["minimum"].values()):
        problems["minimum"] = say("Ask for at least one reviewer.")
    if data.get("counting", "invited") not in SEATED:
        problems["counting"] = say("Choose whether people count when they are invited or when they accept.")
    known = {*tables, *COUNTS, "counting"}
    return problems | {str(name): say("The panel rule has no such part.") for name in data if name not in known}


def seats(rule: PanelRule, members: Iterable[Member], *, language: str | Reason = "") -> Meter:
    """Give the meter of a panel; `language` is the name of the item's language, for the label."""
    present = [member for member in members if member.standing is not Standing.ENDED]
    return Meter(tuple(_quotas(rule, present, language)), tuple(_drawn(rule, present)))


def is_met(rule: PanelRule, members: Iterable[Member], counting: Counting | None = None) -> Reason | None:
    """Say what the panel lacks first, or None when it meets the rule; `counting` defaults to the rule's own."""
    counted = SEATED[counting or rule.counting]
    missing = _missing(rule, [member for member in members if member.standing in counted])
    return next(iter(missing.values()), None)


def would_break(rule: PanelRule, members: Iterable[Member], leaving: Collection[str]) -> Reason | None:
    """Say which part of the rule, met now, would no longer be met without the members `leaving` (ids)."""
    now = [member for member in members if member.standing in SEATED["invited"]]
    before = _missing(rule, now)
    after = _missing(rule, [member for member in now if member.id not in leaving])
    return next((reason for part, reason in after.items() if part not in before), None)


def would_crowd(rule: PanelRule, members: Iterable[Member], joining: Iterable[Member]) -> Reason | None:
    """Say which limit of the rule, kept now, would be passed with the members `joining`."""
    now = [member for member in members if member.standing in SEATED["invited"]]
    before = _crowded(rule, now)
    return next((reason for region, reason in _crowded(rule, [*now, *joining]).items() if region not in before), None)


def _quotas(rule: PanelRule, members: list[Member], language: str | Reason) -> Iterable[Quota]:
    for side, need in rule.minimum.items():
        yield _quota("side", side, [m for m in members if m.side == side], need)
    if rule.reads_item_language:
        readers = [m for m in members if m.reads_item_language]
        yield _quota("language", "reads_item_language", readers, rule.reads_item_language, language)
    for background, need in rule.backgrounds.items():
        yield _quota("background", background, [m for m in members if m.background == background], need)
    for region in _crowded(rule, members):
        yield _limit(region, [m for m in members if region in m.regions], rule.most_of_one_region)


def _quota(
    kind: Literal["side", "language", "background"], key: str, who: list[Member], need: int, name: str | Reason = ""
) -> Quota:
    have = sum(m.standing in SEATED["accepted"] for m in who)
    asked = len(who) - have
    return Quota(kind, key, LABELS[kind](key, name, have, need), have, asked, need, short=have + asked < need)


def _limit(region: str, who: list[Member], most: int) -> Quota:
    have = sum(m.standing in SEATED["accepted"] for m in who)
    label = say("of one region {have}, at most {need}", have=len(who), need=most)
    return Quota("region", region, label, have, len(who) - have, most, short=True)


def _side_label(key: str, _name: str | Reason, have: int, need: int) -> Reason:
    if key == "internal":
        return say("internal {have}/{need}", have=have, need=need)
    if key == "external":
        return say("external {have}/{need}", have=have, need=need)
    return say("{part} {have}/{need}", part=key, have=have, need=need)


def _language_label(_key: str, name: str | Reason, have: int, need: int) -> Reason:
    if not name:
        return say("reads the language {have}/{need}", have=have, need=need)
    return say("{part} {have}/{need}", part=name, have=have, need=need)


def _background_label(key: str, _name: str | Reason, have: int, need: int) -> Reason:
    return say("{part} {have}/{need}", part=BACKGROUND_WORDS.get(key, key), have=have, need=need)


LABELS: Mapping[str, Callable[[str, str | Reason, int, int], Reason]] = {
    "side": _side_label,
    "language": _language_label,
    "background": _background_label,
}
BACKGROUND_WORDS = {
    "policy": say("policy"),
    "technical": say("technical"),
    "practitioner": say("practitioner"),
    "academic": say("academic"),
}


def _drawn(rule: PanelRule, members: list[Member]) -> Iterable[Seat]:
    others = sorted({member.side for member in members} - set(rule.minimum))
    for side in (*rule.minimum, *others):
        taken = Counter(member.standing for member in members if member.side == side)
        for standing in DRAWN:
            yield from (Seat(side, standing) for _ in range(taken[standing]))
        yield from (Seat(side, Standing.OPEN) for _ in range(rule.minimum.get(side, 0) - taken.total()))


def _missing(rule: PanelRule, members: list[Member]) -> dict[tuple[str, str], Reason]:
    """Give a sentence for each part that is not met by these members, by kind and key."""
    wants = [(("side", side), [m for m in members if m.side == side], n) for side, n in rule.minimum.items()]
    wants.append((("language", ""), [m for m in members if m.reads_item_language], rule.reads_item_language))
    wants += [(("background", b), [m for m in members if m.background == b], n) for b, n in rule.backgrounds.items()]
    found = {part: _lack(part, need - len(who)) for part, who, need in wants if len(who) < need}
    return found | {("region", region): reason for region, reason in _crowded(rule, members).items()}


def _lack(part: tuple[str, str], n: int) -> Reason:
    match part:
        case ("side", "internal"):
            return plural("{n} internal reviewer is missing", "{n} internal reviewers are missing", n)
        case ("side", "external"):
            return plural("{n} external reviewer is missing", "{n} external reviewers are missing", n)
        case ("language", _):
            return plural(
                "{n} reviewer who reads the language of the submission is missing",
                "{n} reviewers who read the language of the submission are missing",
                n,
            )
        case (_, key):
            word = BACKGROUND_WORDS.get(key, key)
            return plural("{n} reviewer is missing: {part}", "{n} reviewers are missing: {part}", n, part=word)


def _crowded(rule: PanelRule, members: Iterable[Member]) -> dict[str, Reason]:
    """Give a sentence for each region with more members than the rule allows."""
    if not rule.most_of_one_region:
        return {}
    count = Counter(region for member in members for region in member.regions if region != EVERYWHERE)
    most = rule.most_of_one_region
    return {region: _crowd(n, most) for region, n in sorted(count.items()) if n > most}


def _crowd(n: int, most: int) -> Reason:
    return plural(
        "{n} reviewer works on the same region; at most {most}",
        "{n} reviewers work on the same region; at most {most}",
        n,
        most=most,
    )


def _counts(table: object) -> bool:
    return isinstance(table, Mapping) and all(_is_count(n) for n in table.values())


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
