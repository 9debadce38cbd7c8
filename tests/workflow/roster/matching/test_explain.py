from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.workflow.roster.matching.small import SIDES, a_problem
from tests.workflow.roster.matching.test_solving import a_larger_problem
from workflow.roster.matching import (
    IMPOSSIBLE,
    NoPlan,
    Problem,
    Standing,
    alternates,
    changed,
    scarce,
    solve,
    what_if,
    why,
)
from workflow.rules.panel import PanelRule


@pytest.mark.parametrize("rule", [None, SIDES], ids=("no rule", "sides"))
@pytest.mark.parametrize("seed", range(8))
def test_chosen_pairs_have_a_margin_of_0_or_more_and_others_of_0_or_less(seed: int, rule: PanelRule | None) -> None:
    plan = solve(a_larger_problem(seed, rule=rule))
    chosen = set(plan.pairs)
    signs = {(pair in chosen, np.sign(plan.margin(*pair))) for pair in possible(plan.problem)}
    assert signs <= {(True, 0), (True, 1), (False, 0), (False, -1)}


def possible(problem: Problem) -> list[tuple[str, str]]:
    places = np.argwhere(problem.scores >= 0).tolist()
    return [(problem.papers[at], problem.reviewers[seat]) for at, seat in places]


PLAN = solve(
    a_problem([[0.9, 0.5, IMPOSSIBLE, 0.1], [0.8, 0.3, 0.2, 0.1], [0.5, 0.5, 0.5, 0.4]], locked=[("p2", "r3")])
)


@pytest.mark.parametrize(
    ("paper", "reviewer", "standing", "sentence"),
    [
        ("p1", "r0", Standing.CHOSEN, "Chosen with 0.8; the place and the time together are worth 0.8."),
        ("p0", "r0", Standing.WANTED_ELSEWHERE,
         "Scores 0.9, but is wanted elsewhere (price 0.4); would be chosen from 0.9 on."),
        ("p0", "r2", Standing.IMPOSSIBLE, "Cannot be asked: a conflict, an absence, or a score under the floor."),
        ("p1", "r2", Standing.BEATEN, "Scores 0.2; would be chosen from 0.4 on."),
        ("p2", "r3", Standing.LOCKED, "Kept from an earlier plan."),
    ],
)  # fmt: skip
def test_why_and_why_not_is_said_from_the_prices(paper: str, reviewer: str, standing: Standing, sentence: str) -> None:
    found = why(PLAN, paper, reviewer)
    assert (found.standing, str(found.reason)) == (standing, sentence)


def test_the_numbers_of_a_reason_add_up() -> None:
    found = why(PLAN, "p1", "r0")
    assert found.margin == pytest.approx(found.score - found.place - found.reviewer)
    assert found.chosen_from == pytest.approx(found.score - found.margin)


def test_the_price_of_a_scarce_reviewer_is_what_one_more_submission_from_him_adds() -> None:
    problem = a_larger_problem(2)
    plan = solve(problem)
    name, price = scarce(plan)[0]
    more = problem.load_max.copy()
    more[problem.seats[name]] += 1
    assert 0 < solve(replace(problem, load_max=more)).total - plan.total <= price + 1e-9


def test_alternates_have_time_first_and_keep_the_rule_and_are_not_on_the_panel() -> None:
    plan = solve(a_larger_problem(4, rule=SIDES))
    full = plan.loads >= plan.problem.load_max
    for paper, names in alternates(plan, most=5).items():
        assert not set(names) & set(plan.panels[paper])
        assert len(names) == 5
        assert [bool(full[plan.problem.seats[name]]) for name in names] == sorted(
            bool(full[plan.problem.seats[name]]) for name in names
        )


@pytest.mark.parametrize("seed", range(6))
def test_what_if_gives_the_difference_of_a_fresh_solve(seed: int) -> None:
    problem = a_larger_problem(seed, rule=SIDES)
    plan = solve(problem)
    outside = next(pair for pair in possible(problem) if pair not in plan.pairs)
    inside, somebody = plan.pairs[seed], plan.problem.reviewers[seed]
    for wish in ({"force": [outside]}, {"forbid": [inside]}, {"recuse": [somebody]}):
        change, fresh = what_if(plan, **wish), solve(changed(problem, **wish))
        assert change.plan.pairs == fresh.pairs
        assert change.total == pytest.approx(fresh.total - plan.total)
        assert change.total <= 1e-9
        assert set(plan.pairs) - set(change.leaving) | set(change.joining) == set(fresh.pairs)
    assert outside in what_if(plan, force=[outside]).plan.pairs
    assert inside not in what_if(plan, forbid=[inside]).plan.pairs
    assert somebody not in {who for _, who in what_if(plan, recuse=[somebody]).plan.pairs}


def test_a_wish_that_leaves_no_plan_is_refused() -> None:
    with pytest.raises(NoPlan):
        what_if(solve(a_problem([[1]])), recuse=["r0"])
