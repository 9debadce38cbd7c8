from __future__ import annotations

from dataclasses import asdict

import pytest
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import a_submission, a_world
from tests.statements import counted
from workflow.insight import results
from workflow.insight.results import Results
from workflow.kernel.errors import NotFound


@behaviour("C10")
def test_each_criterion_has_n_median_mean_spread_and_a_dot_for_each_review(session: Session) -> None:
    world = a_world(session)
    item = a_submission(session, "disputed", world=world)
    found = results.of(session, world.coordinator, item)
    assert found is not None
    first = found.criteria[0]
    values = sorted(dot.value or 0 for dot in first.dots)
    assert (first.key, first.summary.n) == ("quality", 3)
    assert (first.summary.median, first.summary.mean) == (values[1], sum(values) / 3)
    assert first.summary.spread == values[-1] - values[0]
    assert [dot.side for dot in first.dots] == ["internal", "external", "external"]
    assert [line.side for line in found.reviews] == ["internal", "external", "external"]


@behaviour("C10")
@pytest.mark.parametrize(("point", "extra"), [("reviewed", None), ("disputed", "fourth")])
def test_a_disagreement_offers_the_extra_reviewer(session: Session, point: str, extra: str | None) -> None:
    world = a_world(session)
    found = results.of(session, world.coordinator, a_submission(session, point, world=world))
    assert found is not None
    assert (found.extra, found.disagreement is not None) == (extra, extra is not None)


@pytest.mark.case("D-AN-12")
@pytest.mark.parametrize(
    ("point", "told"), [("accepted", False), ("reviewed", False), ("decided", False), ("released", True)]
)
def test_a_submitter_is_told_after_the_release(session: Session, point: str, told: bool) -> None:
    world = a_world(session)
    found = results.of(session, world.submitter, a_submission(session, point, world=world))
    assert (found is not None) == told


@pytest.mark.case("D-AN-10", "D-AN-12")
def test_what_a_submitter_is_told_names_nobody_no_side_and_no_time(session: Session) -> None:
    world = a_world(session)
    found = results.of(session, world.submitter, a_submission(session, "released", world=world))
    assert isinstance(found, Results)
    assert {dot.side for criterion in found.criteria for dot in criterion.dots} == {""}
    known = [{k: v for k, v in asdict(line).items() if v and k != "public_id"} for line in found.reviews]
    assert known == [{}, {}, {}]
    assert [line.public_id for line in found.reviews] == sorted(line.public_id for line in found.reviews)
    assert (found.disagreement, found.extra) == (None, None)


@pytest.mark.case("D-AN-10", "D-AZ-08", "D-AZ-10")
@pytest.mark.parametrize("name", ["reviewer", "outsider", "other_coordinator", "administrator", "visitor"])
def test_nobody_else_sees_reviews_side_by_side(session: Session, name: str) -> None:
    world = a_world(session)
    item = a_submission(session, "released", world=world)
    with pytest.raises(NotFound):
        results.of(session, world.identities()[name], item)


def test_the_reviews_are_one_statement(session: Session) -> None:
    world = a_world(session)
    item = a_submission(session, "reviewed", world=world)
    with counted(session) as sent:
        results.of(session, world.coordinator, item)
    assert len([statement for statement in sent if "JOIN assignment" in statement]) == 1
