"""An application to the roster, by keyboard alone: from the first page to being asked for a review."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import a_submission, a_world
from tests.journeys.conftest import ServedSite
from tests.journeys.keyboard import Hands
from tests.journeys.people import CARL, CORA, an_office, signs_in
from tests.journeys.post import Post
from tests.journeys.stations import station

pytestmark = pytest.mark.sqlite_first

Arrives = Callable[[str], Hands]
DARA = "dara@example.net"
WORK = "Statistician in a national office"
QUESTION = "Which of the surveys did you lead?"
LETTER = "Two of us read it, and we are glad to have a statistician."
TITLE = "Counting people on the move"


@behaviour("R1", "C12", "C24", "R9", "X2", "X3")
def test_an_applicant_joins_the_roster(empty_site: ServedSite, arrives: Arrives, post: Post) -> None:
    """A visitor applies, is asked for more, is screened by two, is taken in, and can be chosen for a panel."""
    empty_site.database.in_transaction(an_office)
    dara = _begins_with_an_address(arrives, post)
    _says_who_she_is(dara)
    _says_what_she_can_do(dara)
    _sends_in(dara, post)

    cora, carl = signs_in(arrives, CORA), signs_in(arrives, CARL)
    _opens(cora)
    _asks_for_more(cora)
    _answers(dara, post)
    _gives_an_opinion(cora)
    _opens(carl)
    _gives_an_opinion(carl)
    _takes_in(carl)

    _reads_the_answer(dara, post)
    _is_listed(cora)
    empty_site.database.in_transaction(_a_resource_to_review)
    _can_be_chosen(cora)


def _begins_with_an_address(arrives: Arrives, post: Post) -> Hands:
    dara = arrives("/")
    dara.go("Join the roster", "link")
    assert dara.heading == "Join the Peer Review Roster"
    station(dara.page, "application-01-join")
    dara.go("Begin with your address", "link")
    station(dara.page, "application-02-register")
    dara.write("Your name", "Dara Data")
    dara.write("E-mail address", DARA)
    dara.go("Send the link", "button")
    assert dara.heading == "Look into your mail"
    dara.page.goto(post.link(DARA, "Please confirm your address"))
    dara.go("Confirm and sign in", "button")
    assert dara.heading == "Join the Peer Review Roster"
    dara.go("Begin the application", "button")
    return dara


def _says_who_she_is(dara: Hands) -> None:
    assert dara.heading == "About you"
    station(dara.page, "application-03-you")
    dara.write("What you do", WORK)
    dara.write("Organisation", "National Office of Examples")
    dara.choose("Where you work", "Outside the UN system")
    dara.choose("Background", "Technical")
    dara.write("Years of experience", "9")
    dara.sees("Saved at 09:00")
    dara.go("Continue", "button")
    assert dara.heading == "What you know"
    station(dara.page, "application-04-expertise")
    dara.pick("Migration statistics and censuses", "Expert")
    dara.tick("Data", group="Objectives you work on")
    dara.go("Continue", "button")
    assert dara.heading == "What shows it"
    station(dara.page, "application-05-evidence")
    dara.write("Publications", "Counting people on the move, 2019")
    dara.go("Continue", "button")


def _says_what_she_can_do(dara: Hands) -> None:
    assert dara.heading == "Languages and regions"
    station(dara.page, "application-06-languages")
    dara.pick("English", "It is my first language")
    dara.tick("Africa", group="Regions you know")
    dara.go("Continue", "button")
    assert dara.heading == "When you are free"
    dara.write("Reviews a year at most", "2")
    dara.go("Continue", "button")
    assert dara.heading == "Conflicts of interest"
    station(dara.page, "application-07-conflicts")
    dara.write("Organisation 1", "National Office of Examples")
    dara.go("Continue", "button")
    assert dara.heading == "Your consent"
    station(dara.page, "application-08-consent")
    dara.tick("I keep what I read")
    dara.tick("My answers may be kept")
    dara.go("Continue", "button")


def _sends_in(dara: Hands, post: Post) -> None:
    assert dara.heading == "Check your answers"
    dara.sees(WORK)
    station(dara.page, "application-09-check")
    dara.go("Send in the application", "button")
    dara.sees("Thank you, your application is in.")
    station(dara.page, "application-10-status")
    post.mail(DARA, "We have received your application")


def _opens(coordinator: Hands) -> None:
    coordinator.go("Roster applications", "link")
    assert coordinator.heading == "One application waits for you"
    station(coordinator.page, "application-11-queue")
    coordinator.go("Dara Data", "link")
    assert coordinator.heading == "Dara Data applies to the roster"
    coordinator.sees(WORK)
    station(coordinator.page, "application-12-one")


def _asks_for_more(cora: Hands) -> None:
    cora.write("What do you want to know?", QUESTION)
    cora.go("Ask the applicant", "button")
    cora.sees("The applicant is asked for more.")


def _answers(dara: Hands, post: Post) -> None:
    dara.page.goto(post.link(DARA, "A question about your application"))
    dara.sees(QUESTION)
    station(dara.page, "application-13-question")
    dara.write("Your answer", "The labour force survey, twice.")
    dara.go("Send the answer", "button")
    assert dara.heading != "Check your answers"


def _gives_an_opinion(coordinator: Hands) -> None:
    coordinator.go("Desk", "link")
    coordinator.go("Roster applications", "link")
    coordinator.go("Dara Data", "link")
    coordinator.sees("The labour force survey, twice.")
    coordinator.choose("Should this person join the roster?", "Yes")
    coordinator.go("Save your opinion", "button")


def _takes_in(carl: Hands) -> None:
    carl.sees("2 of 2")
    station(carl.page, "application-14-screened")
    carl.write("Letter with the reasons", LETTER)
    carl.go("Take in", "button")
    carl.sees(LETTER)
    station(carl.page, "application-15-taken-in")


def _reads_the_answer(dara: Hands, post: Post) -> None:
    assert LETTER in post.mail(DARA, "Welcome to the roster")
    dara.page.goto(post.link(DARA, "Welcome to the roster"))
    station(dara.page, "application-16-profile")
    dara.sees("Migration statistics and censuses")


def _is_listed(cora: Hands) -> None:
    cora.go("Roster", "link")
    station(cora.page, "application-17-roster")
    cora.go(WORK, "link")
    cora.sees("Dara Data")
    station(cora.page, "application-18-member")


def _a_resource_to_review(session: Session) -> None:
    a_submission(session, "screened", world=a_world(session), title=TITLE, objectives=["gcm-01"])


def _can_be_chosen(cora: Hands) -> None:
    cora.go("Desk", "link")
    cora.go(TITLE, "link")
    cora.go("Choose reviewers", "link")
    cora.tick(WORK)
    cora.go("Preview the panel", "button")
    cora.sees("1 person is invited")
    station(cora.page, "application-19-candidate")
