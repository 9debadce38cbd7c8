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
    """What giving up `place` makes possible; N places."""

    place: int
    wanted: Whole
    """Points the submission wins by taking the holder of each place."""
    useful: NDArray[np.bool_]
    last: Whole
    """What the total changes when each place passes to somebody with time, or to whom `place` gave up."""
    allowed: NDArray[np.bool_]
    """Whether the submission of each place stays above the floor when it does."""
    floor: int


def best_chain(panels: Panels, paper: int, terms: Terms) -> Chain | None:
    """Give the chain that costs the total least, the shortest first."""
    places = [int(place) for place in panels.places[paper]]
    wanted = 0 if terms.raising else NEVER // 2
    exchanges = [chain for place in places if (chain := _exchange(panels, place, wanted)) and chain.gain >= terms.least]
    if exchanges and terms.raising:
        return max(exchanges, key=lambda chain: chain.gain)
    floor = int(panels.score[paper]) if terms.raising else NOTHING
    releases = [_release(panels, place, floor, wanted) for place in places]
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


def _release(panels: Panels, place: int, floor: int, least: int) -> _Release:
    paper, leaving = panels.paper[place], panels.reviewer[place]
    wanted = panels.open[paper, panels.reviewer] - panels.worth[place]
    back = panels.open[panels.paper, leaving]
    if len(panels.instance.kinds.traits) > 1:
        wanted = np.where(panels.may[place, panels.kind[panels.reviewer]], wanted, NEVER)
        back = np.where(panels.may[:, panels.kind[leaving]], back, NEVER)
    last = np.maximum(panels.free_for(slice(None)), back) if _may_leave(panels, place) else back
    change = last - panels.worth
    allowed = (panels.score[panels.paper] + change > floor) & (last > NEVER)
    allowed[panels.places[paper]] = False
    return _Release(place, wanted, wanted > least, change, allowed, floor)


def _chain_of_two(panels: Panels, release: _Release) -> Chain | None:
    use = np.flatnonzero(release.allowed & release.useful)
    if not len(use):
        return None
    gain = release.wanted[use] + release.last[use]
    at = int(gain.argmax())
    return Chain(int(gain[at]), ((release.place, int(panels.reviewer[use[at]])), _last(panels, release, use[at])))


def _chains_of_three(panels: Panels, release: _Release, least: int) -> Iterator[Chain]:
    """Let a submission between take over from one that can give up somebody more easily."""
    ends, between = np.flatnonzero(release.allowed), np.flatnonzero(release.useful)
    if not len(ends) or not len(between):
        return
    relief = np.full(panels.instance.shape[1], NOTHING)
    np.maximum.at(relief, panels.reviewer[ends], release.last[ends])
    passed = np.flatnonzero(relief > NOTHING)
    middle = panels.open[panels.paper[between][:, None], passed].astype(np.int64)
    if len(panels.instance.kinds.traits) > 1:
        middle = np.where(panels.may[between][:, panels.kind[passed]], middle, NEVER)
    middle -= panels.worth[between][:, None]
    above = middle + panels.score[panels.paper[between]][:, None] > release.floor
    gain = np.where(above & (middle > NEVER // 2), middle + relief[passed] + release.wanted[between][:, None], NOTHING)
    at, to = np.unravel_index(int(gain.argmax()), gain.shape)
    if gain[at, to] < least or gain[at, to] <= NOTHING // 2:
        return
    same = ends[panels.reviewer[ends] == passed[to]]
    end = same[release.last[same].argmax()]
    first, second = (release.place, int(panels.reviewer[between[at]])), (int(between[at]), int(passed[to]))
    yield Chain(int(gain[at, to]), (first, second, _last(panels, release, end)))


def _last(panels: Panels, release: _Release, place: int) -> Replacement:
    """Say who takes the last place: whom the first gave up, or somebody with time."""
    leaving = int(panels.reviewer[release.place])
    points = panels.instance.points[panels.paper[place], leaving] - panels.worth[place]
    takes_back = points == release.last[place] and panels.open[panels.paper[place], leaving] > NEVER
    if takes_back and panels.may[place, panels.kind[leaving]]:
        return int(place), leaving
    return int(place), panels.whom(int(place))
