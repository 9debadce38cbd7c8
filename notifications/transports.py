"""Ways a message leaves: by SMTP, or only into the outbox page of the demo."""

from __future__ import annotations

import smtplib
from email.errors import MessageError
from typing import Protocol

from config.settings import Settings
from notifications.mime import Mail, wire
from notifications.sender import Sender

__all__ = [
    "DeliveryTrouble", "Mail", "OutboxTransport", "Rejected", "SmtpTransport", "Transport", "TryLater", "Unreachable",
    "Unsure", "transport_for",
]  # fmt: skip

ACCEPTED = 250
FORWARDED = (250, 251)
FIRST_PERMANENT = 500
CLOSING = 421
"""The server ends the line, whatever was asked."""

TLS_FROM_THE_START = 465


class DeliveryTrouble(Exception):
    """A message did not leave, or perhaps did; its text says what the other side said."""


class Unreachable(DeliveryTrouble):
    """No mail server takes anything from us now: it says nothing about this message."""


class TryLater(DeliveryTrouble):
    """The server refuses this message for now (4xx)."""


class Rejected(DeliveryTrouble):
    """The server refuses this message for good (5xx)."""


class Unsure(DeliveryTrouble):
    """The connection was lost after the message was sent: it may have been taken."""


class Transport(Protocol):
    """Whatever takes a message away, or raises DeliveryTrouble."""

    def send(self, mail: Mail) -> None:
        """Hand the message over."""

    def close(self) -> None:
        """End whatever is open."""


class OutboxTransport:
    """Sends nothing: the message is read on the outbox page."""

    def send(self, mail: Mail) -> None:
        """Take it as sent."""
        del mail

    def close(self) -> None:
        """Have nothing to end."""


class SmtpTransport:
    """Hands messages to one SMTP server, over one connection as long as it lasts."""

    def __init__(self, settings: Settings, sender: Sender) -> None:
        """Connect when the first message comes."""
        self._settings = settings
        self._sender = sender
        self._line: smtplib.SMTP | None = None

    def send(self, mail: Mail) -> None:
        """Hand the message over. Raises DeliveryTrouble."""
        try:
            message = wire(mail, self._sender)
        except (MessageError, ValueError, IndexError) as problem:
            raise Rejected("this is not an address that mail can be sent to") from problem
        try:
            self._hand_over(self._begun(mail), message, mail.to)
        except DeliveryTrouble:
            self.close()
            raise

    def close(self) -> None:
        """Say goodbye, if anybody listens."""
        line, self._line = self._line, None
        if line is not None:
            try:
                line.quit()
            except (smtplib.SMTPException, OSError):
                line.close()

    def _begun(self, mail: Mail) -> smtplib.SMTP:
        """Give a line on which the sender is named; one that has gone dead meanwhile is opened again, once."""
        if self._line is not None:
            try:
                return self._name_sender(self._line, mail)
            except (smtplib.SMTPServerDisconnected, OSError):
                self._line.close()
        self._line = self._opened()
        try:
            return self._name_sender(self._line, mail)
        except (smtplib.SMTPServerDisconnected, OSError) as problem:
            raise TryLater(_words(problem)) from problem

    def _opened(self) -> smtplib.SMTP:
        given = self._settings
        kind = smtplib.SMTP_SSL if given.smtp_port == TLS_FROM_THE_START else smtplib.SMTP
        try:
            line = kind(given.smtp_host, given.smtp_port, timeout=given.smtp_timeout_seconds)
        except (smtplib.SMTPException, OSError) as problem:
            raise Unreachable(_words(problem)) from problem
        try:
            if given.smtp_starttls and kind is smtplib.SMTP:
                line.starttls()
            if given.smtp_user:
                line.login(given.smtp_user, given.smtp_password.get_secret_value())
            line.ehlo_or_helo_if_needed()
        except (smtplib.SMTPException, OSError) as problem:
            line.close()
            raise Unreachable(_words(problem)) from problem
        return line

    def _name_sender(self, line: smtplib.SMTP, mail: Mail) -> smtplib.SMTP:
        options = []
        if not mail.to.isascii():
            if not line.has_extn("smtputf8"):
                raise Rejected("the mail server cannot take an address with these letters")
            options = ["SMTPUTF8", "BODY=8BITMIME"]
        code, text = line.mail(mail.return_path or self._sender.address, options)
        if code >= FIRST_PERMANENT or code == CLOSING:  # it knows nothing yet but who we are
            raise Unreachable(f"{code} {text.decode('utf-8', 'replace')}"[:400])
        _require((code, text), ACCEPTED)
        return line

    def _hand_over(self, line: smtplib.SMTP, message: bytes, to: str) -> None:
        try:
            code, text = line.rcpt(to)
            if code == CLOSING:
                raise Unreachable(f"{code} {text.decode('utf-8', 'replace')}"[:400])
            _require((code, text), *FORWARDED)
        except (smtplib.SMTPServerDisconnected, OSError) as problem:
            raise TryLater(_words(problem)) from problem
        try:
            answer = line.data(message)
        except smtplib.SMTPDataError as problem:
            answer = (problem.smtp_code, _as_bytes(problem.smtp_error))
        except (smtplib.SMTPServerDisconnected, OSError) as problem:
            raise Unsure(_words(problem)) from problem
        _require(answer, ACCEPTED)


def transport_for(settings: Settings) -> Transport:
    """Give the transport that the settings name."""
    return SmtpTransport(settings, Sender.of(settings)) if settings.mail_mode == "smtp" else OutboxTransport()


def _require(answer: tuple[int, bytes], *good: int) -> None:
    code, text = answer
    if code in good:
        return
    words = f"{code} {text.decode('utf-8', 'replace')}"[:400]
    raise Rejected(words) if code >= FIRST_PERMANENT else TryLater(words)


def _words(problem: Exception) -> str:
    return f"{type(problem).__name__}: {problem}"[:400]


def _as_bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode()
