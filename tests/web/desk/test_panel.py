"""Choosing a panel with a preview, and everything that can be done about one seat."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from config.forms import default_review_form
from tests.behaviours import behaviour
from tests.builders import World
from tests.web.conftest import TestSite
from tests.web.desk.paths import an_item, seat_states, seats, state_of
from tests.web.desk.test_lists import statements
from workflow.actions import journal
from workflow.models import Assignment, Review
from workflow.policy import SYSTEM

pytestmark = pytest.mark.sqlite_first


def chosen(world: World, *numbers: int) -> list[str]:
    """Give the public ids of these members."""
    return [str(world.members[n].public_id) for n in numbers]


@behaviour("C4")
def test_a_panel_is_previewed_with_its_meter_and_warnings(site: TestSite, world: World) -> None:
    item = an_item(site, world, "screened")
    browser = site.client(world.coordinator)
    short = browser.get(f"/desk/{item}/panel", query_string={"reviewer": chosen(world, 0, 1)}).text
    assert "The panel would not meet the rule of the call." in short
    assert "1 external reviewer is missing" in short
    whole = browser.get(f"/desk/{item}/panel", query_string={"reviewer": chosen(world, 0, 1, 2)}).text
    assert "would not meet" not in whole
    assert "Invite these 3 people" in whole
    assert seat_states(site, item) == []


@behaviour("C4")
def test_a_panel_is_invited_at_once_and_its_meter_shown(site: TestSite, world: World) -> None:
    item = an_item(site, world, "screened")
    browser = site.client(world.coordinator)
    answer = site.post(browser, f"/desk/{item}/panel", {"reviewer": chosen(world, 0, 1, 2)})
    assert (answer.status_code, state_of(site, item)) == (303, "assigned")
    assert seat_states(site, item) == ["invited"] * 3
    page = browser.get(f"/desk/{item}").text
    assert "internal <bdi>0/1</bdi>" in page
    assert "external <bdi>0/2</bdi>" in page
    with site.database.reading() as session:
        kept = session.scalars(select(Assignment.evidence)).all()
    assert all(evidence.get("points") for evidence in kept)


def test_candidates_have_reasons_and_nobody_is_left_out_without_one(site: TestSite, world: World) -> None:
    item = an_item(site, world, "assigned")
    page = site.client(world.coordinator).get(f"/desk/{item}/candidates").text
    assert "2 members can be asked" in page
    assert "Why not these 3?" in page
    assert "already on this panel" in page


def test_choosing_nobody_leads_back_with_a_word(site: TestSite, world: World) -> None:
    item = an_item(site, world, "screened")
    browser = site.client(world.coordinator)
    answer = browser.get(f"/desk/{item}/panel", follow_redirects=True)
    assert "Choose at least one reviewer." in answer.text


def test_who_cannot_be_asked_stops_the_whole_invitation(site: TestSite, world: World) -> None:
    item = an_item(site, world, "assigned")
    answer = site.post(site.client(world.coordinator), f"/desk/{item}/panel", {"reviewer": chosen(world, 0, 3)})
    assert (answer.status_code, "already on this panel" in answer.text) == (409, True)
    assert len(seats(site, item)) == 3


@behaviour("C10")
def test_an_extra_reviewer_is_called_where_reviews_disagree(site: TestSite, world: World) -> None:
    item = an_item(site, world, "disputed")
    browser = site.client(world.coordinator)
    preview = browser.get(f"/desk/{item}/panel", query_string={"reviewer": chosen(world, 4)}).text
    assert 'name="extra" value="yes"' in preview
    answer = site.post(browser, f"/desk/{item}/panel", {"reviewer": chosen(world, 4), "extra": "yes"})
    assert (answer.status_code, state_of(site, item)) == (303, "assigned")
    assert "called as an extra reviewer" in browser.get(f"/desk/{item}").text


SEAT_MOVES: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    ("assigned", "", {"do": "accept"}, "accepted"),
    ("assigned", "", {"do": "cancel", "reason": "Asked by mistake."}, "cancelled"),
    ("assigned", "/decline", {"code": "busy", "note": "On the telephone."}, "declined"),
    ("assigned", "/conflict", {"kind": "rival"}, "conflicted"),
    ("assigned", "/due-date", {"day": "2026-12-24"}, "invited"),
    ("accepted", "", {"do": "end"}, "ended"),
    ("accepted", "/due-date", {"day": "2026-12-24"}, "accepted"),
    ("accepted", "/decline", {}, "declined"),
    ("reviewed", "", {"do": "reopen_review"}, "accepted"),
)


@behaviour("C24")
@pytest.mark.parametrize("move", SEAT_MOVES)
def test_everything_about_a_seat_can_be_done_by_the_coordinator(
    site: TestSite, world: World, move: tuple[str, str, dict[str, Any], str]
) -> None:
    point, form, typed, state = move
    item = an_item(site, world, point)
    seat = seats(site, item)[0]
    browser = site.client(world.coordinator)
    assert browser.get(f"/desk/{item}/seats/{seat}").status_code == 200
    answer = site.post(browser, f"/desk/{item}/seats/{seat}{form}", typed)
    assert answer.status_code == 303
    assert seat_states(site, item)[0] == state
    assert browser.get(f"/desk/{item}").status_code == 200


@behaviour("C24", "C16")
def test_who_was_cancelled_is_asked_again(site: TestSite, world: World) -> None:
    item = an_item(site, world, "assigned")
    seat = seats(site, item)[0]
    browser = site.client(world.coordinator)
    site.post(browser, f"/desk/{item}/seats/{seat}", {"do": "cancel"})
    assert "Ask again" in browser.get(f"/desk/{item}/seats/{seat}").text
    assert site.post(browser, f"/desk/{item}/seats/{seat}", {"do": "invite_again"}).status_code == 303
    assert seat_states(site, item)[0] == "invited"


def a_whole_review() -> dict[str, Any]:
    """Give what is typed into the form of a review."""
    scores = {criterion.key: "4" for criterion in default_review_form().criteria}
    return {**scores, "comment_to_submitter": "As told.", "recommendation": "approve", "confidence": "2"}


@behaviour("C24")
def test_a_review_that_came_by_mail_is_recorded_and_marked(site: TestSite, world: World) -> None:
    item = an_item(site, world, "accepted")
    seat = seats(site, item)[0]
    browser = site.client(world.coordinator)
    assert "Record the review of" in browser.get(f"/desk/{item}/seats/{seat}/review").text
    missing = site.post(browser, f"/desk/{item}/seats/{seat}/review", {"quality": "4"})
    assert missing.status_code == 422
    assert site.post(browser, f"/desk/{item}/seats/{seat}/review", a_whole_review()).status_code == 303
    assert "written down by a coordinator" in browser.get(f"/desk/{item}").text
    with site.database.reading() as session:
        assert session.scalars(select(Review.recorded_by_id)).one() == world.coordinator.person_id


def test_a_review_without_the_declaration_is_refused(site: TestSite, world: World) -> None:
    item = an_item(site, world, "assigned")
    seat = seats(site, item)[0]
    browser = site.client(world.coordinator)
    site.post(browser, f"/desk/{item}/seats/{seat}", {"do": "accept"})
    refused = site.post(browser, f"/desk/{item}/seats/{seat}/review", a_whole_review())
    assert (refused.status_code, "conflicts of interest is missing" in refused.text) == (409, True)
    site.post(browser, f"/desk/{item}/seats/{seat}", {"do": "declare_free"})
    assert site.post(browser, f"/desk/{item}/seats/{seat}/review", a_whole_review()).status_code == 303


@pytest.mark.parametrize(
    ("form", "typed", "status"),
    [
        ("/due-date", {"day": ""}, 422),
        ("/due-date", {"day": "2020-01-01"}, 422),
        ("/due-date", {"day": "soon"}, 422),
        ("/decline", {"code": "nonsense"}, 422),
        ("/conflict", {}, 422),
        ("", {"do": "hand_in"}, 404),
        ("", {"do": "reopen_review"}, 409),
    ],
)
def test_what_cannot_be_done_with_a_seat_is_said(
    site: TestSite, world: World, form: str, typed: dict[str, Any], status: int
) -> None:
    item = an_item(site, world, "assigned")
    answer = site.post(site.client(world.coordinator), f"/desk/{item}/seats/{seats(site, item)[0]}{form}", typed)
    assert answer.status_code == status
    assert seat_states(site, item) == ["invited"] * 3


@pytest.mark.parametrize("who", ["other_coordinator", "submitter", "reviewer", "outsider"])
def test_a_seat_does_not_exist_for_others(site: TestSite, world: World, who: str) -> None:
    item = an_item(site, world, "assigned")
    seat = seats(site, item)[1]
    browser = site.client(world.identities()[who])
    assert browser.get(f"/desk/{item}/seats/{seat}").status_code == 404
    assert site.post(browser, f"/desk/{item}/seats/{seat}", {"do": "cancel"}).status_code == 404


def test_a_seat_belongs_to_its_item(site: TestSite, world: World) -> None:
    item, other = an_item(site, world, "assigned"), an_item(site, world, "submitted")
    assert site.client(world.coordinator).get(f"/desk/{other}/seats/{seats(site, item)[0]}").status_code == 404


def test_the_pages_of_a_panel_ask_at_most_eight_times(site: TestSite, world: World) -> None:
    item = an_item(site, world, "accepted")
    seat, browser = seats(site, item)[0], site.client(world.coordinator)
    for address in ("candidates", f"panel?reviewer={chosen(world, 3)[0]}", f"seats/{seat}", f"seats/{seat}/review"):
        asked = statements(site, partial(browser.get, f"/desk/{item}/{address}"))
        assert (address, asked <= 8) == (address, True)


@behaviour("C4")
def test_the_panel_says_who_was_reminded_and_when(site: TestSite, world: World) -> None:
    item = an_item(site, world, "assigned")
    seat = seats(site, item)[0]

    def note_reminders(s: Session) -> None:
        found = s.scalars(select(Assignment).where(Assignment.public_id == seat)).one()
        for days in (3, 5):
            at = site.clock.now() + timedelta(days=days)
            fact = journal.Fact(trigger="remind_answer", actor=SYSTEM, now=at, tells=("reviewer",))
            journal.announce(s, found, fact, key=f"reminder {days}")

    site.do(note_reminders)
    browser = site.client(world.coordinator)
    assert browser.get(f"/desk/{item}").text.count("reminded 2 times, last on 28 Nov") == 1
    assert "2 times, last on 28 November 2026" in browser.get(f"/desk/{item}/seats/{seat}").text
