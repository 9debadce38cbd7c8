from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from config.forms import default_review_form
from tests.behaviours import behaviour, case
from tests.builders import World, a_world
from tests.web.conftest import TestSite
from tests.web.reviewer.people import dump, seat_in, state_of
from workflow.actions import panels, reviews
from workflow.models import Assignment, Event, Review

pytestmark = pytest.mark.sqlite_first

FORM = default_review_form()
WHOLE: dict[str, Any] = {
    **{criterion.key: "4" for criterion in FORM.criteria},
    "methodology-transparency": "na",
    "gcm-applicability-levels": ["local", "global", "made-up"],
    "comment_items-weight": ["must-change", "well-done", "must-change"],
    "comment_items-place": ["page 3", "", ""],
    "comment_items-text": ["Give the year.", "Good maps.", ""],
    "comment_to_submitter": "Clear and useful.",
    "comment_to_office": "I know the source.",
    "recommendation": "approve",
    "confidence": "2",
}


@behaviour("R7")
def test_the_form_saves_itself_and_says_when(site: TestSite, world: World) -> None:
    seat = seat_in(site, world, "free")
    browser = site.client(world.panel[0])
    saved = site.post(
        browser, f"/review/{seat}/save", {"quality": "2", "comment_to_submitter": "So far", "version": "0"}
    )
    assert (saved.status_code, saved.mimetype, saved.text) == (200, "text/plain", "Saved at 09:00")
    again = site.post(browser, f"/review/{seat}/save", {"quality": "3", "version": saved.headers["X-Version"]})
    assert again.headers["X-Version"] == "2"
    page = browser.get(f"/review/{seat}").text
    assert "Saved at 09:00" in page
    assert 'value="3" checked' in page
    assert state_of(site, seat) == "accepted"


@case("D-CC-05")
@behaviour("R7")
def test_what_was_saved_elsewhere_is_never_written_over_and_both_texts_stay(site: TestSite, world: World) -> None:
    seat = seat_in(site, world, "free")
    browser = site.client(world.panel[0])
    site.post(browser, f"/review/{seat}/save", {"comment_to_submitter": "From the other tab", "version": "0"})
    mine = {"comment_to_submitter": "From this tab", "version": "0"}
    stale = site.post(browser, f"/review/{seat}/save", mine)
    assert (stale.status_code, stale.mimetype) == (409, "text/plain")
    assert "saved elsewhere" in stale.text
    page = site.post(browser, f"/review/{seat}", {**WHOLE, **mine, "do": "hand_in"})
    assert page.status_code == 409
    assert "From the other tab" in page.text
    assert "From this tab" in page.text
    assert 'name="version" value="1"' in page.text
    assert _review(site)["comment_to_submitter"] == "From the other tab"


@behaviour("R7")
def test_after_signing_out_nothing_typed_is_lost(site: TestSite, world: World) -> None:
    seat = seat_in(site, world, "free")
    visitor = site.client()
    assert site.post(visitor, f"/review/{seat}/save", {"comment_to_submitter": "Long text"}).status_code == 403
    page = site.post(visitor, f"/review/{seat}", {"comment_to_submitter": "Long text", "do": "hand_in"})
    assert page.status_code == 403
    assert "Long text" in page.text
    assert "Sign in" in page.text


@behaviour("R7")
def test_what_is_missing_is_listed_first_and_everything_is_kept(site: TestSite, world: World) -> None:
    seat = seat_in(site, world, "free")
    browser = site.client(world.panel[0])
    typed = {
        "quality": "5",
        "comment_to_submitter": "Kept, all of it.",
        "comment_items-weight": ["well-done"],
        "comment_items-place": ["p. 9"],
        "comment_items-text": ["A point"],
        "do": "hand_in",
        "version": "0",
    }
    page = site.post(browser, f"/review/{seat}", typed)
    assert page.status_code == 422
    assert "<title>Error:" in page.text
    for name in ("relevance", "up-to-date", "recommendation", "confidence"):
        assert f'href="#{name}"' in page.text
        assert f'id="{name}"' in page.text
    assert '<a href="#recommendation">Recommendation: Answer this.</a>' in page.text
    assert 'href="#quality"' not in page.text
    for text in ("Kept, all of it.", "A point", "p. 9"):
        assert text in page.text
    assert _review(site)["comment_to_submitter"] == "Kept, all of it."
    assert 'name="version" value="1"' in page.text


