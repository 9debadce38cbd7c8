"""The whole life of a resource, by keyboard alone: from the first page to the hub, and what happens on a disagreement.

Every person has a browser of his own; what they know comes from pages and mails.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from config.forms import default_review_form
from tests.behaviours import behaviour
from tests.builders import a_review, review_answers, seats_of
from tests.journeys.conftest import ServedSite
from tests.journeys.keyboard import Hands
from tests.journeys.people import (
    CORA,
    EKUA,
    EZRA,
    INES,
    MEMBERS,
    SUMMARY,
    TITLE,
    a_resource,
    an_office,
    person_at,
    signs_in,
)
from tests.journeys.post import Post
from tests.journeys.stations import station

pytestmark = pytest.mark.sqlite_first

Arrives = Callable[[str], Hands]
AMAL = "amal@example.net"
RAISED = "Say in which year the fees were counted."
LETTER = "We publish it: three readers found it clear and useful."
PRAISE = "Clear, and recruiters can use it tomorrow."


@behaviour("S1", "S3", "S5", "S6", "S11", "R2", "R3", "R5", "R7", "C1", "C4", "C10", "C11", "H1", "X2", "X3")
def test_a_resource_goes_from_the_first_page_into_the_hub(empty_site: ServedSite, arrives: Arrives, post: Post) -> None:
    """A visitor sends it in, the office screens it and asks three readers, and in the end everybody can find it."""
    empty_site.database.in_transaction(an_office)
    amal = _begins_with_an_address(arrives, post)
    _fills_in_the_form(amal)
    _sends_in(amal, post)

    cora = signs_in(arrives, CORA)
    assert cora.heading == "One item waits for you"
    station(cora.page, "resource-18-desk")
    _screens(cora)
    _invites_three(cora)
    readers = {address: _accepts_and_declares(arrives, post, address) for address in (INES, EZRA, EKUA)}
    for address, reader in readers.items():
        _reviews(reader, address)

    _decides(cora)
    _releases_and_publishes(cora)
    station(cora.page, "resource-34-published")
    _reads_the_decision(amal, post)
    _is_found(arrives)


@behaviour("C10", "C11", "R7", "X2")
def test_a_disagreement_is_settled_in_writing(empty_site: ServedSite, arrives: Arrives) -> None:
    """The last review contradicts the others: nothing is decided before somebody has written how it was settled."""
    empty_site.database.in_transaction(an_office)
    empty_site.database.in_transaction(_two_reviews_in_favour)
    ekua = signs_in(arrives, EKUA)
    assert ekua.heading == "One review waits for you"
    ekua.go("Begin the review", "link")
    _scores(ekua, "1 ")
    ekua.write("For the submitter", "The figures cannot be true.")
    _hands_in(ekua, "Reject")

    cora = signs_in(arrives, CORA)
    cora.go(TITLE, "link")
    cora.go("Open the result", "button")
    cora.sees("The reviewers disagree.")
    station(cora.page, "dispute-1-result")
    cora.go("Record a decision", "link")
    _records(cora)
    cora.reach("Release", "button", "link")
    cora.go("Settle with a written note", "link")
    station(cora.page, "dispute-2-note")
    cora.write("Note", "We spoke to all three: the figures are those of the ministry.")
    cora.go("Settle the disagreement", "button")
    cora.sees("the figures are those of the ministry")
    station(cora.page, "dispute-3-settled")
    _releases_and_publishes(cora)


def _begins_with_an_address(arrives: Arrives, post: Post) -> Hands:
    amal = arrives("/")
    assert amal.heading
    station(amal.page, "resource-01-hub")
    amal.go("Send in a resource", "link")
    assert amal.heading == "Send in a resource"
    station(amal.page, "resource-02-begin")
    amal.choose("What do you send in?", "Document")
    amal.write("Your name", "Amal Author")
    amal.write("Your e-mail address", AMAL)
    amal.go("Send me the link")
    assert amal.heading == "Look into your mail"
    station(amal.page, "resource-03-mail")

    amal.page.goto(post.link(AMAL, "Please confirm your address"))
    assert amal.heading == "Is this your address?"
    station(amal.page, "resource-04-confirm")
    amal.go("Confirm and sign in")
    assert amal.heading == "About the resource"
    return amal


def _fills_in_the_form(amal: Hands) -> None:
    amal.write("Title", TITLE)
    amal.write("Summary", SUMMARY)
    expect(amal.page.get_by_text("Saved at 09:00")).to_be_visible()
    station(amal.page, "resource-05-about")
    amal.tick("English", group="Languages of the resource")
    amal.go("Save and leave")
    amal.sees("Your draft is saved. You find it here.")
    station(amal.page, "resource-06-mine")
    amal.go(TITLE, "link")
    station(amal.page, "resource-07-overview")
    amal.go("Details", "link")
    _says_what_it_is(amal)
    _says_where_it_comes_from(amal)


def _says_what_it_is(amal: Hands) -> None:
    assert amal.heading == "Details"
    amal.pick("Type of document", "Analysis")
    amal.write("Date of publication", "December 2019")
    station(amal.page, "resource-08-details")
    amal.go("Save and continue")
    assert amal.heading == "What it is about"
    station(amal.page, "resource-09-topics")
    amal.tick("Recruitment and decent work", group="Objectives of the Global Compact")
    amal.go("Save and continue")
    assert amal.heading == "Where it applies"
    amal.choose("Geographic scope", "Global")
    station(amal.page, "resource-10-places")
    amal.go("Save and continue")


def _says_where_it_comes_from(amal: Hands) -> None:
    assert amal.heading == "Who made it"
    amal.write("Publisher", "Office for Examples")
    amal.write("Name 1", "Ada Author")
    station(amal.page, "resource-11-people")
    amal.go("Save and continue")
    assert amal.heading == "Who should review it"
    amal.go("Save and continue")
    assert amal.heading == "Where to get it"
    amal.write("Address 1", "https://example.org/guide")
    station(amal.page, "resource-12-get")
    amal.go("Save and continue")
    assert amal.heading == "Rights and personal data"
    amal.choose("Rights", "We hold the rights")
    station(amal.page, "resource-13-rights")
    amal.tick("I have checked that it shows no personal data")
    amal.go("Save and continue")


def _sends_in(amal: Hands, post: Post) -> None:
    assert amal.heading == "Check your answers"
    amal.sees(SUMMARY)
    amal.sees("December 2019")
    station(amal.page, "resource-14-check")
    amal.go("Send in", "button")
    assert amal.heading == "We have received your resource"
    reference = amal.page.locator("h1 ~ .lede .ref").inner_text()
    station(amal.page, "resource-15-receipt")
    assert reference in post.mail(AMAL, f"We have received “{TITLE}”")
    amal.go("See where it stands", "link")
    assert amal.heading == "We have received your resource"
    station(amal.page, "resource-16-status")


def _screens(cora: Hands) -> None:
    cora.go(TITLE, "link")
    assert cora.heading == TITLE
    station(cora.page, "resource-19-item")
    cora.go("Screen it", "link")
    assert cora.heading == "Can it go to reviewers?"
    for check in ("Everything needed is there", "It fits the theme", "Its links and files open"):
        cora.tick(check)
    cora.choose("Scope", "In scope")
    station(cora.page, "resource-20-screening")
    cora.go("Save the screening")


def _invites_three(cora: Hands) -> None:
    assert cora.heading == TITLE
    cora.go("Choose reviewers", "link")
    station(cora.page, "resource-21-candidates")
    for address in (INES, EZRA, EKUA):
        cora.tick(MEMBERS[address][2])
    cora.go("Preview the panel", "button")
    assert cora.heading == "The panel as it would be"
    station(cora.page, "resource-22-preview")
    cora.go("Invite these 3 people", "button")
    assert cora.heading == TITLE
    cora.sees("3 invitations are on their way.")
    station(cora.page, "resource-23-invited")


def _accepts_and_declares(arrives: Arrives, post: Post, address: str) -> Hands:
    reader = arrives(post.link(address, "Invitation to review"))
    reader.sees("Opening this page has changed nothing.")
    shot = address == INES
    station(reader.page, "resource-24-invitation") if shot else None
    reader.go("Accept: next, declare conflicts", "button")
    station(reader.page, "resource-25-accepted") if shot else None
    reader.go("Send me the link", "button")
    reader.page.goto(post.link(address, "Your link to sign in"))
    reader.go("Sign in", "button")
    assert reader.heading == "Do you have a conflict of interest?"
    assert not reader.page.get_by_text(SUMMARY).count()
    station(reader.page, "resource-26-conflict") if shot else None
    reader.choose("With this resource", "I have no conflict")
    reader.tick("I keep the text, the files and the other reviews to myself")
    reader.go("Continue", "button")
    return reader


def _reviews(reader: Hands, address: str) -> None:
    assert reader.heading == TITLE, reader.page.locator("main").inner_text()
    reader.sees(SUMMARY)
    _scores(reader, "4 ")
    reader.write("Place", "page 3", group="Point 1")
    reader.write("Comment", RAISED, group="Point 1")
    reader.write("For the submitter", PRAISE)
    expect(reader.page.get_by_text("Saved at 09:00")).to_be_visible()
    if address == INES:
        station(reader.page, "resource-27-review")
    _hands_in(reader, "Approve as it is")
    if address == INES:
        station(reader.page, "resource-28-thanks")


def _scores(reader: Hands, score: str) -> None:
    for criterion in default_review_form().criteria:
        reader.choose(criterion.label, score)


def _hands_in(reader: Hands, recommendation: str) -> None:
    reader.choose("Recommendation", recommendation)
    reader.choose("How sure are you?", "3, it is my field")
    reader.go("Hand in the review", "button")
    assert reader.heading == "Thank you, your review is in"


def _decides(cora: Hands) -> None:
    cora.go("Desk", "link")
    assert cora.heading == "One item waits for you"
    station(cora.page, "resource-29-ready")
    cora.go(TITLE, "link")
    cora.sees("The round is closed.")
    cora.go("Open the result", "button")
    cora.sees("3 reviews are in")
    station(cora.page, "resource-30-result")
    cora.go("Record a decision", "link")
    station(cora.page, "resource-31-decision")
    _records(cora)
    station(cora.page, "resource-32-recorded")


def _records(cora: Hands) -> None:
    assert cora.heading == "What is decided?"
    cora.choose("Decision", "Publish")
    cora.write("Letter with the reasons", LETTER)
    cora.go("Record the decision", "button")
    cora.sees("recorded, not released")


def _releases_and_publishes(cora: Hands) -> None:
    cora.go("Release the decision", "link")
    assert cora.heading == "Release the decision?"
    cora.sees(LETTER)
    cora.go("Release it", "button")
    assert cora.heading == TITLE
    cora.go("Publish", "button")
    cora.sees("It is published.")


def _reads_the_decision(amal: Hands, post: Post) -> None:
    amal.page.goto(post.link(AMAL, "decision"))
    station(amal.page, "resource-35-told")
    amal.go("Read the decision", "link")
    amal.sees(LETTER)
    amal.sees(PRAISE)
    amal.sees(RAISED)
    for name, _, descriptor in MEMBERS.values():
        assert not amal.page.get_by_text(name).count()
        assert not amal.page.get_by_text(descriptor).count()
    station(amal.page, "resource-36-decision")


def _is_found(arrives: Arrives) -> None:
    visitor = arrives("/")
    visitor.write("Search in all resources", "recruiters")
    visitor.press_enter()
    visitor.sees("1 resource")
    station(visitor.page, "resource-37-found")
    visitor.go(TITLE, "link")
    assert visitor.heading == TITLE
    visitor.sees(SUMMARY)
    station(visitor.page, "resource-38-item")


def _two_reviews_in_favour(session: Session) -> None:
    """Bring a resource to the point where the last of three reviews is missing."""
    world, item = a_resource(session, state="accepted")
    for seat in seats_of(item):
        if seat.reviewer_id != person_at(session, EKUA).id:
            a_review(session, world, seat, review_answers(score=5))
