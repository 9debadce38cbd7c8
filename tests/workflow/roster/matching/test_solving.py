from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.behaviours import long
from tests.workflow.roster.matching.small import (
    MIXED,
    SIDES,
    a_problem,
    a_random_problem,
    best_by_trying,
    broken,
    greedy,
    shuffled,
)
from workflow.roster.matching import NoPlan, Plan, Problem, Traits, solve
from workflow.roster.matching import programme as programmes
from workflow.rules.panel import PanelRule

RULES = (None, SIDES, MIXED)
A_FEASIBLE_SEED = next(seed for seed in range(1000) if best_by_trying(a_random_problem(seed, rule=MIXED)))


def solved(problem: Problem) -> Plan | None:
    try:
        return solve(problem)
    except NoPlan:
        return None


def differs(seed: int, rule: PanelRule | None) -> str | None:
    """Say how a random problem's plan differs from the best by trying all."""
    problem = a_random_problem(seed, rule=rule)
    plan, best = solved(problem), best_by_trying(problem)
    if plan is None or best is None:
        return (
            None if plan is None and best is None else f"{seed}: {best} by trying, {plan and plan.total} by the solver"
        )
    wrong = broken(problem, plan.pairs)
    same = round(plan.total, 4) == round(best, 4) == round(plan.bound, 4)
    return None if same and not wrong else f"{seed}: {best} by trying, {plan.total}, bound {plan.bound}, {wrong}"


@pytest.mark.parametrize("rule", RULES, ids=("no rule", "sides", "several attributes"))
def test_a_plan_is_the_best_there_is(rule: PanelRule | None) -> None:
    assert [found for seed in range(170) if (found := differs(seed, rule))] == []


@long("matching", short="test_a_plan_is_the_best_there_is")
@pytest.mark.parametrize("rule", RULES, ids=("no rule", "sides", "several attributes"))
def test_many_plans_are_the_best_there_are(rule: PanelRule | None) -> None:
    assert [found for seed in range(1000, 4000) if (found := differs(seed, rule))] == []


def a_larger_problem(seed: int, *, rule: PanelRule | None = None, papers: int = 40, reviewers: int = 30) -> Problem:
    random = np.random.default_rng(seed)
    scores = np.round(random.random((papers, reviewers)), 2).astype(np.float32)
    scores[random.random(scores.shape) < 0.05] = -np.inf
    sides = ["internal", "external"] * (reviewers // 2)
    traits = [
        Traits(side, str(random.choice(["policy", "technical"])), frozenset({str(random.choice(["a", "b", "c"]))}),
               frozenset({"en"} if random.random() < 0.6 else {"en", "fr"}))
        for side in sides
    ]  # fmt: skip
    return a_problem(
        scores.tolist(), need=3, most=6, least=1,
        rules=[rule] * papers if rule else (), traits=traits if rule else (),
        languages=[str(one) for one in random.choice(["en", "fr"], papers)] if rule else (),
    )  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([None, SIDES]), st.sampled_from([None, 0.05]))
def test_the_order_of_the_input_does_not_matter(seed: int, rule: PanelRule | None, fair: float | None) -> None:
    problem = a_larger_problem(seed, rule=rule)
    plan, other = solve(problem, fair=fair), solve(shuffled(problem, seed), fair=fair)
    assert repr((plan.pairs, plan.total, plan.bound)) == repr((other.pairs, other.total, other.bound))


def test_the_order_of_the_input_does_not_matter_with_several_attributes() -> None:
    problem = a_random_problem(A_FEASIBLE_SEED, rule=MIXED)
    assert {solve(shuffled(problem, seed)).pairs for seed in range(4)} == {solve(problem).pairs}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([None, SIDES]))
def test_a_larger_plan_keeps_all_rules_is_proven_and_no_worse_than_greedy(seed: int, rule: PanelRule | None) -> None:
    problem = a_larger_problem(seed, rule=rule)
    plan = solve(problem)
    assert broken(problem, plan.pairs) == []
    assert plan.gap == 0
    free = replace(problem, load_min=None, rules=())
    assert solve(free).total >= (greedy(free) or 0) - 1e-6


def test_rules_beyond_sides_are_kept_on_many_pairs_with_a_small_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programmes, "FEW", 500)
    rule = PanelRule(MappingProxyType({"internal": 1, "external": 1}), 1, MappingProxyType({"policy": 1}), 2)
    problem = a_larger_problem(11, rule=rule, papers=60, reviewers=50)
    plan = solve(problem)
    assert broken(problem, plan.pairs) == []
    assert 0 <= plan.gap <= 0.005


def test_rules_that_repair_cannot_keep_are_tried_in_whole_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflow.roster.matching.relaxed._repair", lambda _panels: None)
    monkeypatch.setattr("workflow.roster.matching.relaxed.ROUNDS", 1)
    monkeypatch.setattr(programmes, "FEW", 500)
    problem = a_larger_problem(5, rule=MIXED, papers=30, reviewers=40)
    plan = solve(problem)
    assert broken(problem, plan.pairs) == []
    assert 0 <= plan.gap <= 0.005


def test_locked_pairs_stand_and_count_and_forbidden_ones_never_happen() -> None:
    problem = a_problem([[1, 0.9, 0.1], [1, 0.2, 0.3]], need=2, most=2, locked=[("p0", "r2")], forbidden=[("p1", "r0")])
    plan = solve(problem)
    assert plan.pairs == (("p0", "r0"), ("p0", "r2"), ("p1", "r1"), ("p1", "r2"))
    assert plan.total == pytest.approx(1.6)


def test_a_locked_reviewer_fills_his_place_in_the_rule() -> None:
    traits = [Traits("internal"), Traits("internal"), Traits("external"), Traits("external")]
    problem = a_problem([[0.1, 1, 0.8, 0.7]], need=2, rules=[SIDES], traits=traits, locked=[("p0", "r0")])
    assert solve(problem).pairs == (("p0", "r0"), ("p0", "r2"))


def test_scores_are_told_apart_to_a_ten_thousandth() -> None:
    assert solve(a_problem([[0.0003, 0.0004]])).pairs == (("p0", "r1"),)


def test_equal_scores_are_not_decided_by_the_place_in_the_list() -> None:
    names = [[f"{letter}{n}" for letter in "abcdef"] for n in range(30)]
    chosen = {solve(a_problem([[0.5] * 6], reviewers=listed)).pairs[0][1][0] for listed in names}
    assert chosen == set("abcdef")


def test_nothing_to_review_is_an_empty_plan() -> None:
    nobody = np.zeros(0, np.int64)
    problem = Problem(
        papers=[], reviewers=["a"], scores=np.empty((0, 1), np.float32), demand=nobody, load_max=np.ones(1, np.int64)
    )
    assert solve(problem, fair=0.1).pairs == ()


def test_the_solvers_library_is_not_loaded_by_an_import() -> None:
    code = "import sys, workflow.roster.matching; sys.exit('ortools' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
