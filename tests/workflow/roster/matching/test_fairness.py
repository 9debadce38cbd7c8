from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from tests.workflow.roster.matching.small import MIXED, SIDES, a_problem, a_random_problem, broken
from tests.workflow.roster.matching.test_solving import a_larger_problem, solved
from workflow.roster.matching import Plan, solve
from workflow.rules.panel import PanelRule

SHARE = 0.05


@pytest.mark.parametrize("rule", [None, SIDES], ids=("no rule", "sides"))
@pytest.mark.parametrize("seed", range(6))
def test_the_least_score_rises_within_the_share_and_all_rules_are_kept(seed: int, rule: PanelRule | None) -> None:
    problem = a_larger_problem(seed, rule=rule)
    best, fair = solve(problem), solve(problem, fair=SHARE)
    assert broken(problem, fair.pairs) == []
    assert fair.paper_scores.min() >= best.paper_scores.min()
    assert fair.total >= (1 - SHARE) * best.total
    assert (fair.best, fair.bound) == (best.total, best.bound)


def test_rules_beyond_sides_are_kept_by_the_exchanges() -> None:
    problems = [problem for seed in range(60) if solved(problem := a_random_problem(seed, rule=MIXED))]
    fair = [solve(problem, fair=0.3) for problem in problems]
    assert [broken(plan.problem, plan.pairs) for plan in fair] == [[]] * len(fair)


def test_a_poor_submission_takes_the_reviewer_another_can_spare() -> None:
    plan = solve(a_problem([[1, 0.9], [0.9, 0.1]]), fair=0)
    assert plan.panels == {"p0": ("r1",), "p1": ("r0",)}
    plan = solve(a_problem([[1, 0.6], [0.55, 0.1]]), fair=1)
    assert plan.panels == {"p0": ("r1",), "p1": ("r0",)}
    assert [(step.paper, step.before, step.after, step.others) for step in plan.exchanges] == []


def test_each_exchange_and_each_floor_is_on_record() -> None:
    plan = solve(a_problem([[1, 0.3], [0.5, 0.1]]), fair=1)
    assert plan.panels == {"p0": ("r0",), "p1": ("r1",)} or plan.exchanges
    fair = solve(a_larger_problem(0), fair=SHARE)
    assert fair.exchanges
    assert all(step.after > step.before for step in fair.exchanges)
    assert [point.floor for point in fair.curve] == sorted(point.floor for point in fair.curve)
    assert fair.curve[0].total == pytest.approx(fair.best)


@pytest.mark.parametrize("seed", range(3))
def test_no_exchange_of_two_places_within_the_share_improves_the_sorted_scores(seed: int) -> None:
    problem = a_larger_problem(seed, papers=20, reviewers=14)
    crowded = (problem.scores * np.linspace(0.3, 1, 14)).astype(np.float32).round(4)
    plan = solve(replace(problem, scores=crowded, load_max=np.full(14, 5), load_min=None), fair=SHARE)
    assert plan.exchanges
    assert [found for found in improvements(plan) if found[1] >= (1 - SHARE) * plan.best + 1e-9] == []


def improvements(plan: Plan) -> list[tuple[str, float]]:
    """Try every replacement by somebody with time, and every chain of two, by means that are not the solver's."""
    found = []
    for steps in chains(plan):
        after, touched = plan.paper_scores, [paper for (paper, _), _ in steps]
        before = after[touched].min()
        for (paper, leaving), joining in steps:
            after[paper] += round(float(plan.problem.scores[paper, joining] - plan.problem.scores[paper, leaving]), 4)
        if after[touched].min() > before + 1e-9:
            found.append((str(steps), float(after.sum())))
    return found


Step = tuple[tuple[int, int], int]


def chains(plan: Plan) -> Iterator[list[Step]]:
    """Give what may be tried: a place (submission, reviewer) passes to somebody, in one step or in two."""
    loads, least = plan.loads, plan.problem.load_min
    places: list[tuple[int, int]] = [(paper, seat) for paper, seat in plan.places.tolist()]
    free = [seat for seat in range(len(loads)) if loads[seat] < plan.problem.load_max[seat]]

    def may(place: tuple[int, int], seat: int) -> bool:
        return (place[0], seat) not in places and bool(plan.problem.scores[place[0], seat] >= 0)

    for one in places:
        spare = free if least is None or loads[one[1]] > least[one[1]] else []
        yield from ([(one, seat)] for seat in spare if may(one, seat))
        for other in places:
            if other[0] != one[0] and may(one, other[1]):
                yield from ([(one, other[1]), (other, seat)] for seat in [*spare, one[1]] if may(other, seat))


def test_no_pair_is_made_under_the_floor() -> None:
    scores = [[0.5, 0.2], [1, 0.6]]
    assert solve(a_problem(scores)).pairs == (("p0", "r1"), ("p1", "r0"))
    assert solve(a_problem(scores, pair_floor=0.25)).pairs == (("p0", "r0"), ("p1", "r1"))