@behaviour("R7")
def test_a_whole_review_is_handed_in_and_thanked_for(site: TestSite, world: World) -> None:
    seat = seat_in(site, world, "free")
    browser = site.client(world.panel[0])
    sent = site.post(browser, f"/review/{seat}", {**WHOLE, "do": "hand_in", "version": "0"})
    assert (sent.status_code, sent.location) == (303, f"/review/{seat}")
    page = browser.get(f"/review/{seat}").text
    assert "Thank you, your review is in" in page
    assert "Clear and useful." in page
    assert "Nothing else waits for you." in page
    kept = _review(site)
    assert (kept["scores"]["quality"], kept["scores"]["methodology-transparency"]) == (4, None)
    assert kept["levels"] == {"gcm-applicability": ["local", "global"]}
    late = site.post(browser, f"/review/{seat}/save", {"comment_to_submitter": "Too late", "version": "1"})
    assert late.status_code == 409
    assert _review(site)["comment_to_submitter"] == "Clear and useful."


def test_a_review_sent_twice_is_handed_in_once(site: TestSite, world: World) -> None:
    seat = seat_in(site, world, "free")
    browser = site.client(world.panel[0])
    for _ in range(2):
        sent = site.post(browser, f"/review/{seat}", {**WHOLE, "do": "hand_in", "version": "0", "idempotency_key": "k"})
        assert (sent.status_code, sent.location) == (303, f"/review/{seat}")
    names = site.do(lambda s: s.scalars(select(Event.name).where(Event.name == "assignment.hand_in")).all())
    assert len(names) == 1


def test_more_rows_come_with_add_and_leaving_saves(site: TestSite, world: World) -> None:
    seat = seat_in(site, world, "free")
    browser = site.client(world.panel[0])
    two = {
        "comment_items-weight": ["must-change"] * 2,
        "comment_items-place": ["a", "b"],
        "comment_items-text": ["x", "y"],
    }
    added = site.post(browser, f"/review/{seat}", {**two, "do": "add", "version": "0"})
    assert added.location == f"/review/{seat}#comment_items-group"
    assert browser.get(f"/review/{seat}").text.count('name="comment_items-text"') == 4
    left = site.post(browser, f"/review/{seat}", {**two, "do": "save", "version": "1"})
    assert left.location == "/waiting"


@behaviour("R9")
def test_every_field_says_who_will_see_it(site: TestSite, world: World) -> None:
    page = site.client(world.panel[0]).get(f"/review/{seat_in(site, world, 'free')}").text
    answers = len(FORM.criteria) + sum(1 for c in FORM.criteria if c.levels) + len(FORM.fields)
    assert page.count('class="sees') == answers
    closed = [field for field in FORM.fields if field.seen_by == ("coordinators",)]
    assert page.count('class="sees closed"') == len(closed)


