"""Takes note that a message could not be delivered: on its row, at the address, in the history, for the coordinators.

It is the system that notes it, whoever brings the report; the same report a second time changes nothing.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflow.actions import journal
from workflow.actions.undelivered import item_of
from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId
from workflow.models import Address, Message
from workflow.policy import SYSTEM
from workflow.rules.identities import normal_form
from workflow.rules.text import tidy_line

MAY_BOUNCE = frozenset({"sent", "in_doubt"})
"""In other states it has not left, or it leaves again, and then its own report comes."""

LONGEST_PROBLEM = 400


def note_bounce(session: Session, message_id: PublicId, problem: str, *, now: datetime) -> bool:
    """Put a message down as come back; False where that is known or it is being sent again. Raises NotFound."""
    query = select(Message).where(Message.public_id == message_id)
    message = session.scalars(query).one_or_none()
    if message is None:
        raise NotFound
    item = item_of(session, message.event)
    session.refresh(message, with_for_update=True)
    if message.state not in MAY_BOUNCE:
        return False
    message.state, message.bounced_at, message.left_to_person = "bounced", now, False
    message.sent_at = message.sent_at or now
    message.problem = tidy_line(problem)[:LONGEST_PROBLEM]
    failing = update(Address).where(Address.normal_form == normal_form(message.address))
    session.execute(failing.where(Address.failing_since.is_(None)).values(failing_since=now))
    _tell(session, message, item, now)
    return True


def note_failure(session: Session, number: int, now: datetime) -> None:
    """Tell of a message that the mail server has refused for good; the delivery has marked its row."""
    message = session.get_one(Message, number)
    _tell(session, message, item_of(session, message.event), now)


def _tell(session: Session, message: Message, item: journal.Item | None, now: datetime) -> None:
    """Write it into the item's history, and tell its coordinators unless it was to one of them: that would go on."""
    if item is None or message.kind.endswith(":coordinator"):
        return
    fact = journal.Fact(
        trigger="mail_failed", actor=SYSTEM, now=now, tells=("coordinator",), payload={"kind": message.kind},
    )  # fmt: skip
    journal.note(session, item, fact)
