"""The pages of proposals: asked for, looked at, changed, compared, applied and taken back, in English and Arabic."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifications.solving import solve_waiting
from tests.behaviours import behaviour
from tests.builders import NOW, World, a_member, a_submission
from tests.proposed import a_proposal
from tests.remembered import remembered
from tests.web.conftest import TestSite
from tests.web.desk.test_lists import statements
from tests.web.test_costs import MOST_STATEMENTS
from web.desk import proposal_page
from web.desk import proposals as pages
from workflow.actions import proposals
from workflow.kernel.ids import PublicId
from workflow.models import Assignment, Membership, Proposal
from workflow.roster import plans

pytestmark = pytest.mark.sqlite_first

GAP = 0.0123


def a_plan(site: TestSite, world: World, state: str = "ready") -> str:
    """Give the address of a proposal for two submissions."""

    def build(session: Session) -> str:
        for n in range(2):
            a_submission(session, "screened", world=world, title=f"Work number {n}")
        return f"/desk/proposals/{a_proposal(session, world, state).public_id}"

    return site.do(lambda session: remembered(session, f"a plan {state} {world}", build))


def pair_on(site: TestSite, address: str, n: int = 0) -> str:
    """Give a pair of the plan as the buttons send it."""

    def find(session: Session) -> str:
        query = select(Proposal).where(Proposal.public_id == address.rsplit("/", 1)[1])
        item, person, _ = (session.scalars(query).one().plan or {})["pairs"][n]
        return f"{item} {person}"

    return site.do(find)


def seats(site: TestSite, state: str) -> int:
    """Give how many seats are in a state."""
    query = select(func.count()).select_from(Assignment).where(Assignment.state == state)
    return site.do(lambda session: session.scalar(query) or 0)


@behaviour("C5")
def test_what_waits_is_proposed_and_the_plan_is_there_at_once(site: TestSite, world: World) -> None:
    browser = site.client(world.coordinator)
    assert "No submission waits for a panel" in browser.get("/desk/proposals").text
    site.do(lambda session: a_submission(session, "screened", world=world).id)
    page = browser.get("/desk/proposals").text
    assert ("One submission waits for its panel" in page, "None has been made yet." in page) == (True, True)
    answer = site.post(browser, "/desk/proposals", {"call": world.call_id})
    assert answer.status_code == 303
    page = browser.get(answer.location).text
    for words in (
        "A panel for 1 submission",
        "No better plan exists",
        "3 of 3",
        "Invite these 3 people",
        "Next in line",
    ):
        assert words in page
    assert "Panels for 1 submission" in browser.get("/desk/proposals").text


@behaviour("C5")
def test_a_large_one_waits_for_the_worker_and_the_page_says_so(
    site: TestSite, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "SMALL", 0)
    monkeypatch.setattr(pages, "PATIENCE", 0)
    site.do(lambda session: a_submission(session, "screened", world=world).id)
    browser = site.client(world.coordinator)
    address = site.post(browser, "/desk/proposals", {"call": world.call_id}).location
    page = browser.get(address).text
    assert ("is being computed" in page, 'role="status"' in page, "Look again" in page) == (True, True, True)
    assert solve_waiting(site.database, site.clock) == 1
    assert "No better plan exists" in browser.get(address).text
    site.post(browser, f"{address}/pairs", {"forbid": pair_on(site, address)})
    assert "too large to answer at once" in browser.get(f"{address}/difference").text


@behaviour("C5")
def test_the_page_of_a_large_one_waits_a_little_for_the_worker(
    site: TestSite, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "SMALL", 0)
    looks = iter((lambda: 0, lambda: solve_waiting(site.database, site.clock)))
    monkeypatch.setattr(pages, "sleep", lambda _seconds: next(looks)())
    site.do(lambda session: a_submission(session, "screened", world=world).id)
    browser = site.client(world.coordinator)
    address = site.post(browser, "/desk/proposals", {"call": world.call_id}).location
    waited = browser.get(address)
    assert (waited.status_code, waited.location) == (302, address)
    assert "No better plan exists" in browser.get(address).text


@behaviour("C5")
def test_no_page_waits_for_a_worker_that_has_not_come_for_long(
    site: TestSite, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "SMALL", 0)
    waited: list[float] = []
    monkeypatch.setattr(pages, "sleep", waited.append)
    monkeypatch.setattr(pages, "PATIENCE", 0.01)
    site.do(lambda session: a_submission(session, "screened", world=world).id)
    browser = site.client(world.coordinator)
    address = site.post(browser, "/desk/proposals", {"call": world.call_id}).location
    assert ("is being computed" in browser.get(address).text, waited != []) == (True, True)
    waited.clear()
    site.clock.set(site.clock.now() + proposal_page.JUST_NOW)
    assert ("is being computed" in browser.get(address).text, waited) == (True, [])


@behaviour("C5")
def test_a_change_shows_its_difference_before_it_is_saved_and_two_are_compared(site: TestSite, world: World) -> None:
    site.do(lambda session: a_member(session, "Ex Pert", descriptor="A rare expert", ask_next=True).id)
    address = a_plan(site, world)
    browser = site.client(world.coordinator)
    assert "Nothing was changed" in browser.get(f"{address}/difference").text
    site.post(browser, f"{address}/pairs", {"forbid": pair_on(site, address)})
    page = browser.get(address).text
    assert ("See the difference" in page, "Invite these" in page, "Not wanted" in page) == (True, False, True)
    assert site.post(browser, f"{address}/apply").status_code == 409
    page = browser.get(f"{address}/difference").text
    assert ("joins:" in page, "leaves:" in page, "Nothing is saved yet." in page) == (True, True, True)
    again = site.post(browser, f"{address}/solve").location
    page = browser.get(f"{again}/compare?with={address.rsplit('/', 1)[1]}").text
    assert ("What the other one does otherwise" in page, "joins:" in page) == (True, True)
    assert "Total fit" in page


@behaviour("C5")
def test_why_not_is_answered_and_who_cannot_be_asked_has_the_reason(site: TestSite, world: World) -> None:
    address = a_plan(site, world)
    item, person = pair_on(site, address).split(" ")
    browser = site.client(world.coordinator)
    page = browser.get(f"{address}/why?item={item}&person={person}").text
    assert ("Chosen with" in page, "What the place is worth" in page, "Not on this panel" in page) == (True, True, True)
    left = site.do(lambda session: str(a_member(session, "Left Out", do_not_contact=True).person.public_id))
    page = browser.get(f"{address}/why?item={item}&person={left}").text
    assert "could not be asked" in page or "does not want to be contacted" in page
    assert browser.get(f"{address}/why?item={item}&person={world.outsider.public_id}").status_code == 404
    assert browser.get(f"{address}/why?item={'0' * 16}").status_code == 404


@behaviour("C5")
def test_applied_as_one_unit_and_taken_back_as_one(site: TestSite, world: World) -> None:
    address = a_plan(site, world)
    browser = site.client(world.coordinator)
    site.post(browser, f"{address}/apply")
    assert seats(site, "invited") == 6
    page = browser.get(address).text
    assert ("The panels for 2 submissions are invited" in page, "Take the invitations back" in page) == (True, True)
    assert site.post(browser, f"{address}/undo", {"reason": ""}).status_code == 422
    answer = site.post(browser, f"{address}/undo", {"reason": "Too early."})
    page = browser.get(answer.location).text
    assert ("6 invitations are taken back." in page, "were taken back" in page) == (True, True)
    assert (seats(site, "invited"), seats(site, "cancelled")) == (0, 6)


@behaviour("C5")
def test_what_has_changed_since_is_told_and_nobody_is_asked(site: TestSite, world: World) -> None:
    address = a_plan(site, world)

    def pause(session: Session) -> None:
        for member in session.scalars(select(Membership).where(Membership.side == "internal")):
            member.do_not_contact = True

    site.do(pause)
    answer = site.post(site.client(world.coordinator), f"{address}/apply")
    assert (answer.status_code, "does not want to be contacted" in answer.text) == (409, True)
    assert seats(site, "invited") == 0


@behaviour("C5")
def test_no_plan_says_what_makes_it_impossible_with_names_and_what_would_help(site: TestSite, world: World) -> None:
    def build(session: Session) -> str:
        a_submission(session, "screened", world=world, title="A lonely work")
        for member in session.scalars(select(Membership).where(Membership.side == "internal")):
            member.do_not_contact = True
        session.flush()
        return f"/desk/proposals/{a_proposal(session, world).public_id}"

    page = site.client(world.coordinator).get(site.do(build)).text
    assert "A lonely work needs 1 of the internal reviewers; 0 can be asked." in page
    assert "Find 1 more place among the internal reviewers" in page
    assert "1 place would stay empty." in page


def test_a_gap_is_said_in_words(site: TestSite, world: World) -> None:
    address = a_plan(site, world)

    def widen(session: Session) -> None:
        proposal = session.scalars(select(Proposal)).one()
        proposal.plan = {**(proposal.plan or {}), "gap": GAP, "curve": [[1.0, 9.0], [2.0, 8.5]]}

    site.do(widen)
    page = site.client(world.coordinator).get(address).text
    assert ("At most 1.23 % better is possible" in page, 'id="t-curve"' in page) == (True, True)


def test_the_board_is_for_those_who_may_handle_all_of_it(site: TestSite, world: World) -> None:
    address = a_plan(site, world)
    for who, code in (("chief", 200), ("coordinator2", 200), ("other_coordinator", 404), ("submitter", 404)):
        assert site.client(world.identities()[who]).get(address).status_code == code, who
    listed = site.client(world.other_coordinator).get("/desk/proposals").text
    assert ("No submission waits for a panel" in listed, "Panels for 2 submissions" in listed) == (True, False)


def test_the_board_can_be_read_in_arabic(site: TestSite, world: World) -> None:
    address = a_plan(site, world)
    browser = site.client(world.coordinator)
    pages = ("/desk/proposals", address, f"{address}/difference", f"{address}/compare")
    for path in pages:
        page = browser.get(f"{path}?lang=ar").text
        found = ('lang="ar" dir="rtl"' in page, "Panels" in page, "Back to the proposal" in page)
        assert found == (True, False, False), path


@behaviour("C5", "C14")
def test_a_conflict_that_rules_nobody_out_stands_beside_the_name(site: TestSite, world: World) -> None:
    wishes = [{"name": f"Mem Ber{n}"} for n in range(1, 6)]

    def build(session: Session) -> str:
        a_submission(session, "screened", world=world, suggested_reviewers=wishes)
        return f"/desk/proposals/{a_proposal(session, world).public_id}"

    address = site.do(build)
    assert site.client(world.coordinator).get(address).text.count("Suggested by the submitter") == 3


@behaviour("C5", "C13")
def test_what_the_roster_lacks_for_these_is_said_in_words(site: TestSite, world: World) -> None:
    page = site.client(world.coordinator).get(a_plan(site, world)).text
    assert "What the roster lacks for these" in page
    assert "Objective 6: nobody on the roster knows it." in page


def pages_about(site: TestSite, world: World) -> list[str]:
    """Give the addresses of every page about two proposals for what waits."""
    address, other = a_plan(site, world), a_plan(site, world, "changed")
    item, person = pair_on(site, address).split(" ")
    return [
        "/desk/proposals", address, f"{address}/why?item={item}&person={person}", f"{other}/difference",
        f"{address}/compare?with={other.rsplit('/', 1)[1]}",
    ]  # fmt: skip


@behaviour("X2")
def test_the_pages_ask_as_much_for_many_as_for_few_and_little(site: TestSite, world: World) -> None:
    browser = site.client(world.coordinator)
    asked = []
    for _ in range(2):
        pages = pages_about(site, world)
        assert {browser.get(page).status_code for page in pages} == {200}
        asked.append([statements(site, partial(browser.get, page)) for page in pages])
    assert asked[0] == asked[1]
    assert max(asked[0]) <= MOST_STATEMENTS


def test_an_unknown_button_does_nothing(site: TestSite, world: World) -> None:
    address = a_plan(site, world)
    browser = site.client(world.coordinator)
    assert site.post(browser, f"{address}/pairs", {"other": "x y"}).status_code == 404
    proposal = PublicId(address.rsplit("/", 1)[1])
    pair = [PublicId(each) for each in pair_on(site, address).split(" ")]
    site.do(lambda session: proposals.lock_pair(session, world.coordinator, proposal, *pair, now=NOW).id)
    assert "To be kept" in browser.get(address).text
