"""The suite's own fixtures do what the other tests rely on."""

from __future__ import annotations

import smtplib
import socket
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from argon2 import Type
from playwright.sync_api import Browser
from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

from tests.conftest import HASHER
from tests.mail import MailServer
from tests.network import NetworkBlocked
from tests.sites import Site, serving
from workflow.actions import accounts
from workflow.kernel.clock import FixedClock
from workflow.kernel.db import Database


def hello(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes]:
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    yield b"<!doctype html><title>Hello</title><h1>Hello</h1>"


def a_message() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "office@example.org", "ines@example.org", "Café"
    message.set_content("Merci")
    return message


def sent(server: MailServer, message: EmailMessage) -> dict[str, tuple[int, bytes]]:
    with smtplib.SMTP(server.host, server.port) as client:
        return client.send_message(message)


def test_the_clock_stands_still_until_it_is_moved(clock: FixedClock) -> None:
    assert clock.now() == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert clock.move(days=1) == clock.now() == datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_a_database_has_the_schema_and_is_of_the_kind_named(database: Database, database_kind: str) -> None:
    assert database.dialect == database_kind
    assert "submission" in inspect(database.engine).get_table_names()


def test_an_empty_database_has_no_table(empty_database: Database, database_kind: str) -> None:
    assert empty_database.dialect == database_kind
    assert inspect(empty_database.engine).get_table_names() == []


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_has_a_database_of_its_own(database: Database, turn: str) -> None:
    database.in_transaction(lambda session: session.execute(text("CREATE TABLE left_behind (turn TEXT)")))
    database.in_transaction(lambda session: session.execute(text("INSERT INTO left_behind VALUES (:t)"), {"t": turn}))
    with database.reading() as session:
        assert session.execute(text("SELECT turn FROM left_behind")).scalars().all() == [turn]


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_a_session_writes_is_rolled_back(session: Session, turn: str) -> None:
    session.execute(text("CREATE TABLE left_behind (turn TEXT)"))
    session.execute(text("INSERT INTO left_behind VALUES (:t)"), {"t": turn})
    assert session.execute(text("SELECT turn FROM left_behind")).scalars().all() == [turn]


def test_the_mail_server_keeps_what_it_receives(mail_server: MailServer) -> None:
    assert sent(mail_server, a_message()) == {}
    (message,) = mail_server.to("ines@example.org")
    assert (message["Subject"], message.get_content().strip()) == ("Café", "Merci")


def test_the_mail_server_refuses_as_told(mail_server: MailServer) -> None:
    mail_server.refused["ines@example.org"] = "550 No such user"
    with pytest.raises(smtplib.SMTPRecipientsRefused, match="No such user"):
        sent(mail_server, a_message())
    mail_server.refused.clear()
    mail_server.answer = "451 Try later"
    with pytest.raises(smtplib.SMTPDataError, match="Try later"):
        sent(mail_server, a_message())
    assert mail_server.received == []


def test_the_mail_server_can_take_a_message_without_saying_so(mail_server: MailServer) -> None:
    mail_server.hangs_up = True
    with pytest.raises(smtplib.SMTPServerDisconnected):
        sent(mail_server, a_message())
    assert len(mail_server.received) == 1


def test_a_site_answers_a_browser_and_stops_after_the_test(live_site: Callable[[Any], Site], browser: Browser) -> None:
    site = live_site(hello)
    page = browser.new_page()
    page.goto(site.url)
    assert page.get_by_role("heading").inner_text() == "Hello"
    page.close()


def test_a_site_is_gone_when_its_block_ends() -> None:
    with serving(hello) as site, urllib.request.urlopen(site.url) as answer:
        assert answer.status == 200
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(site.url)


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80, 0, 0)])
def test_a_connection_that_leaves_the_machine_is_refused(address: tuple[Any, ...]) -> None:
    family = socket.AF_INET6 if len(address) > 2 else socket.AF_INET
    with socket.socket(family) as probe, pytest.raises(NetworkBlocked, match="connected"):
        probe.connect(address)


def test_a_name_is_not_looked_up() -> None:
    with pytest.raises(NetworkBlocked, match="looked up"):
        socket.getaddrinfo("example.org", 80)


def test_the_product_hashes_passwords_at_the_cost_that_owasp_asks_for() -> None:
    """Argon2id with at least 19 MiB and two passes (OWASP, Password Storage Cheat Sheet)."""
    assert (HASHER.type, HASHER.memory_cost >= 19 * 1024, HASHER.time_cost >= 2) == (Type.ID, True, True)
    assert accounts.hasher.memory_cost < HASHER.memory_cost
