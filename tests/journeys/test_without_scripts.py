"""The essential tasks in a browser that runs no scripts: begin, screen, accept, hand in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from config.forms import default_review_form
from tests.behaviours import behaviour
from tests.journeys.conftest import ServedSite
from tests.journeys.people import CORA, INES, TITLE, a_resource, an_office, person_at
from tests.journeys.post import Post

pytestmark = pytest.mark.sqlite_first

AMAL = "amal@example.net"


@pytest.fixture
def page(empty_site: ServedSite) -> Iterator[Page]:
    """Give a visitor's browser without scripts, at a site with an office."""
    empty_site.database.in_transaction(an_office)
    with empty_site.as_somebody(scripts=False) as context:
        yield context.new_page()


@behaviour("S1", "S5", "X2")
def test_a_draft_is_begun_without_scripts(empty_site: ServedSite, page: Page, post: Post) -> None:
    page.goto(f"{empty_site.url}/send")
    page.get_by_label("Document", exact=True).check()
    page.get_by_label("Your name").fill("Amal Author")
    page.get_by_label("Your e-mail address").fill(AMAL)
    page.get_by_role("button", name="Send me the link").click()
    page.goto(post.link(AMAL, "Please confirm your address"))
    page.get_by_role("button", name="Confirm and sign in").click()
    page.get_by_label("Title", exact=True).fill(TITLE)
    page.get_by_role("button", name="Save and leave").click()
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()


@behaviour("C1", "X2")
def test_a_resource_is_screened_without_scripts(empty_site: ServedSite) -> None:
    empty_site.database.in_transaction(an_office)
    empty_site.database.in_transaction(partial(a_resource, state="submitted"))
    with empty_site.database.reading() as session:
        person_id = person_at(session, CORA).id
    with empty_site.as_somebody(person_id, scripts=False) as context:
        page = context.new_page()
        page.goto(f"{empty_site.url}/desk")
        page.get_by_role("link", name=TITLE).click()
        page.get_by_role("link", name="Screen it").click()
        page.get_by_label("In scope").check()
        page.get_by_role("button", name="Save the screening").click()
        expect(page.get_by_role("link", name="Choose reviewers")).to_be_visible()


@behaviour("R2", "R3", "R5", "R7", "X2")
def test_a_review_is_written_without_scripts(empty_site: ServedSite, page: Page, post: Post) -> None:
    empty_site.database.in_transaction(partial(a_resource, state="assigned"))
    page.goto(post.link(INES, "Invitation to review"))
    page.get_by_role("button", name="Accept: next, declare conflicts").click()
    page.get_by_role("button", name="Send me the link").click()
    page.goto(post.link(INES, "Your link to sign in"))
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("I have no conflict").check()
    page.get_by_label("I keep the text, the files and the other reviews").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Hand in the review").click()
    expect(page.get_by_text("Everything you wrote is still here.")).to_be_visible()
    _write(page)
    page.get_by_role("button", name="Hand in the review").click()
    expect(page.locator("h1")).to_have_text("Thank you, your review is in")


def _write(page: Page) -> None:
    for criterion in default_review_form().criteria:
        page.get_by_role("group", name=criterion.label).get_by_role("radio").nth(3).check()
    page.get_by_label("For the submitter").fill("Clear, and recruiters can use it tomorrow.")
    page.get_by_role("group", name="Recommendation").get_by_role("radio").first.check()
    page.get_by_role("group", name="How sure are you?").get_by_role("radio").last.check()
