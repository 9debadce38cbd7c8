"""Chains that raise one submission without letting another fall to where it was.

The submission takes a reviewer; if he is full, one of his submissions takes another in his place; if that one is full
too, one of *his* submissions does; the last takes somebody with time, or whom the first gave up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workflow.roster.matching.flow import places_of
from workflow.roster.matching.instance import NEVER
from workflow.roster.matching.panels import Panels, Replacement
from workflow.roster.matching.problem import Whole

NOTHING = -(2**40)


@dataclass(frozen=True, slots=True)
class Chain:
    """Replacements in their order, and what they change of the total."""

    gain: int
    replacements: tuple[Replacement, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a chain must do: cost the total at most `-least`, go over at most `over` further submissions (1 or 2).

    With `raising` it raises the submission and keeps the others above where it was.
    """

    least: int
    over: int = 2
    raising: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class _Releases:
    """What a submission could give up places for: those whose holders it would rather have. The arrays go together."""

    place: Whole
    """The place that is given up."""
    use: Whole
    """The place whose holder takes it."""
    wanted: Whole
    """Points the submission wins by that."""
    floor: int
    """All submissions a chain goes over stay above it."""

    def of(self, place: int) -> _Releases:
        """Give those of one place."""
        mine = self.place == place
        return _Releases(self.place[mine], self.use[mine], self.wanted[mine], self.floor)


def best_chain(panels: Panels, paper: int, terms: Terms) -> Chain | None:
    """Give the chain that costs the total least, the shortest first."""
    wanted = 0 if terms.raising else NEVER // 2
    exchange = _exchange(panels, paper, wanted, terms.least)
    if exchange and terms.raising:
        return exchange
    floor = int(panels.score[paper]) if terms.raising else NOTHING
    releases = _releases(panels, paper, floor, wanted)
    two = _chain_of_two(panels, releases, terms.least)
    found = [chain for chain in (exchange, two) if chain]
    if not found and terms.over > 1:
        places = [int(place) for place in panels.places[paper]]
        found = [chain for each in places for chain in _chains_of_three(panels, releases.of(each), terms.least)]
    return max(found, key=lambda chain: chain.gain, default=None)


def _exchange(panels: Panels, paper: int, wanted: int, least: int) -> Chain | None:
    """Take somebody with time."""
    places = panels.places[paper]
    if not len(places):
        return None
    gain = panels.free_for(places) - panels.worth[places]
    gain = np.where((gain > wanted) & _may_leave(panels, places), gain, NOTHING)
    at = int(gain.argmax())
    if gain[at] < least or gain[at] <= NOTHING // 2:
        return None
    return Chain(int(gain[at]), ((int(places[at]), panels.whom(int(places[at]))),))


def _may_leave(panels: Panels, places: Whole) -> NDArray[np.bool_]:
    leaving = panels.reviewer[places]
    free: NDArray[np.bool_] = panels.load[leaving] > panels.instance.low[leaving]
    return free


def _releases(panels: Panels, paper: int, floor: int, least: int) -> _Releases:
    places, holders = panels.places[paper], panels.open[paper, panels.reviewer]
    rows, use = places_of(holders > (panels.worth[places] + least)[:, None])
    place = places[rows]
    if len(panels.instance.kinds.traits) > 1:
        may = panels.may[place, panels.kind[panels.reviewer[use]]]
        place, use = place[may], use[may]
    return _Releases(place, use, holders[use] - panels.worth[place], floor)


def _handed_on(panels: Panels, giving_up: Whole, among: Whole, floor: int) -> Whole:
    """Give what the total changes when each place passes to somebody with time, or to whom the first gave up.

    NOTHING where that cannot be, or where its submission would fall to the floor.
    """
    papers, leaving = panels.paper[among], panels.reviewer[giving_up]
    last = panels.open[papers, leaving].astype(np.int64)
    if len(panels.instance.kinds.traits) > 1:
        last = np.where(panels.may[among, panels.kind[leaving]], last, NEVER)
    last = np.where(_may_leave(panels, giving_up), np.maximum(panels.free_for(among), last), last)
    change = last - panels.worth[among]
    return np.where((panels.score[papers] + change > floor) & (last > NEVER), change, NOTHING)


def _chain_of_two(panels: Panels, releases: _Releases, least: int) -> Chain | None:
    if not len(releases.use):
        return None
    change = _handed_on(panels, releases.place, releases.use, releases.floor)
    gain = releases.wanted + change
    at = int(gain.argmax())
    if gain[at] < least or gain[at] <= NOTHING // 2:
        return None
    place, other = int(releases.place[at]), int(releases.use[at])
    last = _last(panels, place, other, int(change[at]))
    return Chain(int(gain[at]), ((place, int(panels.reviewer[other])), last))


def _chains_of_three(panels: Panels, release: _Releases, least: int) -> Iterator[Chain]:
    """Let a submission between take over from one that can give up somebody more easily; all give up one place."""
    between = release.use
    if not len(between):
        return
    place = int(release.place[0])
    change = _handed_on(panels, release.place[:1], np.arange(len(panels.paper)), release.floor)
    change[panels.places[panels.paper[place]]] = NOTHING
    ends = np.flatnonzero(change > NOTHING)
    if not len(ends):
        return
    relief = np.full(panels.instance.shape[1], NOTHING)
    np.maximum.at(relief, panels.reviewer[ends], change[ends])
    passed = np.flatnonzero(relief > NOTHING)
    middle = panels.open[panels.paper[between][:, None], passed].astype(np.int64)
    if len(panels.instance.kinds.traits) > 1:
        middle = np.where(panels.may[between][:, panels.kind[passed]], middle, NEVER)
    middle -= panels.worth[between][:, None]
    above = middle + panels.score[panels.paper[between]][:, None] > release.floor
    gain = np.where(above & (middle > NEVER // 2), middle + relief[passed] + release.wanted[:, None], NOTHING)
    at, to = np.unravel_index(int(gain.argmax()), gain.shape)
    if gain[at, to] < least or gain[at, to] <= NOTHING // 2:
        return
    same = ends[panels.reviewer[ends] == passed[to]]
    end = int(same[change[same].argmax()])
    first, second = (place, int(panels.reviewer[between[at]])), (int(between[at]), int(passed[to]))
    yield Chain(int(gain[at, to]), (first, second, _last(panels, place, end, int(change[end]))))


def _last(panels: Panels, giving_up: int, place: int, change: int) -> Replacement:
    """Say who takes the last place: whom the first gave up, or somebody with time."""
    leaving, paper = int(panels.reviewer[giving_up]), panels.paper[place]
    takes_back = panels.open[paper, leaving] - panels.worth[place] == change
    if takes_back and panels.may[place, panels.kind[leaving]]:
        return place, leaving
    return place, panels.whom(place)
