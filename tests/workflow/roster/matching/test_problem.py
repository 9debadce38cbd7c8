from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from tests.workflow.roster.matching.small import SIDES, a_problem
from workflow.kernel.errors import InvalidInput

BAD: Mapping[str, tuple[Mapping[str, object], str, str]] = {
    "a score that is no number": ({"scores": np.array([[np.nan, 1]])}, "scores",
            "1 score is not a number from 0 to 10000: submission p0, reviewer r0."),
    "negative scores": ({"scores": np.array([[1, -0.5]])}, "scores",
            "1 score is not a number from 0 to 10000: submission p0, reviewer r1."),
    "an infinite score": ({"scores": np.array([[np.inf, np.inf]])}, "scores",
            "2 scores are not numbers from 0 to 10000, the first for submission p0, reviewer r0."),
    "a reviewer twice": ({"reviewers": ["r0", "r0"]}, "reviewers", "The reviewer r0 is given twice."),
    "a submission twice": ({"papers": ["p0", "p0"]}, "papers", "The submission p0 is given twice."),
    "scores of another shape": ({"scores": np.ones((2, 2))}, "scores",
            "The scores need one row a submission and one column a reviewer."),
    "too few numbers": ({"load_max": np.ones(1)}, "load_max", "Give one number for each."),
    "too few rules": ({"traits": [None]}, "traits", "Give one for each, or none at all."),
    "a negative load": ({"load_max": np.array([-1, 1]), "load_min": None}, "load_max",
            "A number of reviewers or submissions cannot be negative."),
    "a minimum above the limit": ({"load_min": np.array([0, 2])}, "load_min",
            "r1 must take more submissions than he may."),
    "an unknown name": ({"locked": [("p0", "x")]}, "locked", "The pair p0, x names nobody known here."),
    "locked twice": ({"locked": [("p0", "r0")] * 2}, "locked", "A pair is locked twice."),
    "locked and forbidden": ({"locked": [("p0", "r0")], "forbidden": [("p0", "r0")]}, "locked",
            "The pair p0, r0 is both locked and forbidden."),
    "a rule beyond the panel": ({"rules": [SIDES]}, "rules",
            "The panel rule of p0 asks for more reviewers than its panel has."),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_what_makes_no_sense_is_said_in_a_sentence(case: str) -> None:
    change, field, sentence = BAD[case]
    with pytest.raises(InvalidInput) as refused:
        a_problem([[1, 1]], **change)  # type: ignore[arg-type]  # the cases are wrong on purpose
    assert str(refused.value.problems[field]) == sentence
