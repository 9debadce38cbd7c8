"""The page of an item: its buttons come from the process, and every one of them does what it says."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from tests.behaviours import behaviour
from tests.builders import World
from tests.web.conftest import TestSite
from tests.web.desk.paths import an_item, state_of
from tests.web.desk.test_lists import statements
from workflow.models import Decision, Submission

pytestmark = pytest.mark.sqlite_first

Typed = dict[str, Any]

MOVES: tuple[tuple[str, str, Typed, str], ...] = (
    ("submitted", "screening", {"in_scope": "yes", "checks": ["theme", "links"]}, "submitted"),
    ("submitted", "return", {"reason": "Say who made it."}, "returned"),
    ("submitted", "question", {"question": "Which year?"}, "submitted"),
    ("assigned", "close_early", {"reason": "Enough."}, "reviewed"),
    ("reviewed", "result", {}, "reviewed"),
    ("reviewed", "reopen_round", {"reason": "One more opinion."}, "assigned"),
    ("returned", "take_back", {"reason": "It is there."}, "submitted"),
    ("returned_after_review", "take_back_reviewed", {"reason": "It is there."}, "reviewed"),
    ("disputed", "dispute", {"note": "They agreed on the telephone."}, "reviewed"),
    ("reviewed", "decision", {"verdict": "publish", "letter": "Yes."}, "reviewed"),
    ("decided", "release", {}, "reviewed"),
    ("released", "publish", {}, "published"),
    ("against_released", "reject", {}, "rejected"),
    ("published", "reopen", {"reason": "A mistake."}, "reviewed"),
    ("rejected", "reopen", {"reason": "A mistake."}, "reviewed"),
)
"""From which point, by which form, with what typed, to which state."""


@behaviour("C11", "C16")
@pytest.mark.parametrize("move", MOVES, ids=[f"{m[0]}-{m[1]}" for m in MOVES])
def test_every_button_does_what_it_says(site: TestSite, world: World, move: tuple[str, str, Typed, str]) -> None:
    point, form, typed, state = move
    item = an_item(site, world, point)
    browser = site.client(world.coordinator)
    answer = site.post(browser, f"/desk/{item}/{form}", typed)
    assert (answer.status_code, answer.headers.get("Location")) == (303, f"/desk/{item}")
    assert state_of(site, item) == state
    assert browser.get(f"/desk/{item}").status_code == 200


def test_publishing_is_a_button_on_the_item(site: TestSite, world: World) -> None:
    item = an_item(site, world, "released")
    browser = site.client(world.coordinator)
    assert 'name="do" value="publish"' in browser.get(f"/desk/{item}").text
    assert site.post(browser, f"/desk/{item}", {"do": "publish"}).status_code == 303
    assert state_of(site, item) == "published"


@behaviour("C16")
def test_what_is_not_possible_yet_says_why(site: TestSite, world: World) -> None:
    item = an_item(site, world, "reviewed")
    page = site.client(world.coordinator).get(f"/desk/{item}").text
    assert "Not yet:" in page
    assert "No decision is recorded." in page
    assert "Take a step back" in page


IMPOSSIBLE: tuple[tuple[str, str, Typed, str], ...] = (
    ("submitted", "publish", {}, "Not possible in the state"),
    ("reviewed", "publish", {}, "No decision is recorded."),
    ("decided", "publish", {}, "The decision is not released yet."),
    ("against_released", "publish", {}, "The decision is to reject."),
    ("published", "close_early", {"reason": "x"}, "Not possible in the state"),
    ("assigned", "decision", {"verdict": "publish", "letter": "Yes."}, "after the round has closed"),
    ("reviewed", "release", {}, "No decision is recorded."),
    ("reviewed", "dispute", {"note": "x"}, "The reviews do not disagree."),
    ("assigned", "screening", {"in_scope": "yes"}, "Only what has just been sent in is screened."),
    ("assigned", "result", {}, "There is no result yet."),
    ("published", "question", {"question": "x"}, "while it is being handled"),
)


@pytest.mark.parametrize("move", IMPOSSIBLE, ids=[f"{m[0]}-{m[1]}" for m in IMPOSSIBLE])
def test_an_impossible_move_made_by_hand_is_refused_with_its_reason(
    site: TestSite, world: World, move: tuple[str, str, Typed, str]
) -> None:
    point, form, typed, why = move
    item = an_item(site, world, point)
    before = state_of(site, item)
    answer = site.post(site.client(world.coordinator), f"/desk/{item}/{form}", typed)
    assert (answer.status_code, why in answer.text) == (409, True)
    assert state_of(site, item) == before


MISSING: tuple[tuple[str, str, Typed, str], ...] = (
    ("submitted", "screening", {"in_scope": "no"}, "Say why it is out of scope."),
    ("submitted", "screening", {}, "Say whether it is in scope."),
    ("submitted", "return", {"reason": " "}, "Please give a reason."),
    ("submitted", "question", {"question": ""}, "Write the question."),
    ("submitted", "hand-over", {}, "Choose a coordinator."),
    ("disputed", "dispute", {"note": ""}, "Write how it was settled."),
    ("reviewed", "decision", {"verdict": "reject", "letter": "No."}, "Say why it is rejected."),
    ("reviewed", "decision", {"letter": "A letter to keep."}, "Choose a decision."),
    ("published", "reopen", {"reason": ""}, "Please give a reason."),
)


@pytest.mark.parametrize("missing", MISSING, ids=[f"{m[1]}: {m[3]}" for m in MISSING])
def test_a_form_that_lacks_something_comes_back_with_what_was_typed(
    site: TestSite, world: World, missing: tuple[str, str, Typed, str]
) -> None:
    point, form, typed, why = missing
    item = an_item(site, world, point)
    answer = site.post(site.client(world.coordinator), f"/desk/{item}/{form}", typed)
    assert (answer.status_code, why in answer.text) == (422, True)
    assert all(value in answer.text for value in typed.values() if value.strip())


@pytest.mark.parametrize(
    "who", ["other_coordinator", "submitter", "submitter2", "reviewer", "outsider", "administrator"]
)
@pytest.mark.parametrize("form", ["", "/return", "/screening", "/decision", "/panel", "/log"])
def test_an_item_does_not_exist_for_who_does_not_coordinate_it(
    site: TestSite, world: World, who: str, form: str
) -> None:
    item = an_item(site, world, "submitted")
    browser = site.client(world.identities()[who])
    assert browser.get(f"/desk/{item}{form}").status_code == 404
    if form != "/log":
        typed = {"reason": "x", "do": "publish", "in_scope": "yes", "verdict": "reject", "letter": "x", "code": "desk"}
        assert site.post(browser, f"/desk/{item}{form}", typed).status_code == 404
    assert state_of(site, item) == "submitted"


def test_a_visitor_signs_in_first(site: TestSite, world: World) -> None:
    item = an_item(site, world, "submitted")
    browser = site.client()
    assert browser.get(f"/desk/{item}").status_code == 303
    assert site.post(browser, f"/desk/{item}/return", {"reason": "x"}).status_code == 403


def test_a_chief_handles_every_call_and_retracts(site: TestSite, world: World) -> None:
    item = an_item(site, world, "published")
    browser = site.client(world.chief)
    assert "Retract" in browser.get(f"/desk/{item}").text
    assert site.post(browser, f"/desk/{item}/retract", {"reason": "Wrong figures."}).status_code == 303
    assert state_of(site, item) == "retracted"
    coordinator = site.client(world.coordinator)
    assert coordinator.get(f"/desk/{an_item(site, world, 'published')}/retract").status_code == 404


def test_opening_a_page_opens_no_result(site: TestSite, world: World) -> None:
    item = an_item(site, world, "reviewed")
    browser = site.client(world.coordinator)
    assert "Open the result" in browser.get(f"/desk/{item}").text
    with site.database.reading() as session:
        assert session.scalars(select(Submission.result_opened_at)).one() is None
    site.post(browser, f"/desk/{item}/result")
    with site.database.reading() as session:
        assert session.scalars(select(Submission.result_opened_at)).one() == site.clock.now()


@behaviour("C11")
def test_a_decision_is_previewed_before_it_is_recorded(site: TestSite, world: World) -> None:
    item = an_item(site, world, "reviewed")
    browser = site.client(world.coordinator)
    begun = browser.get(f"/desk/{item}/decision?verdict=publish").text
    assert "We are glad to publish it in the Hub." in begun
    assert "Clear and useful." in begun
    typed = {"verdict": "publish", "letter": "Read this first.", "do": "preview"}
    preview = site.post(browser, f"/desk/{item}/decision", typed)
    assert (preview.status_code, "As the submitter will read it" in preview.text) == (200, True)
    with site.database.reading() as session:
        assert session.scalars(select(Decision)).all() == []


@behaviour("C11")
def test_a_letter_begins_in_the_language_of_the_submitter(site: TestSite, world: World) -> None:
    item = an_item(site, world, "reviewed")

    def speak_french(session: Any) -> None:
        session.scalars(select(Submission)).one().submitter.locale = "fr"

    site.do(speak_french)
    page = site.client(world.coordinator).get(f"/desk/{item}/decision?verdict=publish").text
    assert 'lang="fr"' in page


@behaviour("C24")
def test_an_item_is_handed_to_another_coordinator(site: TestSite, world: World) -> None:
    item = an_item(site, world, "screened")
    browser = site.client(world.coordinator)
    assert "Carl Coordinator" in browser.get(f"/desk/{item}/hand-over").text
    site.post(browser, f"/desk/{item}/hand-over", {"coordinator": world.coordinator2.public_id})
    assert "Carl Coordinator" in browser.get(f"/desk/{item}").text
    wrong = site.post(browser, f"/desk/{item}/hand-over", {"coordinator": world.other_coordinator.public_id})
    assert wrong.status_code == 422


@behaviour("C10")
def test_reviews_stand_side_by_side_with_their_figures(site: TestSite, world: World) -> None:
    item = an_item(site, world, "disputed")
    browser = site.client(world.coordinator)
    site.post(browser, f"/desk/{item}/result")
    page = browser.get(f"/desk/{item}").text
    for words in ("Median", "Mean", "Spread, 1 to 5", "4 apart", "opposite", "The reviewers disagree."):
        assert words in page
    assert "Call another reviewer" in page
    assert "Settle with a written note" in page


def test_a_form_sent_twice_does_it_once(site: TestSite, world: World) -> None:
    item = an_item(site, world, "submitted")
    browser = site.client(world.coordinator)
    typed = {"question": "Which year?", "idempotency_key": "the same key"}
    answers = [site.post(browser, f"/desk/{item}/question", typed) for _ in range(2)]
    assert [(a.status_code, a.headers["Location"]) for a in answers] == [(303, f"/desk/{item}")] * 2
    assert browser.get(f"/desk/{item}").text.count("Take the question back") == 1


def test_who_comes_second_is_told_so(site: TestSite, world: World) -> None:
    item = an_item(site, world, "submitted")
    first, second = site.client(world.coordinator), site.client(world.coordinator2)
    site.post(first, f"/desk/{item}/return", {"reason": "Say who made it."})
    late = site.post(second, f"/desk/{item}/return", {"reason": "My words are kept."})
    assert (late.status_code, "My words are kept." in late.text) == (409, True)


def test_a_question_is_taken_back(site: TestSite, world: World) -> None:
    item = an_item(site, world, "submitted")
    browser = site.client(world.coordinator)
    site.post(browser, f"/desk/{item}/question", {"question": "Which year?"})
    page = browser.get(f"/desk/{item}").text
    address = page.split(f"/desk/{item}/questions/")[1].split('"')[0]
    assert "A question to the submitter is still open." in page
    assert site.post(browser, f"/desk/{item}/questions/{address}").status_code == 303
    assert "taken back" in browser.get(f"/desk/{item}").text


@pytest.mark.parametrize("point", ["submitted", "screened", "accepted", "reviewed", "disputed", "published"])
def test_a_page_asks_at_most_eight_times(site: TestSite, world: World, point: str) -> None:
    item = an_item(site, world, point)
    browser = site.client(world.coordinator)
    browser.get(f"/desk/{item}")
    assert statements(site, lambda: browser.get(f"/desk/{item}")) <= 8


@behaviour("X7")
def test_the_log_shows_every_entry_and_that_it_holds(site: TestSite, world: World) -> None:
    item = an_item(site, world, "reviewed")
    page = site.client(world.coordinator).get(f"/desk/{item}/log").text
    assert "The log holds: nothing was changed after it was written" in page
    assert "submission.screen" in page
    assert "does not hold" not in page
