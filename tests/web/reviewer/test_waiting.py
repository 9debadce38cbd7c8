from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.behaviours import behaviour
from tests.builders import World, a_seat
from tests.cast import NOW
from tests.web.conftest import TestSite
from tests.web.reviewer.people import seat_in
from workflow.models import Person


@behaviour("R10")
def test_what_waits_is_sorted_by_due_date_in_the_own_zone(site: TestSite, world: World) -> None:
    def three(s: Any) -> None:
        reviewer = s.get_one(Person, world.panel[0].person_id)
        reviewer.time_zone = "Africa/Nairobi"
        for state, days in (("free", 0), ("invited", 2), ("accepted", 1)):
            a_seat(s, world, state, now=NOW + timedelta(days=days))

    site.do(three)
    page = site.client(world.panel[0]).get("/waiting").text
    assert "3 reviews wait for you" in page
    states = ("You are asked.", "Accepted, not begun.", "Conflicts of interest come first.")
    places = [page.index(words) for words in states]
    assert places == sorted(places)
    assert "Nairobi" in page
    assert "Wednesday 3 December 2026" not in page
    assert "02:59" in page


@behaviour("R10")
@pytest.mark.parametrize(
    ("state", "words", "step"),
    [
        ("invited", "You are asked. Answer when you can.", "Answer"),
        ("accepted", "Conflicts of interest come first.", "Declare conflicts"),
        ("free", "Accepted, not begun.", "Begin the review"),
        ("handed_in", "Nothing waits for you", "Read"),
        ("declined", "Nothing waits for you", "Your profile"),
    ],
)
def test_each_state_is_in_words_with_its_next_step(
    site: TestSite, world: World, state: str, words: str, step: str
) -> None:
    seat_in(site, world, state)
    page = site.client(world.panel[0]).get("/waiting").text
    assert words in page
    assert step in page


def test_a_begun_review_says_when_it_was_saved(site: TestSite, world: World) -> None:
    seat = seat_in(site, world, "free")
    browser = site.client(world.panel[0])
    site.post(browser, f"/review/{seat}/save", {"quality": "2", "version": "0"})
    page = browser.get("/waiting").text
    assert "Begun, saved on 23 Nov" in page
    assert "Continue" in page


def test_others_see_nothing_of_it(site: TestSite, world: World) -> None:
    seat_in(site, world)
    page = site.client(world.outsider).get("/waiting").text
    assert "Nothing waits for you" in page
    assert "Join the roster" in page
    assert "/sign-in?next=/waiting" in site.client().get("/waiting").location


def test_after_handing_in_the_next_one_is_offered(site: TestSite, world: World) -> None:
    done = seat_in(site, world, "handed_in")
    waits = seat_in(site, world)
    page = site.client(world.panel[0]).get(f"/review/{done}").text
    assert "Next, when you have time" in page
    assert f"/invitation/{waits}" in page
