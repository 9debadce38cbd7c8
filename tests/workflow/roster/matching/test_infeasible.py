from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pytest

from tests.workflow.roster.matching.small import SIDES, a_problem
from workflow.roster.matching import IMPOSSIBLE, Infeasible, NoPlan, Problem, Traits, solve
from workflow.roster.matching import programme as programmes
from workflow.rules.panel import PanelRule

NO = IMPOSSIBLE
IN, OUT = Traits("internal", languages=frozenset({"en"})), Traits("external", languages=frozenset({"en"}))
READS = PanelRule(MappingProxyType({"internal": 1}), 1)

CASES: Mapping[str, tuple[Problem, tuple[str, ...], tuple[str, ...], int, str, tuple[str, ...]]] = {
    "an empty roster": (
        a_problem([[]], reviewers=[], load_max=np.zeros(0, int), load_min=None),
        ("p0",), (), 1, "p0 needs 1 of the reviewers; 0 can be asked.", ("demand", "reviewers"),
    ),
    "everybody in conflict": (
        a_problem([[NO, NO], [1, 1]]), ("p0",), (), 1,
            "p0 needs 1 of the reviewers; 0 can be asked.", ("demand", "reviewers"),
    ),
    "capacity below demand": (
        a_problem([[1, 1], [1, 1]], need=2), ("p0", "p1"), ("r0", "r1"), 2,
        "2 places stay empty: 2 submissions can only be reviewed by 2 reviewers, who are full.",
        ("capacity", "demand", "reviewers"),
    ),
    "a crowd before one reviewer, the others at ease": (
        a_problem([[1, NO, NO], [1, NO, NO], [NO, 1, 1]]), ("p0", "p1"), ("r0",), 1,
        "1 place stays empty: 2 submissions can only be reviewed by 1 reviewers, who are full.",
        ("capacity", "demand", "reviewers"),
    ),
    "no internal reviewer": (
        a_problem([[1, 1]], need=2, rules=[SIDES], traits=[OUT, OUT]),
        ("p0",), (), 1, "p0 needs 1 of the internal reviewers; 0 can be asked.", ("demand", "reviewers"),
    ),
    "one internal reviewer for two": (
        a_problem([[1, 1, 1]] * 2, need=2, most=3, rules=[SIDES] * 2,
            traits=[IN, OUT, OUT], load_max=np.array([1, 3, 3])),
        ("p0", "p1"), ("r0",), 1,
        "1 place stays empty: 2 submissions can only be reviewed by 1 reviewers, who are full.",
        ("capacity", "demand", "reviewers"),
    ),
    "nobody reads the language": (
        a_problem([[1, 1]], need=2, rules=[READS], traits=[IN, OUT], languages=["ar"]),
        ("p0",), (), 1, "p0 needs 1 of the reviewers who read ar; 0 can be asked.", ("demand", "reviewers"),
    ),
    "one reader for two": (
        a_problem([[1, 1, 1]] * 2, need=1, rules=[READS] * 2,
            traits=[IN, Traits("internal"), Traits("external")], languages=["en"] * 2),
        ("p0",), (), 1, "p0 lacks 1 of the reviewers who read en.", ("reviewers",),
    ),
    "a minimum that nothing can fill": (
        a_problem([[1, NO]], load_min=np.array([0, 1])), (), ("r1",), 0,
        "r1 must take 1 more submission than he can be given.", ("minimum",),
    ),
    "a minimum beside a rule that no flow keeps": (
        a_problem([[1, NO]], rules=[READS],
            traits=[IN, OUT], languages=["en"], load_min=np.array([0, 1])), (), ("r1",), 0,
        "r1 must take 1 more submission than he can be given.", ("minimum",),
    ),
    "locked beyond a reviewer's limit": (
        a_problem([[1, 1], [1, 1]], locked=[("p0", "r0"), ("p1", "r0")]), (), ("r0",), 0,
        "r0 has 1 locked submission too many.", ("capacity",),
    ),
    "locked beyond a submission's need": (
        a_problem([[1, 1]], locked=[("p0", "r0"), ("p0", "r1")]), ("p0",), (), 0,
        "p0 has more locked reviewers than it needs.", (),
    ),
}  # fmt: skip


def report_of(problem: Problem) -> Infeasible:
    with pytest.raises(NoPlan) as refused:
        solve(problem)
    assert refused.value.reasons == refused.value.report.reasons
    return refused.value.report


@pytest.mark.parametrize("case", CASES)
def test_the_report_names_who_makes_it_impossible(case: str) -> None:
    problem, papers, reviewers, short, sentence, kinds = CASES[case]
    report = report_of(problem)
    assert (report.papers, report.reviewers, report.short) == (papers, reviewers, short)
    assert str(report.reasons[0]) == sentence
    assert tuple(each.kind for each in report.relaxations) == kinds


def test_what_the_report_proposes_helps() -> None:
    scores = [[1, 1], [1, 1]]
    capacity = next(each for each in report_of(a_problem(scores, need=2)).relaxations if each.kind == "capacity")
    assert (capacity.n, str(capacity.reason)) == (2, "Let these reviewers take 2 submissions more in all.")
    assert len(solve(a_problem(scores, need=2, most=2)).pairs) == 4


def test_many_pairs_that_are_too_few_are_reported_in_the_same_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programmes, "FEW", 1)
    traits, problem = [IN, Traits("internal"), Traits("external")], [[1, 1, 1]] * 2
    crowd = report_of(
        a_problem(problem, rules=[READS] * 2, traits=traits, languages=["en"] * 2, load_max=np.array([1, 0, 1]))
    )
    assert (crowd.papers, crowd.reviewers) == (("p0", "p1"), ("r0",))
    monkeypatch.setattr("workflow.roster.matching.solving.TRIED", 1)
    lacking = report_of(a_problem(problem, rules=[READS] * 2, traits=traits, languages=["en"] * 2))
    assert lacking.short == 1
    assert str(lacking.reasons[0]).endswith("lacks 1 of the reviewers who read en.")