@pytest.mark.parametrize("name", ["coordinator", "chief", "administrator", "member", "submitter", "outsider"])
def test_the_form_is_the_reviewers_own(site: TestSite, world: World, name: str) -> None:
    seat = seat_in(site, world, "free")
    browser = site.client(world.identities()[name])
    before = dump(site)
    assert browser.get(f"/review/{seat}").status_code == 404
    assert site.post(browser, f"/review/{seat}/save", {"quality": "1"}).status_code == 404
    assert site.post(browser, f"/review/{seat}", {**WHOLE, "do": "hand_in"}).status_code == 404
    assert {**dump(site), "sign_in": []} == {**before, "sign_in": []}


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ({"quality": "9"}, "quality"),
        ({"quality": "x"}, "quality"),
        ({"relevance": "na"}, "relevance"),
        ({"recommendation": "burn"}, "recommendation"),
        ({"confidence": "7"}, "confidence"),
        ({"comment_to_submitter": "a\x00b"}, "comment_to_submitter"),
        ({"comment_to_submitter": "x" * 20_001}, "comment_to_submitter"),
        (
            {"comment_items-text": ["x" * 4_001], "comment_items-place": [""], "comment_items-weight": ["must-change"]},
            "comment_items",
        ),
        (
            {"comment_items-text": ["x"], "comment_items-place": ["p" * 201], "comment_items-weight": ["must-change"]},
            "comment_items",
        ),
        (
            {"comment_items-text": ["x"], "comment_items-place": ["p"], "comment_items-weight": ["burn"]},
            "comment_items",
        ),
        (
            {"comment_items-text": ["a\x00b"], "comment_items-place": ["p"], "comment_items-weight": ["well-done"]},
            "comment_items",
        ),
    ],
)
def test_what_cannot_be_kept_is_refused(site: TestSite, world: World, typed: dict[str, Any], name: str) -> None:
    seat = seat_in(site, world, "free")
    browser = site.client(world.panel[0])
    assert site.post(browser, f"/review/{seat}/save", {**typed, "version": "0"}).status_code == 422
    page = site.post(browser, f"/review/{seat}", {**WHOLE, **typed, "do": "hand_in", "version": "0"})
    assert page.status_code == 422
    assert f'href="#{name}"' in page.text
    assert state_of(site, seat) == "accepted"


def test_a_review_that_is_no_longer_needed_keeps_the_typed_text_on_the_page(site: TestSite, world: World) -> None:
    seat = seat_in(site, world, "free")
    site.do(lambda s: panels.end_assignment(s, world.coordinator, seat, now=site.clock.now()).id)
    answer = site.post(site.client(world.panel[0]), f"/review/{seat}", {**WHOLE, "do": "hand_in", "version": "0"})
    assert answer.status_code in {403, 409}
    assert "Clear and useful." in answer.text


def test_under_double_anonymity_no_page_names_who_made_or_sent_it(site: TestSite) -> None:
    world = site.do(lambda s: a_world(s, anonymity="double"))
    seat = seat_in(site, world, "free")
    browser = site.client(world.panel[0])
    pages = [browser.get(path).text for path in (f"/review/{seat}", f"/invitation/{seat}", "/waiting")]
    site.post(browser, f"/review/{seat}", {**WHOLE, "do": "hand_in", "version": "0"})
    pages.append(browser.get(f"/review/{seat}").text)
    for page in pages:
        for name in ("Sue Submitter", "Ada Author", "Office for Examples", "Mem Ber2", "Cora Coordinator"):
            assert name not in page
    assert "A guide to fair recruitment" in pages[0]


def test_under_single_anonymity_the_reviewer_reads_the_authors(site: TestSite, world: World) -> None:
    page = site.client(world.panel[0]).get(f"/review/{seat_in(site, world, 'free')}").text
    assert "Ada Author" in page
    assert "Mem Ber2" not in page


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_form_is_there_in_each_direction(site: TestSite, world: World, language: str) -> None:
    answer = site.client(world.panel[0]).get(f"/review/{seat_in(site, world, 'free')}?lang={language}")
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text


def test_opening_the_form_writes_nothing(site: TestSite, world: World) -> None:
    seat = seat_in(site, world, "free")
    browser = site.client(world.panel[0])
    before = dump(site)
    for path in (f"/review/{seat}", f"/review/{seat}/conflict", f"/invitation/{seat}", "/waiting", "/profile"):
        assert browser.get(path).status_code in {200, 303}
        assert browser.head(path).status_code in {200, 303}
    assert dump(site) == before


def test_a_saved_draft_is_no_bodys_but_the_reviewers(site: TestSite, world: World) -> None:
    seat = seat_in(site, world, "free")
    typed = reviews.Answers(texts={"comment_to_submitter": "A half thought"})
    site.do(lambda s: reviews.save_review(s, world.panel[0], seat, typed, now=site.clock.now()).id)
    for actor in (world.coordinator, world.panel[1], world.submitter):
        assert site.client(actor).get(f"/review/{seat}").status_code == 404


def _review(site: TestSite) -> dict[str, Any]:
    query = select(Review.answers).join(Assignment)
    return dict(site.do(lambda s: s.scalars(query).one()))
