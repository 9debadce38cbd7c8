"""Checking somebody for conflicts without inviting him, a chief's word, and where both are shown."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.behaviours import behaviour, case
from tests.builders import World, a_submission, an_address
from tests.web.conftest import TestSite
from tests.web.desk.paths import an_item, seats, state_of
from tests.web.desk.test_lists import statements
from workflow.models import Assignment, ConflictDeclaration, Submission

EVIDENCE = "has the e-mail domain of the submitter: agency.int"


def in_conflict(site: TestSite, world: World, *numbers: int) -> None:
    """Give the submitter and these members addresses at one office."""

    def work(session: Session) -> None:
        for actor in (world.submitter, *(world.members[n] for n in numbers)):
            an_address(session, actor, "agency.int")

    site.do(work)


@behaviour("C14")
def test_a_check_shows_every_conflict_and_invites_nobody(site: TestSite, world: World) -> None:
    item = an_item(site, world, "screened")
    in_conflict(site, world, 3)
    browser = site.client(world.coordinator)
    page = browser.get(f"/desk/{item}/conflicts", query_string={"q": "Ber4"}).text
    assert "1 conflict rules this person out" in page
    assert EVIDENCE in page
    assert "A chief can let a detected conflict not count for a time." in page
    clear = browser.get(f"/desk/{item}/conflicts", query_string={"person": world.members[4].public_id}).text
    assert "Nothing rules this person out" in clear
    assert "No conflict was declared or found" in clear
    with site.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Assignment)) == 0


@behaviour("C14")
def test_a_name_that_means_several_leads_on_to_each(site: TestSite, world: World) -> None:
    item = an_item(site, world, "screened")
    browser = site.client(world.coordinator)
    page = browser.get(f"/desk/{item}/conflicts", query_string={"q": "mem ber"}).text
    assert "5 members are called like this" in page
    assert page.count("/conflicts?person=") == 5
    assert "0 members are called like this" in browser.get(f"/desk/{item}/conflicts", query_string={"q": "50%"}).text
    assert "Check somebody for conflicts" in browser.get(f"/desk/{item}/conflicts").text
    assert browser.get(f"/desk/{item}/conflicts", query_string={"person": world.outsider.public_id}).status_code == 404


@behaviour("C14")
def test_a_chief_lets_a_conflict_not_count_and_takes_it_back(site: TestSite, world: World) -> None:
    item = an_item(site, world, "screened")
    in_conflict(site, world, 3)
    who = world.members[3].public_id
    chief = site.client(world.chief)
    address = f"/desk/{item}/conflicts/{who}"
    assert "Let it not count until then" in chief.get(f"/desk/{item}/conflicts", query_string={"person": who}).text
    wrong = site.post(chief, address, {"kind": "same_domain", "reason": "", "until": "2027-01-31"})
    assert (wrong.status_code, "Say why." in wrong.text) == (422, True)
    typed = {"kind": "same_domain", "reason": "Another department.", "until": "2027-01-31"}
    assert site.post(chief, address, typed).status_code == 303
    page = chief.get(f"/desk/{item}/conflicts", query_string={"person": who}).text
    for words in ("Nothing rules this person out", "does not count until 31", "approved by Chidi Chief"):
        assert words in page
    assert "overridden until 31" in chief.get(f"/desk/{item}/candidates").text
    ending = page.partition(f"{address}/end/")[2][:16]
    assert site.post(chief, f"{address}/end/{ending}").status_code == 303
    assert EVIDENCE in chief.get(f"/desk/{item}/candidates").text
    assert "A conflict of interest counts again" in chief.get(f"/desk/{item}/log").text


@pytest.mark.parametrize(("who", "status"), [("coordinator", 403), ("submitter", 403), ("reviewer", 404)])
def test_nobody_else_overrides(site: TestSite, world: World, who: str, status: int) -> None:
    item = an_item(site, world, "screened")
    in_conflict(site, world, 3)
    browser = site.client(world.identities()[who])
    typed = {"kind": "same_domain", "reason": "Another department.", "until": "2027-01-31"}
    answer = site.post(browser, f"/desk/{item}/conflicts/{world.members[3].public_id}", typed)
    assert answer.status_code in {status, 404}
    assert "Let it not count" not in browser.get(f"/desk/{item}/conflicts?q=Ber4").text


@behaviour("C14", "R5")
def test_a_conflict_that_came_up_after_acceptance_stands_where_it_is_decided(site: TestSite, world: World) -> None:
    item = an_item(site, world, "accepted")
    browser = site.client(world.coordinator)
    assert "has a conflict of interest" not in browser.get(f"/desk/{item}/decision").text
    in_conflict(site, world, 0)
    page = browser.get(f"/desk/{item}/decision").text
    assert "internal reader is on the panel and has a conflict of interest." in page
    assert EVIDENCE in page
    for other in (world.submitter, world.members[0]):
        client = site.client(other)
        for path in (f"/submissions/{item}", f"/send/{item}", f"/review/{seats(site, item)[0]}"):
            assert "agency.int" not in client.get(path).text


@behaviour("C23", "C14")
def test_what_the_submitter_wishes_is_for_coordinators_only(site: TestSite, world: World) -> None:
    def build(session: Session) -> str:
        an_address(session, world.submitter, "agency.int")
        wished: dict[str, Any] = {
            "suggested_reviewers": [{"name": "Mia Friend", "address": "mia@agency.int", "organisation": "Agency",
                                     "reason": "Knows me well."}],
            "opposed_reviewers": [{"name": "Rex Rival", "reason": "We are in court."}],
        }  # fmt: skip
        return str(a_submission(session, "accepted", world=world, **wished).public_id)

    item = site.do(build)
    page = site.client(world.coordinator).get(f"/desk/{item}/candidates").text
    for words in ("Mia Friend", "Shares the e-mail domain agency.int with the submitter.", "Rex Rival"):
        assert words in page
    seat = seats(site, item)[0]
    for path in (f"/review/{seat}", f"/invitation/{seat}"):
        shown = site.client(world.members[0]).get(path).text
        assert "Rex Rival" not in shown
        assert "Mia Friend" not in shown


@case("D-AZ-10")
def test_a_coordinator_in_conflict_sees_nothing(site: TestSite, world: World) -> None:
    item = an_item(site, world, "reviewed")
    number = world.coordinator.person_id

    def declare(session: Session) -> None:
        found = session.scalars(select(Submission).where(Submission.public_id == item)).one()
        session.add(
            ConflictDeclaration(submission_id=found.id, person_id=number, kind="rival", declared_at=site.clock.now(),
                                declared_by_id=number)
        )  # fmt: skip

    site.do(declare)
    browser = site.client(world.coordinator)
    who = world.members[3].public_id
    for path in ("", "/candidates", "/conflicts", f"/conflicts?person={who}", "/panel", "/log", "/decision"):
        assert browser.get(f"/desk/{item}{path}").status_code == 404
    for path in ("/panel", f"/conflicts/{who}", "/decision"):
        assert site.post(browser, f"/desk/{item}{path}", {"reviewer": who}).status_code in {404, 422}
    assert state_of(site, item) == "reviewed"


def test_the_pages_about_conflicts_ask_at_most_eight_times(site: TestSite, world: World) -> None:
    wished = [{"name": "Mia Friend"}]
    item = site.do(lambda s: str(a_submission(s, "accepted", world=world, suggested_reviewers=wished).public_id))
    in_conflict(site, world, 0)
    browser = site.client(world.coordinator)
    for path in ("", "/candidates", f"/conflicts?person={world.members[0].public_id}", "/conflicts?q=Ber1"):
        asked = statements(site, partial(browser.get, f"/desk/{item}{path}"))
        assert (path, asked <= 8) == (path, True), asked
