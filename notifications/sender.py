"""Who sends: the installation's name and address, and where its links lead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Self
from urllib.parse import urlsplit

from config.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Sender:
    """What every message of an installation has in common."""

    base_url: str
    name: str
    address: str
    sign_in_life: timedelta
    key: str = ""
    """What addresses are signed with."""
    keeps_links: bool = False
    """Whether the outbox shows secret links: in the demo only, where nobody gets mail."""

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Read it from the settings."""
        host = urlsplit(settings.base_url).hostname or "localhost"
        return cls(
            base_url=settings.base_url,
            name=settings.mail_from_name,
            address=settings.mail_from or f"no-reply@{host}",
            sign_in_life=timedelta(minutes=settings.sign_in_link_minutes),
            key=settings.secret_key.get_secret_value(),
            keeps_links=settings.demo,
        )

    @property
    def host(self) -> str:
        """What stands behind the @ of a Message-ID; it stays the same however often a message is sent."""
        return (urlsplit(self.base_url).hostname or "localhost").replace(":", "-")
