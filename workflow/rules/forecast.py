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
    stretches = [_Stretch.of(months, items, reviewers, today, days) for months in HORIZONS]
    sides = tuple(_side(side, stretch) for side in SIDES for stretch in stretches)
    spoken = sorted({item.language for item in items if item.language and item.readers})
    languages = tuple(_language(code, stretch) for code in spoken for stretch in stretches)
    objectives, too_few = _objectives(next(stretch for stretch in stretches if stretch.months == YEAR))
    return Forecast(
        items=len(recent), days=days, expected={stretch.months: stretch.coming for stretch in stretches},
        sides=sides, languages=languages, objectives=objectives, too_few=too_few,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The months looked ahead: what is there, what comes, and what each reviewer can give."""

    months: int
    items: Collection[CoverItem]
    coming: Expected
    able: Collection[tuple[Reviewer, float]]
    ahead: float
    """How long they are, as a part of the time looked back on."""

    @classmethod
    def of(
        cls, months: int, items: Collection[CoverItem], reviewers: Iterable[Reviewer], today: date, days: int
    ) -> _Stretch:
        """Give the stretch of so many months from today."""
        length = HORIZONS[months]
        coming = expected(sum(item.is_recent for item in items), days, length)
        able = [(reviewer, can_give(reviewer.limits, today, length)) for reviewer in reviewers]
        return cls(months, items, coming, able, length / days)

    def wanted(self, side: str, scale: float = 1.0) -> dict[str, float]:
        """Give the reviews wanted of a side by objective, if so many times the middle number of items comes."""
        now = _by_objective((item, item.wants.get(side, 0)) for item in self.items if item.is_open)
        later = _by_objective((item, item.needs.get(side, 0)) for item in self.items if item.is_recent)
        part = self.ahead * scale
        return {key: now.get(key, 0.0) + part * later.get(key, 0.0) for key in now.keys() | later.keys()}

    def givers(self, side: str) -> dict[frozenset[str], float]:
        """Give what a side can give, by what its members know."""
        found: dict[frozenset[str], float] = {}
        for reviewer, amount in self.able:
            if reviewer.side == side:
                found[reviewer.objectives] = found.get(reviewer.objectives, 0.0) + amount
        return found


def _side(side: str, stretch: _Stretch) -> Need:
    givers = stretch.givers(side)
    missing = _span(lambda scale: unmet(stretch.wanted(side, scale), givers), stretch.coming)
    own = [reviewer.limits.yearly_cap for reviewer, _amount in stretch.able if reviewer.side == side]
    return Need(
        months=stretch.months, key=side, wanted=sum(stretch.wanted(side).values()), people=len(own),
        can_give=sum(givers.values()), missing=missing, reviewers=_people(missing, own, stretch.months),
    )  # fmt: skip


def _language(code: str, stretch: _Stretch) -> Need:
    own = [(reviewer, amount) for reviewer, amount in stretch.able if code in reviewer.languages]
    caps, able = [reviewer.limits.yearly_cap for reviewer, _amount in own], sum(amount for _reviewer, amount in own)
    written = [item for item in stretch.items if item.language == code]
    now = sum(item.readers for item in written if item.is_open and any(item.wants.values()))
    later = sum(item.readers for item in written if item.is_recent) * stretch.ahead
    missing = _span(lambda scale: max(now + later * scale - able, 0.0), stretch.coming)
    return Need(
        months=stretch.months, key=code, wanted=now + later, people=len(own), can_give=able, missing=missing,
        reviewers=_people(missing, caps, stretch.months),
    )  # fmt: skip


def _people(missing: Span, caps: Collection[int], months: int) -> Span:
    """Give how many more members would give what is missing, each as much as the present ones do."""
    each = (sum(caps) / len(caps) if sum(caps) else USUAL_CAP) * months / YEAR
    return Span(*(max(ceil(part / each - NEARLY_NONE), 0) for part in (missing.low, missing.middle, missing.high)))


def _span(lacking: Callable[[float], float], coming: Expected) -> Span:
    """Give what is lacking if few, as many as before, or many items come."""
    scales = (coming.low / coming.middle, 1.0, coming.high / coming.middle)
    amounts = [lacking(scale) for scale in scales]
    return Span(*(amount if amount > NEARLY_NONE else 0.0 for amount in amounts))


def _objectives(stretch: _Stretch) -> tuple[tuple[ObjectiveNeed, ...], tuple[tuple[str, int], ...]]:
    wanted = {side: stretch.wanted(side) for side in SIDES}
    served = {side: shares(wanted[side], stretch.givers(side)) for side in SIDES}
    counts = Counter(key for item in stretch.items if item.is_recent for key in item.objectives)
    found = [
        ObjectiveNeed(
            key=key, items=n, expected=expected(n, round(HORIZONS[YEAR] / stretch.ahead), HORIZONS[YEAR]),
            wanted={side: wanted[side].get(key, 0.0) for side in SIDES},
            served={side: served[side].get(key, 1.0) for side in SIDES},
        )
        for key, n in sorted(counts.items()) if n >= LEAST_OF_OBJECTIVE
    ]  # fmt: skip
    found.sort(key=lambda need: (-need.wait, -sum(need.missing.values()), -need.items, need.key))
    return tuple(found), tuple((key, n) for key, n in sorted(counts.items()) if n < LEAST_OF_OBJECTIVE)


def _by_objective(wanted: Iterable[tuple[CoverItem, int]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for item, places in wanted:
        for key in item.objectives:
            found[key] = found.get(key, 0.0) + places / len(item.objectives)
    return found
