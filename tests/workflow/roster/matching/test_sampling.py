from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from tests.workflow.roster.matching.small import MIXED, SIDES, a_problem, broken
from tests.workflow.roster.matching.test_solving import a_larger_problem
from workflow.kernel.errors import InvalidInput
from workflow.roster.matching import NoPlan, Traits, randomised, solve
from workflow.rules.panel import PanelRule

CAPS = [Fraction(1, 2), Fraction(2, 3), Fraction(3, 5), Fraction(1)]


@pytest.mark.parametrize("rule", [None, SIDES], ids=("no rule", "sides"))
@pytest.mark.parametrize("cap", CAPS)
def test_every_drawn_plan_keeps_the_rules_and_no_pair_is_likelier_than_the_cap(
    cap: Fraction, rule: PanelRule | None
) -> None:
    problem = a_larger_problem(7, rule=rule)
    found = randomised(problem, cap, seed=1)
    assert len(found.plans) == cap.denominator
    assert [broken(problem, plan) for plan in found.plans] == [[]] * len(found.plans)
    counts = Counter(pair for plan in found.plans for pair in plan)
    assert max(counts.values()) <= cap * len(found.plans)
    assert all(found.probability(pair) == Fraction(n, len(found.plans)) for pair, n in list(counts.items())[:9])
    assert found.drawn in found.plans


def test_the_expected_total_is_that_of_the_plans_and_reaches_its_bound() -> None:
    problem = a_larger_problem(9)
    found = randomised(problem, Fraction(1, 2), seed=1)
    totals = [sum(float(problem.scores[problem.places[p], problem.seats[r]]) for p, r in plan) for plan in found.plans]
    assert found.total == found.bound == pytest.approx(sum(totals) / len(totals))
    assert found.total < solve(problem).total
    assert randomised(problem, Fraction(1), seed=1).total == pytest.approx(solve(problem).total)


def test_the_seed_decides_which_plan_is_drawn() -> None:
    problem = a_larger_problem(7)
    drawn = {randomised(problem, Fraction(1, 2), seed=seed).drawn for seed in range(12)}
    assert drawn == set(randomised(problem, Fraction(1, 2), seed=0).plans)


@pytest.mark.parametrize("cap", [Fraction(0), Fraction(3, 2), Fraction(1, 1000)])
def test_a_cap_that_is_none_is_refused(cap: Fraction) -> None:
    with pytest.raises(InvalidInput):
        randomised(a_problem([[1, 1]]), cap, seed=1)


def test_what_the_cap_makes_impossible_is_reported() -> None:
    with pytest.raises(NoPlan) as refused:
        randomised(a_problem([[1], [1]], most=2), Fraction(1, 2), seed=1)
    assert refused.value.report.papers == ("p0", "p1")
    with pytest.raises(NoPlan):
        randomised(a_problem([[1]], need=2), Fraction(1, 2), seed=1)


def test_rules_beyond_sides_are_refused() -> None:
    problem = a_problem([[1, 1]], need=1, rules=[MIXED], traits=[Traits("internal")] * 2, languages=["en"])
    with pytest.raises(InvalidInput):
        randomised(problem, Fraction(1, 2), seed=1)
