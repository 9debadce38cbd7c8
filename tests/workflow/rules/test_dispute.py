from __future__ import annotations

from typing import Any

import pytest

from tests.behaviours import behaviour
from workflow.kernel.errors import InvalidInput
from workflow.rules.dispute import Answered, DisputeRule, disagreement, extra_reviewer

EITHER = DisputeRule(opposite_recommendations=False)


def review(side: str, quality: int | None, recommendation: str, relevance: int | None = 4) -> Answered:
    return Answered(side, {"quality": quality, "relevance": relevance}, recommendation)


@behaviour("C10")
@pytest.mark.parametrize(
    ("reviews", "disputed"),
    [
        ([], False),
        ([review("internal", 5, "approve")], False),
        ([review("internal", 5, "approve"), review("external", 1, "reject")], True),
        ([review("internal", 4, "approve-with-changes"), review("external", 2, "out-of-scope")], True),
        ([review("internal", 4, "approve"), review("external", 3, "reject")], False),
        ([review("internal", 5, "approve"), review("external", 1, "approve-with-changes")], False),
        ([review("internal", None, "approve"), review("external", 1, "reject")], False),
        ([review("internal", 5, "approve", None), review("external", None, "reject", 1)], False),
        ([review("internal", 3, "approve", 5), review("external", 3, "reject", 3)], True),
    ],
)
def test_reviews_disagree_when_apart_and_opposite(reviews: list[Answered], disputed: bool) -> None:
    assert (disagreement(reviews, DisputeRule()) is not None) == disputed


@behaviour("C10")
def test_a_disagreement_says_on_what_and_how_far() -> None:
    found = disagreement([review("internal", 5, "approve", 4), review("external", 1, "reject", 2)], DisputeRule())
    assert found
    assert [(gap.criterion, gap.apart) for gap in found.gaps] == [("quality", 4), ("relevance", 2)]
    assert str(found.reason) == (
        "The reviewers are 2 or more points apart on 2 criteria and recommend opposite things."
    )


def test_a_call_may_look_at_the_scores_alone() -> None:
    reviews = [review("internal", 5, "approve"), review("external", 3, "approve")]
    assert disagreement(reviews, DisputeRule()) is None
    found = disagreement(reviews, EITHER)
    assert found
    assert str(found.reason) == "The reviewers are 2 or more points apart on 1 criterion."


@behaviour("C10")
@pytest.mark.parametrize(
    ("sides", "extra"),
    [
        ([], "third"),
        (["internal"], "third"),
        (["internal", "external"], "third"),
        (["internal", "external", "external"], "fourth"),
        (["external", "external"], "fourth"),
    ],
)
def test_the_extra_reviewer_depends_on_the_external_answers(sides: list[str], extra: str) -> None:
    assert extra_reviewer([review(side, 3, "approve") for side in sides]) == extra


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"points_apart": 0}, "points_apart"),
        ({"points_apart": "two"}, "points_apart"),
        ({"favourable": ["approve"], "unfavourable": ["approve"]}, "unfavourable"),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused_by_field(data: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        DisputeRule.from_data(data)
    assert list(raised.value.problems) == [field]
