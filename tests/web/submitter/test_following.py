"""Following what was sent in, until the decision and after it."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import STEPS, World, a_panel, a_submission, accepted, the_submission
from tests.web.conftest import TestSite
from workflow.actions import answers, capabilities, screening
from workflow.models import Submission

pytestmark = pytest.mark.sqlite_first

SECRETS = re.compile(r'(name="(?:csrf_token|idempotency_key)" value=")[^"]*')


@pytest.fixture
def browser(site: TestSite, world: World) -> FlaskClient:
    """Give the browser of the submitter."""
    return site.client(world.submitter)


def standing_at(site: TestSite, world: World, point: str) -> str:
    """Give a submission that stands at a point of its life."""
    return site.do(lambda s: str(a_submission(s, point, world=world, now=site.clock.now()).public_id))


STAGES = [
    ("submitted", "We have received your resource", "The coordinators act next."),
    ("assigned", "Your resource is with its reviewers", "The reviewers act next."),
    ("reviewed", "Your resource is with its reviewers", "The reviewers act next."),
    ("released", "There is a decision on your resource", "The coordinators act next."),
    ("published", "Your resource is published", "Nobody has to act."),
    ("rejected", "Your resource was not accepted", "Nobody has to act."),
    ("returned", "Your resource is back with you", "You act next."),
    ("withdrawn", "You have withdrawn your resource", "Nobody has to act."),
    ("retracted", "Your resource was retracted", "Nobody has to act."),
]


@behaviour("S6")
@pytest.mark.parametrize(("point", "heading", "acts"), STAGES)
def test_the_status_says_the_stage_in_plain_words_and_who_acts_next(
    site: TestSite, world: World, point: str, heading: str, acts: str
) -> None:
    item = standing_at(site, world, point)
    if point == "released":
        site.do(lambda s: opened(s, world, site))
    site.clock.move(days=3)
    shown = site.client(world.submitter).get(f"/mine/{item}")
    assert shown.status_code == 200
    assert f"<h1>{heading}</h1>" in shown.text
    assert f"<b>{acts}</b>" in shown.text
    assert "At this stage for 3 days." in shown.text
    assert shown.text.count('aria-current="step"') == 1


def opened(session: Session, world: World, site: TestSite) -> None:
    """Have the coordinator open the result."""
    if the_submission(session).result_opened_at is None:
        screening.open_result(session, world.coordinator, the_submission(session).public_id, now=site.clock.now())


@behaviour("S6")
def test_the_history_has_days_and_public_stages_and_no_people(
    site: TestSite, world: World, browser: FlaskClient
) -> None:
    item = standing_at(site, world, "reviewed")
    shown = browser.get(f"/mine/{item}").text
    assert "The review began." in shown
    assert not re.search(r"\b\d\d:\d\d\b", shown.split("<main")[1].split("<footer")[0])
    for member in (*world.members, world.coordinator, world.coordinator2):
        assert member.name not in shown


@behaviour("S6")
def test_under_twenty_finished_items_no_range_is_shown(site: TestSite, world: World, browser: FlaskClient) -> None:
    assert "How long it takes" not in browser.get(f"/mine/{standing_at(site, world, 'assigned')}").text


@behaviour("S6")
def test_the_status_is_the_same_whatever_the_reviewers_do(site: TestSite, world: World) -> None:
    """In one world all have accepted and one declined later; in the other nobody has answered."""
    first, second = standing_at(site, world, "screened"), standing_at(site, world, "screened")
    site.do(lambda s: busy(s, world, first, site))
    site.do(lambda s: quiet(s, world, second, site))
    site.clock.move(days=2)
    pages = [status_of(site, world, item) for item in (first, second)]
    assert pages[0] == pages[1]


def busy(session: Session, world: World, item: str, site: TestSite) -> None:
    """Have five asked, of whom one declines and the others begin."""
    found = session.query(Submission).filter_by(public_id=item).one()
    seats = a_panel(session, world, found, world.members, now=site.clock.now())
    for seat in seats[:3]:
        accepted(session, world, seat, now=site.clock.now())
    answers.decline(session, world.members[3], seats[3].public_id, now=site.clock.now())


def quiet(session: Session, world: World, item: str, site: TestSite) -> None:
    """Have the usual three asked, who are silent."""
    a_panel(session, world, session.query(Submission).filter_by(public_id=item).one(), now=site.clock.now())


def status_of(site: TestSite, world: World, item: str) -> str:
    """Give the status page without what differs by name only: id, reference, secrets of the form."""
    page = site.client(world.submitter).get(f"/mine/{item}").text
    return re.sub(r"HUB-2026-\d+", "REF", SECRETS.sub(r"\1", page).replace(item, "ID"))


@behaviour("S5", "S6")
def test_the_private_link_works_without_an_account_and_changes_nothing(site: TestSite, world: World) -> None:
    item = standing_at(site, world, "reviewed")
    token = site.do(lambda s: a_status_link(s, world, site))
    visitor = site.client()
    opened_link = visitor.get(f"/status/open/{token}")
    assert opened_link.location == f"/status/{item}"
    assert f"Path=/status/{item}" in opened_link.headers["Set-Cookie"]
    shown = visitor.get(f"/status/{item}").text
    assert "Your resource is with its reviewers" in shown
    assert "<form" not in shown
    assert [visitor.get(f"/mine/{item}{page}").status_code for page in ("", "/content", "/decision")] == [303] * 3
    assert site.post(visitor, f"/mine/{item}/withdraw").status_code == 403
    assert site.do(lambda s: the_submission(s).state) == "reviewed"


def a_status_link(session: Session, world: World, site: TestSite) -> str:
    """Give the secret that the receipt carries."""
    return capabilities.issue(
        session, purpose="status", now=site.clock.now(), person_id=world.submitter.person_id,
        submission_id=the_submission(session).id,
    )  # fmt: skip


def test_a_link_that_was_never_made_opens_nothing(site: TestSite, world: World) -> None:
    item = standing_at(site, world, "submitted")
    visitor = site.client()
    assert visitor.get("/status/open/nothing").status_code == 404
    assert visitor.get(f"/status/{item}").status_code == 303
    assert site.client(world.submitter2).get(f"/status/{item}").status_code == 404


@behaviour("S10")
def test_one_click_withdraws_and_one_brings_it_back(site: TestSite, world: World, browser: FlaskClient) -> None:
    item = standing_at(site, world, "assigned")
    assert f'action="/mine/{item}/withdraw"' in browser.get(f"/mine/{item}").text
    page = site.post(browser, f"/mine/{item}/withdraw", follow_redirects=True).text
    assert "You have withdrawn your resource" in page
    assert f'action="/mine/{item}/revive"' in page
    assert "We have received your resource" in site.post(browser, f"/mine/{item}/revive", follow_redirects=True).text


@behaviour("S10")
@pytest.mark.parametrize(("point", "act"), [("released", "revive"), ("published", "withdraw"), ("submitted", "revive")])
def test_what_is_not_possible_is_refused_by_hand_made_post(
    site: TestSite, world: World, browser: FlaskClient, point: str, act: str
) -> None:
    item = standing_at(site, world, point)
    before = site.do(lambda s: the_submission(s).state)
    assert f"/mine/{item}/{act}" not in browser.get(f"/mine/{item}").text
    assert site.post(browser, f"/mine/{item}/{act}").status_code == 409
    assert site.do(lambda s: the_submission(s).state) == before


def test_a_withdrawn_one_is_not_revived_after_the_decision(site: TestSite, world: World, browser: FlaskClient) -> None:
    item = standing_at(site, world, "released")
    site.post(browser, f"/mine/{item}/withdraw")
    assert f"/mine/{item}/revive" not in browser.get(f"/mine/{item}").text
    assert site.post(browser, f"/mine/{item}/revive").status_code == 409


@behaviour("S11")
def test_the_decision_gives_reasons_and_comments_and_says_whether_it_may_come_again(
    site: TestSite, world: World, browser: FlaskClient
) -> None:
    item = standing_at(site, world, "against")
    assert browser.get(f"/mine/{item}/decision").status_code == 404
    assert f"/mine/{item}/decision" not in browser.get(f"/mine/{item}").text
    site.do(lambda s: STEPS["against_released"][1](s, world, the_submission(s), site.clock.now()) and None)
    assert f'href="/mine/{item}/decision"' in browser.get(f"/mine/{item}").text
    shown = browser.get(f"/mine/{item}/decision").text
    assert "<h1>Your resource is not accepted</h1>" in shown
    assert "Thank you." in shown
    assert "This resource cannot be sent in again." in shown
    assert [f'<li value="{n}">' in shown for n in (1, 2, 3, 4)] == [True, True, True, False]
    assert "Clear and useful." in shown
    assert "I know the source well." not in shown
    for member in world.members:
        assert member.name not in shown
    site.clock.move(days=400)
    assert site.client(world.submitter).get(f"/mine/{item}/decision").status_code == 200


def test_a_question_is_shown_to_the_submitter_and_answered_there(
    site: TestSite, world: World, browser: FlaskClient
) -> None:
    item = standing_at(site, world, "assigned")
    question = site.do(lambda s: a_question(s, world, site))
    page = browser.get(f"/mine/{item}").text
    assert "<h1>We have a question for you</h1>" in page
    assert "Which year is right?" in page
    assert "Date of publication" in page
    empty = site.post(browser, f"/mine/{item}/questions/{question}", {"answer": "  "})
    assert (empty.status_code, "Write an answer." in empty.text) == (422, True)
    answered = site.post(browser, f"/mine/{item}/questions/{question}", {"answer": "2021"}, follow_redirects=True).text
    assert "Which year is right?" not in answered.split("What has happened")[0]
    late = site.post(browser, f"/mine/{item}/questions/{question}", {"answer": "2020"})
    assert (late.status_code, "2020" in late.text) == (409, True)


def a_question(session: Session, world: World, site: TestSite) -> str:
    """Give the id of a question about the date."""
    now = site.clock.now()
    asked = screening.ask_submitter(
        session, world.coordinator, the_submission(session).public_id, "Which year is right?",
        fields=["publication_date"], now=now,
    )  # fmt: skip
    return str(asked.public_id)


def test_a_returned_one_says_what_to_change_and_is_sent_in_again(
    site: TestSite, world: World, browser: FlaskClient
) -> None:
    item = standing_at(site, world, "returned")
    assert "Say who made it." in browser.get(f"/mine/{item}").text
    assert "Say who made it." in browser.get(f"/send/{item}").text
    saved = site.post(browser, f"/send/{item}/people", {"publisher": "The makers", "version": ""})
    assert saved.status_code == 303
    sent = site.post(browser, f"/send/{item}/check", follow_redirects=True)
    assert "We have received your resource" in sent.text
    assert site.do(lambda s: [v.publisher for v in the_submission(s).versions]) == ["Office for Examples", "The makers"]


def test_a_draft_has_no_status_yet(site: TestSite, world: World, browser: FlaskClient) -> None:
    item = standing_at(site, world, "draft")
    assert browser.get(f"/mine/{item}").location == f"/send/{item}"


@pytest.mark.parametrize("page", ["", "/content", "/decision"])
def test_what_is_sent_in_is_nobody_elses(site: TestSite, world: World, page: str) -> None:
    item = standing_at(site, world, "released")
    for somebody in (world.submitter2, world.members[4], world.administrator):
        assert site.client(somebody).get(f"/mine/{item}{page}").status_code == 404


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_is_shown_in_both_languages(
    site: TestSite, world: World, browser: FlaskClient, language: str
) -> None:
    item = standing_at(site, world, "against_released")
    standing_at(site, world, "draft")
    for page in ("/send", "/mine", f"/mine/{item}", f"/mine/{item}/content", f"/mine/{item}/decision"):
        shown = browser.get(f"{page}?lang={language}")
        assert (page, shown.status_code) == (page, 200)
        assert f'<html lang="{language}"' in shown.text


def test_own_resources_are_parted_by_who_acts_next(site: TestSite, world: World, browser: FlaskClient) -> None:
    assert "You have sent in nothing yet" in browser.get("/mine").text
    waiting, done = standing_at(site, world, "returned"), standing_at(site, world, "published")
    page = browser.get("/mine").text
    assert "1 resource waits for you" in page
    assert page.index(waiting) < page.index("Waits for others") < page.index(done)
