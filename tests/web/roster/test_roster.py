"""The roster: filters that are links, a page for each member, and what coordinators do with a membership."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import World, a_member, a_submission, an_actor
from tests.web.conftest import TestSite
from tests.web.desk.test_lists import statements
from workflow.models import Expertise, Membership


def state_of(site: TestSite, member: str) -> str:
    """Give the state of a membership."""
    with site.database.reading() as session:
        return session.scalars(select(Membership.state).where(Membership.public_id == member)).one()


def test_the_table_is_narrowed_down_by_links(site: TestSite, world: World) -> None:
    browser = site.client(world.coordinator)
    everybody = browser.get("/roster").text
    assert "5 members are on the roster" in everybody
    assert 'href="/roster?side=internal"' in everybody
    inside = browser.get("/roster?side=internal").text
    assert "2 members match" in inside
    assert inside.count('data-label="Side"') == 2
    assert "No member matches" in browser.get("/roster?q=nobody+like+that").text


def test_a_long_roster_is_paged_at_the_same_cost(site: TestSite, world: World) -> None:
    browser = site.client(world.coordinator)
    browser.get("/roster")
    few = statements(site, lambda: browser.get("/roster"))
    site.do(lambda s: [a_member(s, f"Another {n:02d}").id for n in range(50)])
    many = statements(site, lambda: browser.get("/roster"))
    assert (few, few <= 8) == (many, True)
    first = browser.get("/roster").text
    after = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert browser.get(after).text.count('data-label="Side"') == 5


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_member_has_a_page(site: TestSite, world: World, language: str) -> None:
    site.do(lambda s: a_submission(s, "assigned", world=world).id)
    browser = site.client(world.coordinator)
    page = browser.get(f"/roster/{world.membership_ids[0]}?lang={language}")
    assert (page.status_code, "A guide to fair recruitment" in page.text) == (200, True)
    assert statements(site, lambda: browser.get(f"/roster/{world.membership_ids[0]}")) <= 8


@behaviour("C15")
def test_notes_are_written_and_removed_and_their_marks_counted(site: TestSite, world: World) -> None:
    browser, path = site.client(world.coordinator), f"/roster/{world.membership_ids[0]}"
    for typed in ({"note": "Quick.", "mark": "5"}, {"note": "", "mark": "4"}):
        assert site.post(browser, f"{path}/notes", typed).status_code == 303
    page = browser.get(path).text
    assert ("Quick." in page, "5, excellent reviews" in page, "4.5 of 5, from 2 marks" in page) == (True, True, True)
    assert statements(site, lambda: browser.get(path)) <= 8
    empty = site.post(browser, f"{path}/notes", {"note": " "})
    assert (empty.status_code, "Write a note or choose a mark." in empty.text) == (422, True)
    note = page.split(f'action="{path}/notes/')[1].split('"')[0]
    assert site.post(browser, f"{path}/notes/{note}").status_code == 303
    assert "5 of 5, from 1 mark" in browser.get(path).text
    for who in (world.members[0], world.submitter):
        assert site.post(site.client(who), f"{path}/notes", {"note": "Mine."}).status_code == 404
    assert "Quick." not in site.client(world.members[0]).get("/profile").text


def test_what_was_asked_in_another_call_is_not_shown(site: TestSite, world: World) -> None:
    site.do(lambda s: a_submission(s, "assigned", world=world).id)
    page = site.client(world.other_coordinator).get(f"/roster/{world.membership_ids[0]}")
    assert (page.status_code, "A guide to fair recruitment" in page.text) == (200, False)


@behaviour("C12", "C16")
def test_a_membership_is_moved_and_moved_back(site: TestSite, world: World) -> None:
    browser, member = site.client(world.coordinator), str(world.membership_ids[0])
    for trigger, typed, state in (
        ("pause", {}, "paused"),
        ("resume", {}, "active"),
        ("retire", {"reason": "Two years of silence."}, "retired"),
        ("reinstate", {"reason": "Back again."}, "active"),
    ):
        assert site.post(browser, f"/roster/{member}", {"do": trigger, **typed}).status_code == 303
        assert (trigger, state_of(site, member)) == (trigger, state)


@behaviour("C12")
def test_trials_and_terms_that_end_are_listed_and_decided(site: TestSite, world: World) -> None:
    browser, today = site.client(world.coordinator), site.clock.now().date()
    assert "Nothing is due on the roster" in browser.get("/roster/due").text
    ids = site.do(lambda s: {
        name: a_member(s, name, state=state, descriptor=name).public_id
        for name, state in {"Tria": "trial", "Tria Later": "trial", "Tess Term": "active", "Ada Anew": "active"}.items()
    })  # fmt: skip
    dates = {"Tria": {"trial_until": today}, "Tria Later": {"trial_until": today + timedelta(days=90)},
             "Tess Term": {"renewal_on": today + timedelta(days=20)}}  # fmt: skip

    def set_dates(session: Session) -> None:
        for name, columns in dates.items():
            session.execute(update(Membership).where(Membership.public_id == ids[name]).values(**columns))

    site.do(set_dates)

    def names() -> list[str]:
        page = browser.get("/roster/due").text
        return [name for name in ids if f"<bdi>{name}</bdi></b>" in page]

    assert names() == ["Tria", "Tess Term"]
    assert statements(site, lambda: browser.get("/roster/due")) <= 8
    assert site.post(browser, "/roster/due", {"do": f"extend_trial {ids['Tria']}"}).status_code == 422
    for trigger, name, state in (
        ("extend_trial", "Tria", "trial"), ("ask_renewal", "Tess Term", "renewal"), ("renew", "Tess Term", "active"),
    ):  # fmt: skip
        assert site.post(browser, "/roster/due", {"do": f"{trigger} {ids[name]}", "reason": "So."}).status_code == 303
        assert state_of(site, ids[name]) == state
        assert ("Asked, and not answered yet" in browser.get("/roster/due").text) is (state == "renewal")
    assert names() == []
    assert site.post(browser, "/roster/due", {"do": f"pause {ids['Tria']}"}).status_code == 404

    hers = select(Membership).where(Membership.public_id == ids["Tess Term"])
    own = site.do(lambda s: an_actor(s.scalars(hers).one().person))
    site.post(browser, "/roster/due", {"do": f"ask_renewal {ids['Tess Term']}"})
    page = site.client(own).get("/profile").text
    assert ("Will you stay?" in page, "Stay for another term" in page) == (True, True)
    assert site.post(site.client(own), "/profile/membership/renew").status_code == 303
    assert state_of(site, ids["Tess Term"]) == "active"


@pytest.mark.parametrize(("trigger", "status"), [("resume", 409), ("begin", 404), ("reinstate", 409)])
def test_an_impossible_move_is_refused(site: TestSite, world: World, trigger: str, status: int) -> None:
    member = str(world.membership_ids[0])
    answer = site.post(site.client(world.coordinator), f"/roster/{member}", {"do": trigger, "reason": "x"})
    assert (answer.status_code, state_of(site, member)) == (status, "active")


def test_reinstating_asks_for_a_reason(site: TestSite, world: World) -> None:
    member, browser = str(world.membership_ids[0]), site.client(world.coordinator)
    site.post(browser, f"/roster/{member}", {"do": "retire", "reason": "Two years of silence."})
    answer = site.post(browser, f"/roster/{member}", {"do": "reinstate"})
    assert (answer.status_code, "Please give a reason." in answer.text) == (422, True)


def test_a_topic_is_confirmed_and_the_confirmation_taken_back(site: TestSite, world: World) -> None:
    member, browser = str(world.membership_ids[0]), site.client(world.coordinator)

    def verified(session: Session) -> list[bool]:
        return [at is not None for at in session.scalars(select(Expertise.verified_at).order_by(Expertise.id))][:1]

    site.post(browser, f"/roster/{member}/verify", {"do": "confirm objectives gcm-07"})
    assert site.do(verified) == [True]
    site.post(browser, f"/roster/{member}/verify", {"do": "withdraw objectives gcm-07"})
    assert site.do(verified) == [False]
    assert site.post(browser, f"/roster/{member}/verify", {"do": "confirm objectives none"}).status_code == 404


@pytest.mark.parametrize("who", ["submitter", "member", "outsider", "administrator"])
def test_the_roster_is_for_coordinators(site: TestSite, world: World, who: str) -> None:
    browser = site.client(world.identities()[who])
    assert browser.get("/roster").status_code == 404
    assert browser.get(f"/roster/{world.membership_ids[0]}").status_code == 404
    assert site.post(browser, f"/roster/{world.membership_ids[0]}", {"do": "pause"}).status_code == 404
