"""The post of a journey: mail leaves by SMTP, arrives at a real server, and its links are read out of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import EmailMessage

from config.settings import Settings
from notifications.tick import drain
from notifications.transports import transport_for
from tests.mail import MailServer
from workflow.kernel.clock import Clock
from workflow.kernel.db import Database


@dataclass(frozen=True)
class Post:
    """What takes mail from the outbox to the people of a story."""

    database: Database
    clock: Clock
    settings: Settings
    server: MailServer

    def mail(self, address: str, subject: str) -> str:
        """Deliver everything, and give the newest mail to an address whose subject has these words."""
        self._deliver()
        mails = [mail for mail in self.server.to(address) if subject in mail["Subject"]]
        assert mails, f"no mail “{subject}” for {address}, but {[str(m['Subject']) for m in self.server.to(address)]}"
        return _text(mails[-1])

    def link(self, address: str, subject: str) -> str:
        """Give what the mail asks for; the way to the reader's own settings stands below it."""
        links = re.findall(rf"{re.escape(self.settings.base_url)}/(?!profile#|mails)\S+", self.mail(address, subject))
        assert len(links) == 1
        return str(links[0])

    def _deliver(self) -> None:
        transport = transport_for(self.settings)
        drain(self.database, transport, self.clock, self.settings)
        transport.close()


def _text(mail: EmailMessage) -> str:
    plain = mail.get_body(("plain",))
    assert plain is not None
    return str(plain.get_content())
