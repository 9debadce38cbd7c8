"""The outbox: messages about what the coordinator handles, and nobody else's."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import NOW, World, a_submission
from tests.undelivered import undelivered
from tests.web.conftest import TestSite
from tests.web.desk.paths import an_item
from tests.web.desk.test_lists import statements
from workflow.models import Assignment, ConflictDeclaration, Event, Message, Submission


def messages(site: TestSite, n: int = 1) -> None:
    """Keep sent messages about the newest event of an item."""

    def write(session: Session) -> None:
        event = session.scalars(select(Event).where(Event.submission_id.is_not(None)).order_by(Event.id)).first()
        assert event is not None
        now = site.clock.now()
        session.add_all(
            Message(
                event=event,
                recipient=f"r{number}@example.org",
                kind="submission.submit",
                state="sent",
                due_at=now,
                sent_at=now,
                address=f"r{number}@example.org",
                language="en",
                subject="Received",
                body="Thank you.\nYour reference follows.",
            )
            for number in range(n)
        )

    site.do(write)


def waiting(session: Session) -> str:
    """Give the message that invites the first reviewer, and have it wait."""
    message = undelivered(session, session.scalars(select(Assignment)).all()[0])
    message.state = "due"
    return message.public_id


def test_messages_are_shown_with_what_was_sent(site: TestSite, world: World) -> None:
    an_item(site, world, "submitted")
    messages(site)
    page = site.client(world.coordinator).get("/desk/outbox?which=sent").text
    for words in ("Received", "Your reference follows.", "r0@example.org", "submission.submit"):
        assert words in page
    assert "Received" not in site.client(world.coordinator).get("/desk/outbox?which=failed").text


def test_messages_of_another_call_do_not_exist(site: TestSite, world: World) -> None:
    an_item(site, world, "submitted")
    messages(site)
    page = site.client(world.other_coordinator).get("/desk/outbox").text
    assert "Received" not in page
    assert "No message is in this list" in page


@pytest.mark.parametrize("who", ["submitter", "reviewer", "outsider", "administrator"])
def test_the_outbox_is_for_coordinators(site: TestSite, world: World, who: str) -> None:
    assert site.client(world.identities()[who]).get("/desk/outbox").status_code == 404


def test_a_long_outbox_is_paged_at_the_same_cost(site: TestSite, world: World) -> None:
    an_item(site, world, "submitted")
    browser = site.client(world.coordinator)
    browser.get("/desk/outbox")
    few = statements(site, lambda: browser.get("/desk/outbox"))
    messages(site, 60)
    many = statements(site, lambda: browser.get("/desk/outbox"))
    assert (few, few <= 8) == (many, True)
    assert 'rel="next"' in browser.get("/desk/outbox").text
    assert browser.get("/desk/outbox?which=none").status_code == 404


@behaviour("C19")
def test_a_message_that_waits_is_held_back_and_let_go_from_its_line(site: TestSite, world: World) -> None:
    item = site.do(lambda s: a_submission(s, "assigned", world=world).public_id)
    message, coordinator = site.do(waiting), site.client(world.coordinator)
    one = f"/desk/outbox/{message}"
    assert f"{one}/hold" in coordinator.get("/desk/outbox?which=due").text
    held = site.post(coordinator, f"{one}/hold", {"which": "due"})
    assert (held.status_code, held.location) == (303, "/desk/outbox?which=due")
    page = coordinator.get("/desk/outbox?which=due").text
    assert ("A coordinator holds it back." in page, f"{one}/release" in page, f"{one}/hold" in page) == (
        True,
        True,
        False,
    )
    assert site.post(coordinator, f"{one}/release").status_code == 303
    assert f"{one}/hold" in coordinator.get("/desk/outbox?which=due").text
    assert "was let go" in coordinator.get(f"/desk/{item}/log").text


@behaviour("C19")
def test_each_item_has_its_messages(site: TestSite, world: World) -> None:
    item = an_item(site, world, "submitted")
    messages(site)
    other = site.do(lambda s: a_submission(s, "submitted", world=world, title="Another").public_id)
    coordinator = site.client(world.coordinator)
    assert f"/desk/outbox?item={item}" in coordinator.get(f"/desk/{item}").text
    page = coordinator.get(f"/desk/outbox?item={item}").text
    assert ("Your reference follows." in page, "r0@example.org" in page, f"/desk/{item}" in page) == (True, True, True)
    assert "Your reference follows." not in coordinator.get(f"/desk/outbox?item={other}").text
    assert site.client(world.other_coordinator).get(f"/desk/outbox?item={item}").status_code == 404
    assert coordinator.get("/desk/outbox?item=nowhere").status_code == 404


@behaviour("C19")
def test_whose_panel_is_closed_to_a_coordinator_has_no_messages_for_him(site: TestSite, world: World) -> None:
    item = an_item(site, world, "submitted")
    messages(site)
    person = world.coordinator2.person_id or 0

    def conflict(session: Session) -> None:
        number = session.scalars(select(Submission.id)).one()
        declared = {"person_id": person, "kind": "rival", "declared_at": NOW, "declared_by_id": person}
        session.add(ConflictDeclaration(submission_id=number, **declared))

    browser, address = site.client(world.coordinator2), f"/desk/outbox?item={item}"
    assert "Your reference follows." in browser.get(address).text
    site.do(conflict)
    assert browser.get(address).status_code == 404


@behaviour("C19")
def test_who_holds_a_message_of_an_item_comes_back_to_its_messages(site: TestSite, world: World) -> None:
    item = an_item(site, world, "assigned")
    message = site.do(waiting)
    coordinator, here = site.client(world.coordinator), f"/desk/outbox?which=due&item={item}"
    assert f'name="item" value="{item}"' in coordinator.get(here).text
    held = site.post(coordinator, f"/desk/outbox/{message}/hold", {"which": "due", "item": item})
    assert (held.status_code, held.location) == (303, here)
