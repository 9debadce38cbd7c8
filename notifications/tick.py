"""One tick of the clock, and one emptying of the outbox: what the worker repeats and the command line does once.

Both choose from rows and act once per item, each in its own transaction; twice, late, or from two processes at the
same time gives the same (DESIGN §2.8).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import partial
from typing import TypeVar

from sqlalchemy.orm import Session

from config.settings import Settings
from notifications.careful import attempt
from notifications.deliver import Post, deliver
from notifications.relay import relay
from notifications.solving import solve_waiting
from notifications.transports import Transport
from workflow.actions import due, idle_drafts, mail_wishes, panels, reminders, succession, sweep
from workflow.files import FileStore
from workflow.insight.timetable import planned
from workflow.kernel.clock import Clock
from workflow.kernel.db import Database

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class TickReport:
    """What one tick did."""

    reminders: int = 0
    drafts: int = 0
    lapsed: int = 0
    closed: int = 0
    expired: int = 0
    anchored: bool = False
    strays: int = 0
    solved: int = 0
    followed: int = 0
    daily: int = 0

    def __str__(self) -> str:
        """Say it in one line, for the command line."""
        return _line(self)


@dataclass(frozen=True, kw_only=True)
class DrainReport:
    """What one emptying of the outbox did; `later` will be tried again, `unreachable` says that no server answered."""

    relayed: int = 0
    sent: int = 0
    dropped: int = 0
    failed: int = 0
    later: int = 0
    in_doubt: int = 0
    unreachable: bool = False

    def __str__(self) -> str:
        """Say it in one line, for the command line."""
        return _line(self)


def tick(database: Database, clock: Clock, store: FileStore | None = None) -> TickReport:
    """Do everything that has fallen due until now; where there is a store, its strays are swept."""
    now = clock.now()
    with database.reading() as session:
        steps = planned.due(session, now)
        unanswered = due.overdue_invitations(session, now)
        ripe = due.ripe_rounds(session, now)
        left = succession.free_seats(session)
        idle = idle_drafts.idle(session, now)
        upkeep = sweep.is_due(session, now)
        readers = mail_wishes.due_daily(session, now)
    return TickReport(
        lapsed=_each(database, unanswered, lambda session, seat: sweep.lapse(session, seat, now=now)),
        closed=_each(database, ripe, lambda session, submission: panels.settle(session, submission, now)),
        reminders=_each(database, steps, lambda session, step: reminders.remind(session, step=step, now=now)),
        drafts=_each(database, idle, lambda session, draft: idle_drafts.remove(session, draft, now=now)),
        expired=database.in_transaction(partial(sweep.expire, now=now)) if upkeep else 0,
        anchored=database.in_transaction(partial(sweep.anchor, now=now)) if upkeep else False,
        strays=database.in_transaction(partial(sweep.forget_strays, store=store, now=now)) if upkeep and store else 0,
        solved=solve_waiting(database, clock),
        followed=_each(database, left, lambda session, item: succession.invite_next(session, item, now=now)),
        daily=_each(database, readers, lambda session, reader: mail_wishes.announce_daily(session, reader, now=now)),
    )


def drain(database: Database, transport: Transport, clock: Clock, settings: Settings) -> DrainReport:
    """Expand what has happened into messages and send everything that is due, once."""
    return empty(Post.of(settings, database, clock, transport))


def empty(post: Post) -> DrainReport:
    """Empty the outbox as `drain` does, with what the worker keeps at hand."""
    relayed = relay(post.database, post.clock)
    outcomes = deliver(post)
    return DrainReport(
        relayed=relayed,
        sent=outcomes["sent"],
        dropped=outcomes["dropped"],
        failed=outcomes["failed"],
        later=outcomes["later"],
        in_doubt=outcomes["in_doubt"],
        unreachable=bool(outcomes["unreachable"]),
    )


def _line(report: TickReport | DrainReport) -> str:
    words = {name.replace("_", " "): int(value) for name, value in asdict(report).items()}
    return ", ".join(f"{name} {value}" for name, value in words.items())


def _each(database: Database, items: Iterable[T], act: Callable[[Session, T], bool]) -> int:
    """Act on each item in a transaction of its own; give how often it had an effect."""
    return sum(attempt(partial(_one, database, item, act), otherwise=False, item=str(item)) for item in items)


def _one(database: Database, item: T, act: Callable[[Session, T], bool]) -> bool:
    return database.in_transaction(lambda session: act(session, item))
