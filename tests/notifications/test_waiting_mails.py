"""One message that waits: held back by a coordinator it stays, let go it leaves, and the item's history says both."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from notifications.relay import relay
from tests.behaviours import behaviour
from tests.builders import a_submission
from tests.notifications.conftest import Office
from workflow.actions import restored, waiting_mails
from workflow.kernel.errors import Refused
from workflow.models import LogEntry


@behaviour("C19")
def test_a_held_message_stays_until_it_is_let_go(office: Office) -> None:
    office.do(lambda s: a_submission(s, "assigned", world=office.world).id)
    relay(office.database, office.clock)
    held, now = office.messages("assignment.invite:reviewer")[0].public_id, office.clock.now()

    def states() -> dict[bool, set[str]]:
        messages = office.messages("assignment.invite:reviewer")
        return {mine: {one.state for one in messages if (one.public_id == held) == mine} for mine in (True, False)}

    coordinator = office.world.coordinator
    office.do(lambda s: waiting_mails.hold_message(s, coordinator, held, now=now).id)
    office.drain()
    assert states() == {True: {"held"}, False: {"sent"}}
    office.do(restored.let_messages_go)  # what a restore held back goes, what a person holds back stays
    with pytest.raises(Refused):
        office.do(lambda s: waiting_mails.hold_message(s, coordinator, held, now=now))
    office.do(lambda s: waiting_mails.release_message(s, coordinator, held, now=now).id)
    office.drain()
    assert states() == {True: {"sent"}, False: {"sent"}}
    with pytest.raises(Refused):
        office.do(lambda s: waiting_mails.release_message(s, coordinator, held, now=now))
    with office.database.reading() as session:
        last = session.scalars(select(LogEntry.trigger).order_by(LogEntry.id.desc()).limit(2)).all()
    assert list(last) == ["release_message", "hold_message"]
