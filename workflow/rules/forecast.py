"""Says what is missing if it goes on as it did: which objectives wait longest, and how many reviewers of which kind.

What is wanted: the places of open items that nobody is asked for, and the panels of the items to be expected, each
item's in equal parts among its objectives. What can be given: the years, absences and pauses of today's roster. A
reviewer is shared among his objectives as is best for the worst-served of them, so what is missing is missing however
reviewers are shared out; conflicts of interest and declined invitations come on top.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil, inf

from workflow.rules.coverage import SIDES, CoverItem
from workflow.rules.inflow import Expected, expected
from workflow.rules.sharing import shares, unmet
from workflow.rules.stints import Limits, can_give

HORIZONS = {6: 182, 12: 365}
"""How far it looks ahead: months, and the days they are reckoned as."""

YEAR = 12

LEAST_ITEMS, LEAST_DAYS, LEAST_OF_OBJECTIVE = 20, 90, 5
"""Nothing is forecast from fewer items or days in all, nor of an objective with fewer items."""

USUAL_CAP = 2.0
"""Reviews a year of a new member where there is nobody to compare with; members are asked about twice a year."""

NEARLY_NONE = 0.05
"""Less than this is not missing: the amounts are shared in small parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """One member who can be asked, as the forecast sees him."""

    side: str
    objectives: frozenset[str]
    languages: frozenset[str]
    limits: Limits


@dataclass(frozen=True, slots=True)
class Span:
    """A figure with its range: if few, as many as before, or many items come."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What is missing of one kind of reviewer, a side or a language, in so many months."""

    months: int
    key: str
    wanted: float
    """Reviews: the open places of today, and those of the items to be expected."""
    people: int
    """Who there is of this kind."""
    can_give: float
    missing: Span
    """Reviews nobody can give."""
    reviewers: Span
    """So many more members would be needed, each with the usual number of reviews a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveNeed:
    """How an objective fares in twelve months."""

    key: str
    items: int
    """Sent in during the time looked back on."""
    expected: Expected
    wanted: Mapping[str, float]
    served: Mapping[str, float]
    """Side → the part of the reviews wanted that can be given."""

    @property
    def missing(self) -> dict[str, float]:
        """Give for each side the reviews that nobody can give."""
        return {side: amount * (1 - self.served[side]) for side, amount in self.wanted.items()}

    @property
    def wait(self) -> float:
        """Give the months that an item sent in at the end of the year would wait for its reviewers; inf for ever."""
        served = min((part for side, part in self.served.items() if self.wanted[side] > NEARLY_NONE), default=1.0)
        return inf if served <= 0 else YEAR * (1 - served) / served


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Everything the forecast says, and what it rests on."""

    items: int
    days: int
    expected: Mapping[int, Expected]
    """By months."""
    sides: tuple[Need, ...]
    languages: tuple[Need, ...]
    objectives: tuple[ObjectiveNeed, ...]
    """Who waits longest first."""
    too_few: tuple[tuple[str, int], ...]
    """The objectives with too few items for a word of their own, with how many."""


def has_enough(items: int, days: int) -> bool:
    """Say whether so many items in so many days are enough to say anything."""
    return items >= LEAST_ITEMS and days >= LEAST_DAYS


def forecast(items: Collection[CoverItem], reviewers: Collection[Reviewer], today: date, days: int) -> Forecast | None:
    """Give the forecast from the items of the last `days` and those that are open; None from too little."""
    recent = [item for item in items if item.is_recent]
    if not has_enough(len(recent), days):
        return None
    coming = {months: expected(len(recent), days, ahead) for months, ahead in HORIZONS.items()}
    able = {months: [(r, can_give(r.limits, today, ahead)) for r in reviewers] for months, ahead in HORIZONS.items()}
    sides = tuple(
        _side(side, months, items, coming[months], able[months], days) for months in HORIZONS for side in SIDES
    )
    spoken = sorted({item.language for item in items if item.language and item.readers})
    languages = tuple(
        _language(code, months, items, coming[months], able[months], days) for code in spoken for months in HORIZONS
    )
    objectives, too_few = _objectives(items, able[YEAR], days)
    return Forecast(
        items=len(recent), days=days, expected=coming, sides=sides, languages=languages, objectives=objectives,
        too_few=too_few,
    )  # fmt: skip


Able = Collection[tuple[Reviewer, float]]


