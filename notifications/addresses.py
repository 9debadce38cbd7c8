"""Where the links of letters lead, and the secrets some of them carry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from notifications.sender import Sender
from workflow.actions import accounts, capabilities
from workflow.kernel.messages import N_
from workflow.models import Event, Person


@dataclass(frozen=True)
class Link:
    """Where a letter leads: the words before it, the path, and the purpose of the secret in it, if any."""

    words: str
    path: str
    purpose: str = ""
    page: str = ""
    """Where it leads who is signed in, where that is another address."""


LINKS = {
    "status": Link(N_("See where it stands:"), "/status/open/{token}", "status", "/status/{submission}"),
    "draft": Link(N_("Open the draft:"), "/send/{submission}"),
    "question": Link(N_("Answer the question:"), "/status/open/{token}", "status", "/status/{submission}"),
    "decision": Link(N_("Read the decision:"), "/status/open/{token}", "status", "/status/{submission}"),
    "invitation": Link(
        N_("Open the invitation:"), "/invitation/open/{token}", "invitation", "/invitation/{assignment}"
    ),
    "review": Link(N_("Open the review:"), "/review/{assignment}"),
    "desk": Link(N_("Open the submission:"), "/desk/{submission}"),
    "application": Link(N_("See your application:"), "/application"),
    "desk_application": Link(N_("Open the application:"), "/desk/applications/{application}"),
    "profile": Link(N_("Open your profile:"), "/profile"),
    "mails": Link(N_("Choose which mails you get:"), "/mails"),
    "messages": Link(N_("Read your messages:"), "/messages"),
    "availability": Link(N_("Say when and how often you may be asked:"), "/profile#h-availability"),
    "tasks": Link(N_("Open your tasks:"), "/desk/tasks"),
    "health": Link(N_("See how it stands now:"), "/health"),
    "roster": Link(N_("Open the roster:"), "/roster"),
    "due": Link(N_("See whose trial or term ends:"), "/roster/due"),
    "sign_in": Link(N_("Sign in:"), "/sign-in/link/{token}", "sign_in"),
    "confirm": Link(N_("Confirm the address:"), "/confirm/{token}", "confirm_address"),
}


@dataclass(frozen=True)
class Reader:
    """Who a link is made for, and about what."""

    person: Person
    audience: str
    event: Event
    address: str
    ids: dict[str, str]
    """Public ids for the path, by what they name."""


def page_of(link: Link, ids: dict[str, str]) -> str:
    """Give the page for who is signed in; no secret is made, and nothing where a secret is all there is."""
    if link.purpose and not link.page:
        return ""
    return (link.page or link.path).format(**ids)


def url_of(session: Session, link: Link, reader: Reader, sender: Sender, now: datetime) -> str:
    """Give the address of the link; a secret is made for this letter and kept as a digest only."""
    token = _secret(session, link.purpose, reader, sender, now) if link.purpose else ""
    return sender.base_url + link.path.format(token=token, **reader.ids)


def _secret(session: Session, purpose: str, reader: Reader, sender: Sender, now: datetime) -> str:
    lives: dict[str, timedelta] = {
        "sign_in": sender.sign_in_life, "confirm_address": accounts.LIFE_OF_CONFIRMATIONS,
    }  # fmt: skip
    return capabilities.issue(
        session,
        purpose=purpose,
        now=now,
        lives=lives.get(purpose),
        person_id=reader.person.id,
        assignment_id=reader.event.assignment_id if purpose == "invitation" else None,
        submission_id=reader.event.submission_id if purpose == "status" else None,
        address=reader.address,
    )
