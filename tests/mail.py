"""A real SMTP server on loopback that keeps what it receives and can misbehave as a test asks."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True)
class Received:
    """One message as it arrived: who it was for on the wire, and what it says."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage


SILENT_SECONDS = 3
"""Longer than a test has its deliverer wait."""


@dataclass
class MailServer:
    """The server's address, what it received, and its faults, which a test sets at any time."""

    host: str
    port: int
    received: list[Received] = field(default_factory=list)
    delay: float = 0.0
    """Seconds that each message takes: an instant server hides lost messages."""
    answer: str | None = None
    """Answer to every message in place of acceptance: "451 Try later" or "554 No"."""
    pipelining: bool = True
    """Say that commands may come together."""
    refused: dict[str, str] = field(default_factory=dict)
    """Answer per address: {"gone@example.org": "550 No such user"}, or "drop" to hang up without one."""
    waits_anyway: bool = False
    """Wait for the content of a message whose recipient was refused, as a server may that hears of both together."""
    withdrawn: list[bytes] = field(default_factory=list)
    """What came as the content then."""
    sender_refused: str | None = None
    """Answer to whoever says who sends: "530 Authentication required"."""
    once: dict[str, str] = field(default_factory=dict)
    """Fault per address, for the first message to it: "drop" after it was taken, "silent" instead of an answer, or an
    answer such as "451 Later"."""
    goes_away: bool = False
    """Close the connection after each message that was acknowledged, as one does that waits no longer."""
    hangs_up: bool = False
    """Close the connection after a message has been taken and before it is acknowledged."""

    def to(self, address: str) -> list[EmailMessage]:
        """Give the messages that arrived for an address, in order."""
        return [one.message for one in self.received if address in one.recipients]

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name and shape
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Say what it can do."""
        session.host_name = hostname
        return [responses[0], *(["250-PIPELINING"] if self.pipelining else []), *responses[1:]]

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name and shape
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take or refuse the sender."""
        if self.sender_refused:
            return self.sender_refused
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name and shape
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take or refuse one recipient."""
        if address in self.refused:
            if self.waits_anyway:
                envelope.rcpt_tos.append(address)
            if self.refused[address] == "drop" and server.transport is not None:
                server.transport.close()
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take one message, late, not at all, or without saying so."""
        await asyncio.sleep(self.delay)
        if self.refused.keys() & set(envelope.rcpt_tos):
            self.withdrawn.append(cast("bytes", envelope.content))
            return "554 No valid recipients"
        fault = self.once.pop(envelope.rcpt_tos[0], "")
        if fault == "silent":
            await asyncio.sleep(SILENT_SECONDS)
            return "451 Too late"
        if self.answer or fault[:1].isdigit():
            return self.answer or fault
        content = cast("bytes", envelope.content)
        message = cast("EmailMessage", message_from_bytes(content, policy=cast("Any", WIRE)))
        self.received.append(Received(envelope.mail_from or "", tuple(envelope.rcpt_tos), message))
        if (self.hangs_up or fault == "drop") and server.transport is not None:
            server.transport.close()
        if self.goes_away and server.transport is not None:
            await server.push("250 OK")
            server.transport.close()
        return "250 OK"


@contextmanager
def serving_mail() -> Iterator[MailServer]:
    """Run a mail server on a free port of loopback for the length of the block."""
    server = MailServer("127.0.0.1", free_port())
    controller = Controller(server, hostname=server.host, port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def free_port() -> int:
    """Give a port of loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
