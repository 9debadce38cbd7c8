"""Loads the demo: plays everything that happened, in the order it happened, through the verbs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config.demo.stories import member_table
from workflow.actions import bids, bounces, proposals, roster_imports
from workflow.demo.cast import Cast
from workflow.demo.play import HALF_A_DAY, Happening, Play
from workflow.kernel.clock import Clock, FixedClock
from workflow.kernel.db import Database
from workflow.kernel.errors import Refused
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import say
from workflow.models import WISHES, Assignment, Call, Event, Membership, Message, Person, Role, Stamp
from workflow.policy import Actor, Permission, permits, person_actor
from workflow.roster import bidding, plans
from workflow.roster import proposals as roster

BIDDERS = 12
"""So many members said what they would like to review."""

LOADED = "demo"
"""The stamp of a database that holds the whole demo."""

Progress = Callable[[int, int], None]
"""Takes how many things have happened and how many there are."""

Meanwhile = Callable[[Clock], None]
"""What the clock and the mail do twice a day, at the time of the clock it is given."""


def load(
    database: Database,
    clock: Clock,
    progress: Progress = lambda _done, _all: None,
    meanwhile: Meanwhile | None = None,
) -> bool:
    """Fill a migrated, seeded database; one that holds the demo already is left alone. Say whether it was filled.

    Dates are counted from now. Raises Refused for a database that holds something else, or half a demo.
    """
    now, past = clock.now(), FixedClock(clock.now())
    with database.reading() as session:
        if _is_loaded(session):
            return False
        if not _is_empty(session):
            raise Refused(say("The demo needs an empty database; this one holds something else."))
    happenings = sorted(Play(Cast(), now).everything(), key=lambda one: one.at)
    for n, happening in enumerate(happenings, 1):
        past.set(happening.at)
        _happen(database, happening, past, meanwhile)
        progress(n, len(happenings))
    database.in_transaction(partial(_finish, now=now))
    return True


def _happen(database: Database, happening: Happening, past: Clock, meanwhile: Meanwhile | None) -> None:
    run, at = happening.run, past.now()
    if run is not None:
        database.in_transaction(lambda session: run(session, at))
    elif meanwhile is not None:
        database.in_transaction(partial(_forget_mails, before=at - HALF_A_DAY))
        meanwhile(past)


def _is_loaded(session: Session) -> bool:
    return session.get(Stamp, LOADED) is not None


def _is_empty(session: Session) -> bool:
    return session.scalars(select(Person.id).limit(1)).first() is None


def _finish(session: Session, now: datetime) -> None:
    _bid(session, now)
    _propose(session, now)
    _bring(session, now)
    _let_one_come_back(session, now)
    _forget_mails(session, now - HALF_A_DAY)
    session.add(Stamp(name=LOADED, count=1))


def _coordinator(session: Session) -> Actor:
    first = select(Person).join(Person.roles).where(Role.name == "coordinator").order_by(Role.id).limit(1)
    return person_actor(session.scalars(first).one())


def _bring(session: Session, now: datetime) -> None:
    """Have the first coordinator bring a table of members; nothing of it is taken yet."""
    brought = member_table()
    table = roster_imports.MemberTable(brought["name"], brought["row"])
    roster_imports.read_members(session, _coordinator(session), table, now=now)


def _let_one_come_back(session: Session, now: datetime) -> None:
    """Have the mail server of one invited reviewer send the invitation back, for the coordinators to care for."""
    unanswered = select(Event).join(Assignment, Assignment.id == Event.assignment_id)
    invited = unanswered.where(Event.name == "assignment.invite", Assignment.state == "invited")
    event = session.scalars(invited.order_by(Event.id).limit(1)).one()
    kind = f"{event.name}:reviewer"
    message = session.scalars(select(Message).where(Message.event_id == event.id, Message.kind == kind)).one_or_none()
    if message is None:
        reader = session.get_one(Assignment, event.assignment_id).reviewer
        message = Message(
            event=event, person=reader, recipient=reader.public_id, kind=kind, due_at=event.at, attempts=1,
            address=reader.addresses[0].email, language=reader.locale,
        )  # fmt: skip
        session.add(message)
    message.state, message.sent_at = "sent", event.at
    event.relayed_at = event.relayed_at or now
    session.flush()
    bounces.note_bounce(session, PublicId(message.public_id), "550 5.1.1 The mailbox does not exist", now=now)


def _bid(session: Session, now: datetime) -> None:
    """Have every call ask what members would like to review, and some of them answer."""
    for call in session.scalars(select(Call)):
        call.bidding = True
    session.flush()
    members = select(Person).join(Membership, Membership.person_id == Person.id).where(Membership.state == "active")
    for n, person in enumerate(session.scalars(members.order_by(Membership.id).limit(BIDDERS)).all()):
        actor = person_actor(person)
        for item in (bidding.open_to(session, actor, now) or [])[n % 3 :: 3]:
            bids.place_bid(session, actor, PublicId(item.public_id or ""), WISHES[n % len(WISHES)], now=now)


def _propose(session: Session, now: datetime) -> None:
    """Have the first coordinator ask for panels for everything that waits; the plan is there, nobody is asked yet."""
    coordinator = _coordinator(session)
    for call in session.scalars(select(Call).order_by(Call.id)):
        if permits(coordinator, Permission.ASSIGNMENT_MANAGE, call) and roster.waiting(session, coordinator, call):
            asked = proposals.propose(session, coordinator, call.public_id, now=now)
            proposals.keep(session, asked.id, *plans.solved(asked.problem, asked.wishes), now)


def _forget_mails(session: Session, before: datetime) -> None:
    """Take what happened before as told; of the last half day the demo's own worker tells."""
    waiting = Event.at < before, Event.relayed_at.is_(None)
    session.execute(update(Event).where(*waiting).values(relayed_at=Event.at))
