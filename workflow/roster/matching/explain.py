"""Says from a plan's prices why somebody is on a panel or is not, who is scarce, who comes next, and what if."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from workflow.kernel.messages import Reason, say
from workflow.roster.matching.instance import NEVER, instance_of
from workflow.roster.matching.panels import Panels
from workflow.roster.matching.plan import Pair, Plan
from workflow.roster.matching.problem import IMPOSSIBLE, Problem
from workflow.roster.matching.solving import solve


class Standing(StrEnum):
    """How a reviewer stands to a panel in a plan."""

    LOCKED = "locked"
    CHOSEN = "chosen"
    IMPOSSIBLE = "impossible"
    WANTED_ELSEWHERE = "wanted_elsewhere"
    BEATEN = "beaten"


@dataclass(frozen=True, slots=True)
class Why:
    """Why a reviewer is on a panel or not: the numbers, which add up, and the sentence."""

    standing: Standing
    score: float
    place: float
    """The price of the place: what its weakest reviewer is worth to the total."""
    reviewer: float
    """The price of the reviewer: what one more submission from him would add to the total."""
    margin: float
    """score - place - reviewer: 0 or more for who is chosen, 0 or less for the others."""
    reason: Reason

    @property
    def chosen_from(self) -> float:
        """Give the score from which on he would be chosen, if he is not."""
        return self.place + self.reviewer


@dataclass(frozen=True, slots=True)
class Change:
    """What a wish changes: the new plan, the exact difference of total and least score, and who moves."""

    plan: Plan
    total: float
    least: float
    joining: tuple[Pair, ...]
    leaving: tuple[Pair, ...]


def why(plan: Plan, paper: str, reviewer: str) -> Why:
    """Say why a reviewer is on a submission's panel, or why not."""
    problem, pair = plan.problem, (paper, reviewer)
    at, seat = problem.places[paper], problem.seats[reviewer]
    standing = _standing(plan, pair)
    score, price = plan.score(paper, reviewer), float(plan.prices.reviewer[seat])
    place = float(plan.prices.place[at, plan.prices.kind[seat]])
    margin = plan.margin(paper, reviewer) if score > IMPOSSIBLE else IMPOSSIBLE
    return Why(standing, score, place, price, margin, _reason(standing, score, place, price))


def scarce(plan: Plan) -> tuple[tuple[str, float], ...]:
    """Give the reviewers of whom one more submission would add to the total, with how much, the most first."""
    found = [(name, float(plan.prices.reviewer[seat])) for name, seat in plan.problem.seats.items()]
    return tuple(sorted(((name, price) for name, price in found if price > 0), key=lambda one: (-one[1], one[0])))


def alternates(plan: Plan, most: int = 3) -> Mapping[str, tuple[str, ...]]:
    """Give for each submission who comes next, in order: with time and fit for a place by the rule, then the others.

    Among equals the margin decides, so that nobody is named who is worth more elsewhere.
    """
    problem, instance = plan.problem, instance_of(plan.problem)
    places, seats = np.argsort(instance.paper_order), np.argsort(instance.reviewer_order)
    free = set(plan.pairs) - set(problem.locked)
    keys = [places[problem.places[paper]] * instance.shape[1] + seats[problem.seats[who]] for paper, who in free]
    panels = Panels(instance, np.array(sorted(keys), np.int64))
    return {paper: _next(plan, panels, int(places[at]), most) for paper, at in sorted(problem.places.items())}


def _next(plan: Plan, panels: Panels, paper: int, most: int) -> tuple[str, ...]:
    instance = panels.instance
    fits = panels.may[panels.places[paper]].any(axis=0)
    able = np.flatnonzero((panels.open[paper] > NEVER) & np.asarray(fits)[panels.kind])
    seats = instance.reviewer_order[able]
    at = instance.paper_order[paper]
    margin = np.round(
        instance.points[paper, able] / 10_000
        - plan.prices.place[at, plan.prices.kind[seats]]
        - plan.prices.reviewer[seats],
        9,
    )
    full = panels.load[able] >= instance.high[able]
    order = np.lexsort((np.arange(len(able)), -instance.points[paper, able], -margin, full))
    return tuple(plan.problem.reviewers[seat] for seat in seats[order[:most]])


def what_if(
    plan: Plan, *, force: Sequence[Pair] = (), forbid: Sequence[Pair] = (), recuse: Sequence[str] = ()
) -> Change:
    """Solve again with pairs forced or forbidden or reviewers left out, and give the exact difference.

    Raises NoPlan when the wish leaves no plan, InvalidInput when it contradicts itself.
    """
    after = solve(changed(plan.problem, force=force, forbid=forbid, recuse=recuse), fair=plan.fair)
    before, now = set(plan.pairs), set(after.pairs)
    least = (
        float(after.paper_scores.min(initial=np.inf) - plan.paper_scores.min(initial=np.inf)) if before or now else 0.0
    )
    joining, leaving = tuple(sorted(now - before)), tuple(sorted(before - now))
    return Change(after, round(after.total - plan.total, 9), round(least, 9), joining, leaving)


def changed(
    problem: Problem, *, force: Sequence[Pair] = (), forbid: Sequence[Pair] = (), recuse: Sequence[str] = ()
) -> Problem:
    """Give the problem with these wishes."""
    scores, least = problem.scores, problem.load_min
    locked = [pair for pair in problem.locked if pair[1] not in recuse and pair not in forbid]
    if recuse:
        seats = [problem.seats[name] for name in recuse]
        scores = scores.copy()
        scores[:, seats] = IMPOSSIBLE
        if least is not None:
            least = least.copy()
            least[seats] = 0
    both = dict.fromkeys([*locked, *force])
    barred = dict.fromkeys([*(pair for pair in problem.forbidden if pair not in force), *forbid])
    return replace(problem, scores=scores, load_min=least, locked=tuple(both), forbidden=tuple(barred))


def _standing(plan: Plan, pair: Pair) -> Standing:
    seat = plan.problem.seats[pair[1]]
    if pair in plan.problem.locked:
        return Standing.LOCKED
    if pair in plan.pairs:
        return Standing.CHOSEN
    if plan.score(*pair) < plan.problem.pair_floor or pair in plan.problem.forbidden:
        return Standing.IMPOSSIBLE
    return Standing.WANTED_ELSEWHERE if plan.prices.reviewer[seat] > 0 else Standing.BEATEN


def _reason(standing: Standing, score: float, place: float, price: float) -> Reason:
    scored = {"score": round(score, 2), "least": round(place + price, 2), "price": round(price, 2)}
    match standing:
        case Standing.LOCKED:
            return say("Kept from an earlier plan.")
        case Standing.CHOSEN:
            return say("Chosen with {score}; the place and the time together are worth {least}.", **scored)
        case Standing.IMPOSSIBLE:
            return say("Cannot be asked: a conflict, an absence, or a score under the floor.")
        case Standing.WANTED_ELSEWHERE:
            return say(
                "Scores {score}, but is wanted elsewhere (price {price}); would be chosen from {least} on.", **scored
            )
        case Standing.BEATEN:
            return say("Scores {score}; would be chosen from {least} on.", **scored)
