"""Mail that did not arrive: said on the pages of what it is about, with what can be done, on one page."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import NOW, World, a_submission, an_application, seats_of
from tests.undelivered import undelivered
from tests.web.conftest import TestSite
from tests.web.desk.paths import seat_states
from web.desk import undelivered_page
from workflow.kernel.messages import Reason
from workflow.models import Application, Event, Message


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        ("5.1.1 550 5.1.1 unknown", "There is no such address."),
        ("550 5.2.2 over quota", "The mailbox is full."),
        ("5.7.26 550 not accepted", "The mail server of the address does not accept our mail."),
        ("550 no", ""),
        ("5.3.0 550 something", ""),
    ],
)
def test_the_status_of_a_mail_server_is_said_in_words(problem: str, said: str) -> None:
    found = undelivered_page.why(problem)
    assert (found.text if isinstance(found, Reason) else found) == said


def three(session: Session, world: World) -> tuple[str, list[str], list[str]]:
    """Give an item with its seats, and the messages that invited the first three in vain."""
    seats = seats_of(item := a_submission(session, "assigned", world=world))
    found = [undelivered(session, seat).public_id for seat in seats[:3]]
    return item.public_id, [seat.public_id for seat in seats], [str(each) for each in found]


def states(site: TestSite) -> dict[str, tuple[str, str]]:
    """Give the state of each message and where it is sent."""
    with site.database.reading() as session:
        return {one.public_id: (one.state, one.send_to) for one in session.scalars(select(Message))}


@behaviour("C9")
def test_a_coordinator_corrects_the_address_asks_the_next_or_lets_it_go(site: TestSite, world: World) -> None:
    item, seats, (first, second, third) = site.do(lambda s: three(s, world))
    coordinator = site.client(world.coordinator)
    for page in (f"/desk/{item}", f"/desk/{item}/seats/{seats[0]}", "/desk/outbox?which=failed"):
        text = coordinator.get(page).text
        assert f"/desk/outbox/{first}" in text, page
    page = coordinator.get(f"/desk/outbox/{first}").text
    for words in (
        "There is no such address.",
        "550 5.1.1 No such user",
        "Ask the next candidate",
        "mem.ber1.0@example.org",
    ):
        assert words in page
    wrong = site.post(coordinator, f"/desk/outbox/{first}/address", {"email": "mem.ber1 at example"})
    assert (wrong.status_code, "mem.ber1 at example" in wrong.text) == (422, True)
    fixed = site.post(coordinator, f"/desk/outbox/{first}/address", {"email": "mem.ber1@right.example"})
    assert (fixed.status_code, fixed.location) == (303, f"/desk/{item}/seats/{seats[0]}")
    asked = site.post(coordinator, f"/desk/outbox/{second}", {"do": "ask_next"})
    assert asked.status_code == 303
    assert sorted(seat_states(site, item)) == ["cancelled", *["invited"] * len(seats)]
    left = site.post(coordinator, f"/desk/outbox/{third}", {"do": "let_go"})
    assert left.status_code == 303
    assert states(site) == {first: ("due", "mem.ber1@right.example"), second: ("dropped", ""), third: ("dropped", "")}
    assert "/desk/outbox/" not in coordinator.get(f"/desk/{item}").text
    assert _gone(site, coordinator, first) == [404, 404]


def _gone(site: TestSite, client: FlaskClient, message: str) -> list[int]:
    """Give what the page answers when somebody has seen to the message."""
    address = f"/desk/outbox/{message}"
    return [client.get(address).status_code, site.post(client, address, {"do": "send_again"}).status_code]


@behaviour("C9")
def test_what_did_not_reach_an_applicant_stands_on_the_application(site: TestSite, world: World) -> None:
    def fail(session: Session) -> tuple[str, str]:
        found = session.get_one(Application, an_application(session, "submitted", world=world).id)
        event = session.scalars(select(Event).where(Event.application_id == found.id)).first()
        message = Message(
            event=event, person=found.person, recipient=found.person.public_id, kind="application.submit:applicant",
            state="bounced", due_at=NOW, sent_at=NOW, bounced_at=NOW, address="o@example.org", problem="5.2.1 closed",
        )  # fmt: skip
        session.add(message)
        session.flush()
        return found.public_id, message.public_id

    application, message = site.do(fail)
    coordinator = site.client(world.other_coordinator)
    page = coordinator.get(f"/desk/applications/{application}").text
    assert ("The mailbox is closed." in page, f"/desk/outbox/{message}" in page) == (True, True)
    assert "Ask the next candidate" not in coordinator.get(f"/desk/outbox/{message}").text
    again = site.post(coordinator, f"/desk/outbox/{message}", {"do": "send_again"})
    assert again.location == f"/desk/applications/{application}"
    assert states(site) == {message: ("due", "")}
    assert site.client(world.outsider).get(f"/desk/outbox/{message}").status_code == 404
