from __future__ import annotations

from math import sqrt
from typing import Any

import pytest

from workflow.kernel.errors import InvalidInput
from workflow.rules.affinity_terms import AffinityRule, Claim, claim_words, fit, with_objectives

EXPERT = Claim("trafficking", 3, verified=True)


@pytest.mark.parametrize(
    ("topics", "claims", "score", "band"),
    [
        ((), [EXPERT], 0.0, "none"),
        (("trafficking",), [], 0.0, "none"),
        (("remittances",), [EXPERT], 0.0, "none"),
        (("trafficking",), [EXPERT], 3.0, "strong"),
        (("trafficking",), [Claim("trafficking", 3)], 2.4, "strong"),
        (("trafficking",), [Claim("trafficking", 1)], 0.8, "weak"),
        (("trafficking", "a", "b", "c"), [EXPERT], 1.5, "adequate"),
        (("trafficking", "smuggling"), [EXPERT, Claim("smuggling", 2, verified=True)], 5 / sqrt(2), "strong"),
        (("trafficking", "trafficking"), [EXPERT, Claim("trafficking", 1)], 3.0, "strong"),
    ],
)
def test_the_score_is_the_matched_levels_over_the_root_of_the_topics(
    topics: tuple[str, ...], claims: list[Claim], score: float, band: str
) -> None:
    found = fit(topics, claims)
    assert found.score == pytest.approx(score)
    assert found.band == band


def test_the_band_is_said_in_words() -> None:
    assert str(fit(["trafficking"], [EXPERT]).words) == "strong match"
    assert str(fit([], []).words) == "no topic in common"


def test_matched_claims_come_best_first_and_are_said_with_their_level() -> None:
    claims = [Claim("smuggling", 3), EXPERT, Claim("remittances", 1, verified=True)]
    matched = fit(["smuggling", "trafficking", "remittances"], claims).matched
    assert [str(claim_words(claim, claim.topic)) for claim in matched] == [
        "trafficking (expert, verified)",
        "smuggling (expert)",
        "remittances (working knowledge, verified)",
    ]


def test_topics_stand_for_their_objectives_at_the_highest_level() -> None:
    objectives_of = {"trafficking": ["gcm-10"], "victims": ["gcm-07", "gcm-10"]}
    claims = with_objectives([Claim("victims", 2), EXPERT, Claim("unlisted", 1)], objectives_of)
    assert claims[3:] == (Claim("gcm-07", 2), Claim("gcm-10", 3, verified=True))


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"strong_from": 0}, "strong_from"),
        ({"adequate_from": "1"}, "adequate_from"),
        ({"unverified_factor": True}, "unverified_factor"),
        ({"adequate_from": 3.0}, "strong_from"),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused_by_field(data: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        AffinityRule.from_data(data)
    assert list(raised.value.problems) == [field]