def _side(
    side: str, months: int, items: Collection[CoverItem], coming: Expected, able: Able, days: int
) -> Need:  # fmt: skip
    givers = _givers(able, side)
    ahead = HORIZONS[months] / days
    now, later = _wanted_now(items, side), _wanted_later(items, side)

    def lacking(scale: float) -> float:
        return unmet(_sum(now, later, ahead * scale), givers)

    own = [reviewer for reviewer, _amount in able if reviewer.side == side]
    return _need(side, months, sum(_sum(now, later, ahead).values()), own, sum(givers.values()), _span(lacking, coming))


def _language(
    code: str, months: int, items: Collection[CoverItem], coming: Expected, able: Able, days: int
) -> Need:  # fmt: skip
    own = [reviewer for reviewer, _amount in able if code in reviewer.languages]
    amount = sum(given for reviewer, given in able if code in reviewer.languages)
    now = sum(item.readers for item in items if item.is_open and item.language == code and any(item.wants.values()))
    later = sum(item.readers for item in items if item.is_recent and item.language == code) * HORIZONS[months] / days

    def lacking(scale: float) -> float:
        return max(now + later * scale - amount, 0.0)

    return _need(code, months, now + later, own, amount, _span(lacking, coming))


def _need(key: str, months: int, wanted: float, own: Collection[Reviewer], amount: float, missing: Span) -> Need:
    caps = [reviewer.limits.yearly_cap for reviewer in own]
    each = (sum(caps) / len(caps) if sum(caps) else USUAL_CAP) * months / YEAR
    more = Span(*(ceil(part / each - NEARLY_NONE) for part in (missing.low, missing.middle, missing.high)))
    return Need(
        months=months, key=key, wanted=wanted, people=len(own), can_give=amount, missing=missing, reviewers=more
    )


def _span(lacking: Callable[[float], float], coming: Expected) -> Span:
    """Give what is lacking if few, as many as before, or many items come."""
    scales = (coming.low / coming.middle, 1.0, coming.high / coming.middle)
    amounts = [lacking(scale) for scale in scales]
    return Span(*(amount if amount > NEARLY_NONE else 0.0 for amount in amounts))


def _objectives(
    items: Collection[CoverItem], able: Able, days: int
) -> tuple[tuple[ObjectiveNeed, ...], tuple[tuple[str, int], ...]]:
    ahead = HORIZONS[YEAR]
    wanted = {side: _sum(_wanted_now(items, side), _wanted_later(items, side), ahead / days) for side in SIDES}
    served = {side: shares(wanted[side], _givers(able, side)) for side in SIDES}
    counts = Counter(key for item in items if item.is_recent for key in item.objectives)
    found = [
        ObjectiveNeed(
            key=key, items=n, expected=expected(n, days, ahead),
            wanted={side: wanted[side].get(key, 0.0) for side in SIDES},
            served={side: served[side].get(key, 1.0) for side in SIDES},
        )
        for key, n in sorted(counts.items()) if n >= LEAST_OF_OBJECTIVE
    ]  # fmt: skip
    found.sort(key=lambda need: (-need.wait, -sum(need.missing.values()), -need.items, need.key))
    return tuple(found), tuple((key, n) for key, n in sorted(counts.items()) if n < LEAST_OF_OBJECTIVE)


def _givers(able: Able, side: str) -> dict[frozenset[str], float]:
    found: dict[frozenset[str], float] = {}
    for reviewer, amount in able:
        if reviewer.side == side:
            found[reviewer.objectives] = found.get(reviewer.objectives, 0.0) + amount
    return found


def _wanted_now(items: Iterable[CoverItem], side: str) -> dict[str, float]:
    """Give the places of open items that nobody is asked for, by objective."""
    return _by_objective((item, item.wants.get(side, 0)) for item in items if item.is_open)


def _wanted_later(items: Iterable[CoverItem], side: str) -> dict[str, float]:
    """Give the places of the panels of what was sent in, by objective."""
    return _by_objective((item, item.needs.get(side, 0)) for item in items if item.is_recent)


def _by_objective(wanted: Iterable[tuple[CoverItem, int]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for item, places in wanted:
        for key in item.objectives:
            found[key] = found.get(key, 0.0) + places / len(item.objectives)
    return found


def _sum(now: Mapping[str, float], later: Mapping[str, float], scale: float) -> dict[str, float]:
    return {key: now.get(key, 0.0) + scale * later.get(key, 0.0) for key in now.keys() | later.keys()}
