"""Takes messages from the outbox to the transport, at least once and with the same Message-ID.

due → sending (a lease, by one statement) → sent, or in_doubt, or failed, or due again later. Messages are taken and
written a few at a time and handed over one by one: before the next one begins, the database knows how the last one
ended, so that whoever dies leaves one message in doubt at most. No transaction is open while the transport works.
"""

from __future__ import annotations

import os
import socket
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from threading import Event
from typing import Any, Self

import structlog
from sqlalchemy.orm import Session

from config.settings import Settings
from notifications import claims, endings
from notifications.batches import Desk, Ready, write_all
from notifications.claims import NOTHING, Ending, Holder
from notifications.pace import Pace, Patience
from notifications.sender import Sender
from notifications.transports import Transport
from notifications.troubles import DeliveryTrouble, Unreachable, Unsure
from workflow.actions.bounces import note_failure
from workflow.kernel.clock import Clock
from workflow.kernel.db import Ask, Database
from workflow.kernel.ids import random_id

log = structlog.get_logger("collegium.notifications")

MOST_AT_ONCE = 50
FIRST_BATCH = 5
TURNS = 12
"""So often at most the server is waited for while one message is handed over: what a worker holds is its own for as
long as that, and another's after it."""

SHORTEST_LEASE = timedelta(minutes=1)

FRESH = timedelta(seconds=2)
"""How old the last look at a message may be when it is handed over; what waited longer is looked at again."""


def always() -> bool:
    """Go on."""
    return True


@dataclass(frozen=True, kw_only=True)
class Post:
    """What a delivery works with: who sends, how, by which clock, how quickly, and until when."""

    database: Database
    transport: Transport
    clock: Clock
    sender: Sender
    goes_on: Callable[[], bool] = always
    worker: str = field(default_factory=lambda: f"delivery {random_id()}")
    lease: timedelta = claims.LEASE
    pace: Pace = field(default_factory=lambda: Pace(0))
    patience: Patience = field(default_factory=Patience)

    @classmethod
    def of(
        cls, settings: Settings, database: Database, clock: Clock, transport: Transport,
        *, stopping: Event | None = None,
    ) -> Self:  # fmt: skip
        """Give what the settings say; where `stopping` is set, no further message is begun."""
        stop = stopping or Event()
        return cls(
            database=database, transport=transport, clock=clock, sender=Sender.of(settings),
            goes_on=lambda: not stop.is_set(), pace=Pace(settings.mail_per_second, stop.wait),
            lease=max(SHORTEST_LEASE, timedelta(seconds=TURNS * settings.smtp_timeout_seconds)),
            worker=f"{socket.gethostname()[:30]} {os.getpid()} {random_id()[:8]}",
        )  # fmt: skip

    @property
    def holder(self) -> Holder:
        """Who holds what is being sent."""
        return Holder(self.worker, self.lease)

    def change(self, work: Callable[[Session], Any]) -> Any:
        """Do something to the rows in a transaction of its own."""
        return self.database.in_transaction(work)


def deliver(post: Post, among: range | None = None) -> Counter[str]:
    """Send everything that is due now, or what of it has these ids; give how many messages ended in which way."""
    outcomes: Counter[str] = Counter()
    if among is None:
        outcomes["in_doubt"] += post.change(partial(claims.take_from_the_dead, now=post.clock.now()))
    most = FIRST_BATCH
    try:
        while post.goes_on() and post.patience.is_over(post.clock.now()):
            begun = time.monotonic()
            claimed = post.change(
                partial(claims.claim, holder=post.holder, now=post.clock.now(), most=most, among=among)
            )
            if not claimed or not _send_all(post, claimed, outcomes):
                break
            most = next_size(len(claimed), time.monotonic() - begun)
    finally:
        post.transport.close()
    return outcomes


def next_size(sent: int, seconds: float) -> int:
    """Give how many messages can be sent while a look at them is fresh."""
    return max(1, min(MOST_AT_ONCE, int(sent * FRESH.total_seconds() / max(seconds, 0.001) / 2)))


def _send_all(post: Post, claimed: list[int], outcomes: Counter[str]) -> bool:
    """Send what was claimed; give the rest back and say False where going on makes no sense."""
    desk = Desk(post.database, post.sender, post.clock, post.holder)
    ready, is_begun = write_all(desk, claimed, outcomes), False
    with post.database.by_statement() as ask:
        while ready:
            if not post.goes_on():
                _give_back(post, ready)
                return False
            if abs(post.clock.now() - ready[0].written_at) > FRESH:
                ready, is_begun = write_all(desk, [one.message_id for one in ready], outcomes), False
                continue
            first, *ready = ready
            if not is_begun and not _turn(post, ask, following=first):
                outcomes["lost"] += 1
                continue
            post.pace.keep()
            try:
                ended = _hand_over(post, first)
            except Unreachable as trouble:
                outcomes["unreachable"] += 1
                _give_back(post, [first, *ready], str(trouble))
                return False
            outcomes[endings.outcome(ended)] += 1
            is_begun = _turn(post, ask, ended, ready[0] if ready else None)
    return True


def _turn(post: Post, ask: Ask, ended: Ending = NOTHING, following: Ready | None = None) -> bool:
    """Write down in one step how one message ended and that the next one begins; say whether the next one is ours."""
    number = following.message_id if following else claims.NO_MESSAGE
    ours = claims.turn(ask, post.holder, post.clock.now(), ended=ended, following=number)
    if ended.state == "failed":
        post.change(partial(note_failure, number=ended.message_id, now=post.clock.now()))
    return number in ours


def _hand_over(post: Post, ready: Ready) -> Ending:
    """Give one message to the transport; give how that ended. Raises Unreachable."""
    try:
        post.transport.send(ready.mail)
    except Unreachable as trouble:
        log.warning("mail server unreachable", problem=str(trouble))
        post.patience.lost(post.clock.now())
        raise
    except DeliveryTrouble as trouble:
        if isinstance(trouble, Unsure):
            log.warning("not known whether a message arrived", problem=str(trouble), message_id=ready.message_id)
        return endings.of_trouble(ready, trouble, post.clock.now())
    post.patience.found()
    return endings.of_sent(ready, post.clock.now())


def _give_back(post: Post, messages: Sequence[Ready], problem: str = "") -> None:
    ids = [one.message_id for one in messages]
    post.change(partial(claims.give_back, holder=post.holder, messages=ids, problem=problem))
