"""The outbox: messages about what the coordinator handles, and nobody else's."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import World
from tests.web.conftest import TestSite
from tests.web.desk.paths import an_item
from tests.web.desk.test_lists import statements
from workflow.models import Event, Message


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
