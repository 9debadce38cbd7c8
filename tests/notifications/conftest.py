"""A post office for the tests: a database with the usual cast, a clock, settings, and ways to look into the outbox."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, selectinload

from config.settings import Settings, load_settings
from notifications.deliver import Post
from notifications.sender import Sender
from notifications.tick import DrainReport, drain
from notifications.transports import Mail, OutboxTransport, Transport, transport_for
from tests.builders import a_submission, a_world
from tests.cast import World
from tests.databases import Store
from tests.mail import MailServer
from workflow.kernel.clock import FixedClock
from workflow.kernel.db import Database
from workflow.models import Event, Message

KEY = "a key for tests that is long enough to be one"
SUE = "sue.submitter.5@example.org"


class KeepingTransport:
    """Takes everything and keeps it, as a reader would see it."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []

    def send(self, mail: Mail) -> None:
        """Keep it."""
        self.mails.append(mail)

    def close(self) -> None:
        """Have nothing to end."""


@dataclass
class Office:
    """One installation under test."""

    database: Database
    clock: FixedClock
    world: World
    settings: Settings

    def do(self, work: Callable[[Session], Any]) -> Any:
        """Do something in one transaction."""
        return self.database.in_transaction(work)

    def drain(self, transport: Transport | None = None) -> DrainReport:
        """Empty the outbox once."""
        return drain(self.database, transport or OutboxTransport(), self.clock, self.settings)

    def read(self) -> list[Mail]:
        """Empty the outbox and give what left."""
        transport = KeepingTransport()
        self.drain(transport)
        return transport.mails

    def post(self, transport: Transport, **changes: Any) -> Post:
        """Give what one delivery works with."""
        sender = Sender.of(self.settings)
        return Post(database=self.database, transport=transport, clock=self.clock, sender=sender, **changes)

    def messages(self, kind: str = "") -> list[Message]:
        """Give the outbox in order, or the messages of one kind."""
        with self.database.reading() as session:
            with_all = (selectinload(Message.person), selectinload(Message.event))
            query = select(Message).options(*with_all).order_by(Message.id)
            return [message for message in session.scalars(query) if not kind or message.kind == kind]

    def events(self, name: str) -> list[Event]:
        """Give the events of a name."""
        with self.database.reading() as session:
            return list(session.scalars(select(Event).where(Event.name == name).order_by(Event.id)))

    def forget_the_past(self) -> None:
        """Take everything that has happened as told."""
        past = update(Event).where(Event.relayed_at.is_(None)).values(relayed_at=self.clock.now())
        self.do(lambda session: session.execute(past).close())


@pytest.fixture
def office(database: Database, clock: FixedClock) -> Office:
    """Give an installation with the usual cast and an empty outbox."""
    return an_office(database, clock)


@pytest.fixture
def twin(stores: Callable[[str], Store], database_kind: str, clock: FixedClock) -> Iterator[Office]:
    """Give a second installation like the first."""
    store = stores(database_kind)
    database = store.fresh()
    yield an_office(database, clock)
    store.discard(database)


def an_office(database: Database, clock: FixedClock) -> Office:
    """Set up an installation in an empty database."""
    world = database.in_transaction(a_world)
    settings = load_settings(secret_key=KEY, base_url="https://hub.example.org", mail_from="hub@example.org")
    found = Office(database, clock, world, settings)
    found.forget_the_past()
    return found


@pytest.fixture
def smtp_settings(mail_server: MailServer) -> Settings:
    """Give settings that send to the mail server of the test."""
    return load_settings(
        secret_key=KEY, base_url="https://hub.example.org", mail_mode="smtp", mail_from="hub@example.org",
        smtp_host=mail_server.host, smtp_port=mail_server.port, smtp_starttls=False, smtp_timeout_seconds=5,
    )  # fmt: skip


@pytest.fixture
def sending(office: Office, smtp_settings: Settings) -> Office:
    """Give an installation that sends by SMTP and has one receipt and two notices waiting."""
    office.settings = smtp_settings
    office.do(lambda s: a_submission(s, "submitted", world=office.world).id)
    return office


def by_smtp(office: Office) -> DrainReport:
    """Empty the outbox once, to the mail server of the test."""
    return office.drain(transport_for(office.settings))
