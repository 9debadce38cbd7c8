"""Ways a message leaves: by SMTP, or only into the outbox page of the demo."""

from __future__ import annotations

import smtplib
from email.errors import MessageError
from typing import Protocol

from config.settings import Settings
from notifications.mime import Mail, wire
from notifications.sender import Sender
from notifications.smtp import LOST, Envelope, announce, hand_over, words_of
from notifications.troubles import DeliveryTrouble, LineIsDead, Rejected, Unreachable

__all__ = ["Mail", "OutboxTransport", "SmtpTransport", "Transport", "transport_for"]

TLS_FROM_THE_START = 465


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
            content = wire(mail, self._sender)
        except (MessageError, ValueError, IndexError) as problem:
            raise Rejected("this is not an address that mail can be sent to") from problem
        try:
            hand_over(self._announced(Envelope(mail.return_path or self._sender.address, mail.to)), content)
        except DeliveryTrouble:
            self.close()
            raise

    def close(self) -> None:
        """Say goodbye, if anybody listens."""
        line, self._line = self._line, None
        if line is not None:
            try:
                line.quit()
            except LOST:
                line.close()

    def _announced(self, envelope: Envelope) -> smtplib.SMTP:
        """Give a line that waits for the content; one that has gone dead meanwhile is opened again, once."""
        if self._line is not None:
            try:
                announce(self._line, envelope)
            except LineIsDead:
                self._line.close()
            else:
                return self._line
        self._line = self._opened()
        announce(self._line, envelope)
        return self._line

    def _opened(self) -> smtplib.SMTP:
        given = self._settings
        kind = smtplib.SMTP_SSL if given.smtp_port == TLS_FROM_THE_START else smtplib.SMTP
        try:
            line = kind(given.smtp_host, given.smtp_port, timeout=given.smtp_timeout_seconds)
        except LOST as problem:
            raise Unreachable(words_of(problem)) from problem
        try:
            if given.smtp_starttls and kind is smtplib.SMTP:
                line.starttls()
            if given.smtp_user:
                line.login(given.smtp_user, given.smtp_password.get_secret_value())
            line.ehlo_or_helo_if_needed()
        except LOST as problem:
            line.close()
            raise Unreachable(words_of(problem)) from problem
        return line


def transport_for(settings: Settings) -> Transport:
    """Give the transport that the settings name."""
    return SmtpTransport(settings, Sender.of(settings)) if settings.mail_mode == "smtp" else OutboxTransport()
