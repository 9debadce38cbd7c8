"""Takes messages from the outbox to the transport, at least once and with the same Message-ID.

due → sending (a lease, by one statement) → sent, or in_doubt, or failed, or due again later. No transaction is open
while the transport works. Whoever dies leaves a lease that passes; the message is then in doubt and sent again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import ColumnElement, Update, select, text, update
from sqlalchemy.orm import Session

from notifications.careful import attempt
from notifications.sender import Sender
from notifications.transports import Mail, Rejected, Transport, TryLater, Unreachable, Unsure
from notifications.writing import NotSent, compose
from workflow.kernel.clock import Clock
from workflow.kernel.db import Database
from workflow.kernel.ids import random_id
from workflow.kernel.messages import N_
from workflow.models import Message

log = structlog.get_logger("collegium.notifications")

LEASE = timedelta(minutes=15)
"""Longer than a slow server may take for one message."""

CLAIMED_AT_ONCE = 10
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240, 480, 720, 720))
"""Before each further try; after the last, about two days later, the message has failed."""

SERVER_PAUSE = timedelta(minutes=1)
WAITING = text("message.state IN ('due', 'sending', 'in_doubt')")
"""Written out, so that both databases see that the partial index holds these rows."""

IN_DOUBT = N_("It is not known whether it arrived; it is sent again as the same message.")
NOT_WRITTEN = N_("The message could not be written.")
WITHOUT_LEASE: dict[str, object] = {"lease_until": None}


def always() -> bool:
    """Go on."""
    return True


@dataclass(frozen=True, kw_only=True)
class Post:
    """What a delivery works with: who sends, how, by which clock, and until when."""

    database: Database
    transport: Transport
    clock: Clock
    sender: Sender
    goes_on: Callable[[], bool] = always
    worker: str = field(default_factory=lambda: f"delivery {random_id()}")


def deliver(post: Post) -> Counter[str]:
    """Send everything that is due now; give how many messages ended in which way."""
    outcomes: Counter[str] = Counter()
    outcomes["in_doubt"] += post.database.in_transaction(partial(_doubt_what_was_left, now=post.clock.now()))
    try:
        while post.goes_on() and (claimed := _claimed(post)):
            if not _send_all(post, claimed, outcomes):
                break
    finally:
        post.transport.close()
    return outcomes


def claim(session: Session, worker: str, now: datetime, most: int = CLAIMED_AT_ONCE) -> list[int]:
    """Take messages that are due, for this worker alone, in the order they fell due."""
    due = (
        select(Message.id)
        .where(WAITING, Message.state != "sending", Message.due_at <= now)
        .order_by(Message.due_at, Message.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    taking = (
        update(Message)
        .where(Message.id.in_(due), Message.state.in_(("due", "in_doubt")))
        .values(state="sending", worker=worker, lease_until=now + LEASE, attempts=Message.attempts + 1)
        .returning(Message.id)
    )
    return sorted(session.scalars(taking))


def _claimed(post: Post) -> list[int]:
    now = post.clock.now()
    return post.database.in_transaction(lambda session: claim(session, post.worker, now))


def _send_all(post: Post, claimed: list[int], outcomes: Counter[str]) -> bool:
    """Send what was claimed; give the rest back and say False where going on makes no sense."""
    for position, message_id in enumerate(claimed):
        outcome = _send(post, message_id) if post.goes_on() else "stopped"
        outcomes[outcome] += 1
        if outcome in {"unreachable", "stopped"}:
            rest = claimed[position + 1 :] if outcome == "unreachable" else claimed[position:]
            _give_back(post, rest, pause=SERVER_PAUSE if outcome == "unreachable" else timedelta())
            return False
    return True


def _send(post: Post, message_id: int) -> str:
    """Write, send and mark one message; give how it ended."""
    writing = partial(_prepare, message_id=message_id, post=post)
    mail = attempt(lambda: post.database.in_transaction(writing), otherwise=None, message_id=message_id)
    if mail is None:
        return _mark(post, message_id, "failed", NOT_WRITTEN)
    if isinstance(mail, str):
        return mail
    try:
        post.transport.send(mail)
    except Unreachable as trouble:
        log.warning("mail server unreachable", problem=str(trouble))
        _give_back(post, [message_id], problem=str(trouble), pause=SERVER_PAUSE)
        return "unreachable"
    except Rejected as trouble:
        return _mark(post, message_id, "failed", str(trouble))
    except TryLater as trouble:
        return _again(post, message_id, "due", str(trouble))
    except Unsure as trouble:
        return _again(post, message_id, "in_doubt", str(trouble))
    return _mark(post, message_id, "sent", "")


def _prepare(session: Session, message_id: int, post: Post) -> Mail | str | None:
    """Write the message under its lease, made new; give the state it ended in where there is nothing to send."""
    now = post.clock.now()
    query = select(Message).where(_is_ours(post, message_id)).with_for_update()
    message = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if message is None:
        return "lost"
    try:
        mail = compose(session, message, post.sender, now)
    except NotSent as reason:
        message.state, message.problem, message.lease_until = reason.state, reason.problem, None
        return reason.state
    message.lease_until = now + LEASE
    return mail


def _mark(post: Post, message_id: int, state: str, problem: str, due_at: datetime | None = None) -> str:
    """End the sending of a message that is still ours; give the state, or "lost" where another has taken it."""
    values = {"state": state, "problem": problem[:500], **WITHOUT_LEASE}
    if state == "sent":
        values["sent_at"] = post.clock.now()
    if due_at is not None:
        values["due_at"] = due_at
    marking = update(Message).where(_is_ours(post, message_id)).values(values).returning(Message.id)
    marked = post.database.in_transaction(lambda session: session.execute(marking).first())
    return state if marked is not None else "lost"


def _again(post: Post, message_id: int, state: str, problem: str) -> str:
    """Let the message wait for its next try, longer each time; after the last it has failed."""
    with post.database.reading() as session:
        tries = session.scalar(select(Message.attempts).where(Message.id == message_id)) or 0
    if tries > len(PAUSES):
        return _mark(post, message_id, "failed", problem)
    pause = PAUSES[max(tries, 1) - 1]
    spread = pause * (message_id % 10) / 50
    outcome = _mark(post, message_id, state, problem, post.clock.now() + pause + spread)
    return "later" if outcome == "due" else outcome


def _give_back(post: Post, messages: list[int], problem: str = "", pause: timedelta = timedelta()) -> None:
    """Let others, or a later moment, send these: it was not their fault, so no try is counted."""
    if not messages:
        return
    due_at = post.clock.now() + pause
    giving: Update = (
        update(Message)
        .where(Message.id.in_(messages), Message.state == "sending", Message.worker == post.worker)
        .values(state="due", problem=problem[:500], attempts=Message.attempts - 1, due_at=due_at, **WITHOUT_LEASE)
    )
    post.database.in_transaction(partial(_run, giving))


def _doubt_what_was_left(session: Session, now: datetime) -> int:
    """Put every message whose sender did not come back in time into doubt."""
    left = (
        update(Message)
        .where(WAITING, Message.state == "sending", Message.lease_until < now)
        .values(state="in_doubt", problem=IN_DOUBT, due_at=now, **WITHOUT_LEASE)
        .returning(Message.id)
    )
    return len(session.execute(left).all())


def _run(statement: Update, session: Session) -> None:
    session.execute(statement)


def _is_ours(post: Post, message_id: int) -> ColumnElement[bool]:
    mine: ColumnElement[bool] = (
        (Message.id == message_id) & (Message.state == "sending") & (Message.worker == post.worker)
    )
    return mine
