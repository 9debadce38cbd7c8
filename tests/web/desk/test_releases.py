"""Decisions released in one go: what can be released is, and what cannot says why."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import World, a_submission
from tests.web.conftest import TestSite
from workflow.actions import decisions
from workflow.kernel.ids import PublicId
from workflow.models import Event, Submission


def two_decided(site: TestSite, world: World) -> tuple[str, str]:
    """Give the ids of two items whose decision is recorded."""

    def made(s: Session) -> tuple[str, str]:
        first = a_submission(s, "decided", world=world, title="First work").public_id
        return first, a_submission(s, "decided", world=world, title="Second work").public_id

    return site.do(made)


def released(site: TestSite, item_id: str) -> bool:
    """Say whether the submitter knows of the decision."""

    def asked(s: Session) -> bool:
        item = s.scalars(select(Submission).where(Submission.public_id == item_id)).one()
        return item.decision is not None and item.decision.released_at is not None

    return site.do(asked)


@behaviour("C11")
def test_recorded_decisions_stand_in_a_queue_and_are_released_in_one_go(site: TestSite, world: World) -> None:
    ids = two_decided(site, world)
    browser = site.client(world.coordinator)
    desk = browser.get("/desk").text
    assert 'href="/desk?queue=to_release"' in desk
    page = browser.get("/desk/releases").text
    assert ("Two decisions wait for their release" in page, page.count("<summary>The letter</summary>")) == (True, 2)
    answer = site.post(browser, "/desk/releases", {"item": list(ids)})
    assert answer.status_code == 303
    result = browser.get(answer.location).text
    assert ("2 decisions are released." in result, "No decision waits for its release" in result) == (True, True)
    assert [released(site, item_id) for item_id in ids] == [True, True]
    told = site.do(lambda s: list(s.scalars(select(Event.name).where(Event.name == "submission.release_decision"))))
    assert len(told) == len(ids)


@behaviour("C11")
def test_one_that_cannot_be_released_stops_no_other_and_says_why(site: TestSite, world: World) -> None:
    first, second = two_decided(site, world)
    site.do(lambda s: decisions.reopen_round(s, world.coordinator, PublicId(first), "More.", now=site.clock.now()).id)
    browser = site.client(world.coordinator)
    answer = site.post(browser, "/desk/releases", {"item": [first, second]})
    result = browser.get(answer.location).text
    assert "1 decision is released." in result
    assert "1 decision is not released." in result
    assert "No decision is recorded." in result
    assert (released(site, first), released(site, second)) == (False, True)


def test_who_does_not_coordinate_the_call_releases_nothing(site: TestSite, world: World) -> None:
    first, _second = two_decided(site, world)
    browser = site.client(world.outsider)
    assert site.post(browser, "/desk/releases", {"item": [first]}).status_code == 404
    assert not released(site, first)
