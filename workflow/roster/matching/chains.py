"""Chains that raise one submission without letting another fall to where it was.

The submission takes a reviewer; if he is full, one of his submissions takes another in his place; if that one is full
too, one of *his* submissions does; the last takes somebody with time, or whom the first gave up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
class _Release:
    """What giving up `place` would be for: the places whose holders its submission would rather have."""

    place: int
    use: Whole
    wanted: Whole
    """Points the submission wins by each of them."""
    floor: int
    """All submissions a chain goes over stay above it."""


def best_chain(panels: Panels, paper: int, terms: Terms) -> Chain | None:
    """Give the chain that costs the total least, the shortest first."""
    places = [int(place) for place in panels.places[paper]]
    wanted = 0 if terms.raising else NEVER // 2
    exchanges = [chain for place in places if (chain := _exchange(panels, place, wanted)) and chain.gain >= terms.least]
    if exchanges and terms.raising:
        return max(exchanges, key=lambda chain: chain.gain)
    floor = int(panels.score[paper]) if terms.raising else NOTHING
    holders = panels.open[paper, panels.reviewer]
    releases = [_release(panels, place, holders, floor, wanted) for place in places]
    found = exchanges + [
        chain for each in releases if (chain := _chain_of_two(panels, each)) and chain.gain >= terms.least
    ]
    if not found and terms.over > 1:
        found = [chain for each in releases for chain in _chains_of_three(panels, each, terms.least)]
    return max(found, key=lambda chain: chain.gain, default=None)


def _exchange(panels: Panels, place: int, wanted: int) -> Chain | None:
    """Take somebody with time."""
    gain = int(panels.free_for(slice(place, place + 1))[0]) - int(panels.worth[place])
    if gain <= wanted or not _may_leave(panels, place):
        return None
    return Chain(gain, ((place, panels.whom(place)),))


def _may_leave(panels: Panels, place: int) -> bool:
    leaving = panels.reviewer[place]
    return bool(panels.load[leaving] > panels.instance.low[leaving])


def _release(panels: Panels, place: int, holders: NDArray[np.int32], floor: int, least: int) -> _Release:
    use = np.flatnonzero(holders > panels.worth[place] + least)
    if len(panels.instance.kinds.traits) > 1:
        use = use[panels.may[place, panels.kind[panels.reviewer[use]]]]
    return _Release(place, use, holders[use] - panels.worth[place], floor)


def _handed_on(panels: Panels, release: _Release, among: Whole) -> Whole:
    """Give what the total changes when each place passes to somebody with time, or to whom the first gave up.

    NOTHING where that cannot be, or where its submission would fall to the floor.
    """
    papers, leaving = panels.paper[among], panels.reviewer[release.place]
    last = panels.open[papers, leaving].astype(np.int64)
    if len(panels.instance.kinds.traits) > 1:
        last = np.where(panels.may[among, panels.kind[leaving]], last, NEVER)
    if _may_leave(panels, release.place):
        last = np.maximum(panels.free_for(among), last)
    change = last - panels.worth[among]
    return np.where((panels.score[papers] + change > release.floor) & (last > NEVER), change, NOTHING)


def _chain_of_two(panels: Panels, release: _Release) -> Chain | None:
    if not len(release.use):
        return None
    gain = release.wanted + _handed_on(panels, release, release.use)
    at = int(gain.argmax())
    if gain[at] <= NOTHING // 2:
        return None
    other = int(release.use[at])
    last = _last(panels, release, other, int(gain[at] - release.wanted[at]))
    return Chain(int(gain[at]), ((release.place, int(panels.reviewer[other])), last))


def _chains_of_three(panels: Panels, release: _Release, least: int) -> Iterator[Chain]:
    """Let a submission between take over from one that can give up somebody more easily."""
    between = release.use
    change = _handed_on(panels, release, np.arange(len(panels.paper)))
    change[panels.places[panels.paper[release.place]]] = NOTHING
    ends = np.flatnonzero(change > NOTHING)
    if not len(ends) or not len(between):
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
    first, second = (release.place, int(panels.reviewer[between[at]])), (int(between[at]), int(passed[to]))
    yield Chain(int(gain[at, to]), (first, second, _last(panels, release, end, int(change[end]))))


def _last(panels: Panels, release: _Release, place: int, change: int) -> Replacement:
    """Say who takes the last place: whom the first gave up, or somebody with time."""
    leaving, paper = int(panels.reviewer[release.place]), panels.paper[place]
    takes_back = panels.open[paper, leaving] - panels.worth[place] == change
    if takes_back and panels.may[place, panels.kind[leaving]]:
        return place, leaving
    return place, panels.whom(place)
