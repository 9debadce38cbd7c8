"""The way of the demo's reviewers onto the roster: each applies, is screened by two, and is decided on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from config.demo import Archetype
from config.demo.stories import letters
from workflow.actions import applications, memberships
from workflow.demo.cast import Cast, application_of
from workflow.kernel.ids import PublicId
from workflow.models import Application, Membership
from workflow.policy import Actor

COORDINATORS = ("A", "B")


@dataclass
class Entry:
    """One application on its way, and what time it is there."""

    session: Session
    cast: Cast
    key: str
    archetype: Archetype
    now: datetime

    @property
    def applicant(self) -> Actor:
        """Who applies."""
        return self.cast[self.key]

    def application_id(self) -> PublicId:
        """Give the application of this person."""
        mine = select(Application.public_id).where(Application.person_id == self.applicant.person_id)
        return PublicId(self.session.scalars(mine).one())


def begin(entry: Entry) -> None:
    """Write an application, complete."""
    found = applications.begin_application(entry.session, entry.applicant, now=entry.now)
    typed = application_of(entry.archetype)
    applications.save_application(entry.session, entry.applicant, found.public_id, typed, now=entry.now)


def submit(entry: Entry) -> None:
    """Send it in."""
    applications.submit_application(entry.session, entry.applicant, entry.application_id(), now=entry.now)


def withdraw(entry: Entry) -> None:
    """Take it back."""
    applications.withdraw_application(entry.session, entry.applicant, entry.application_id(), now=entry.now)


def screen(entry: Entry, who: str) -> None:
    """Have one coordinator say yes."""
    applications.screen_application(
        entry.session, entry.cast[who], entry.application_id(), approves=True, now=entry.now
    )


def ask(entry: Entry, who: str, *question: str) -> None:
    """Ask the applicant for more."""
    applications.ask_applicant(
        entry.session, entry.cast[who], entry.application_id(), " ".join(question), now=entry.now
    )


def approve(entry: Entry, who: str) -> None:
    """Take the applicant in."""
    letter = letters()["application"]["approve"]
    applications.decide_application(
        entry.session, entry.cast[who], entry.application_id(), approve=True, letter=letter, now=entry.now
    )
    mine = select(Membership.public_id).where(Membership.person_id == entry.applicant.person_id)
    entry.cast.memberships[entry.key] = PublicId(entry.session.scalars(mine).one())


def decline(entry: Entry, who: str) -> None:
    """Decline with reasons."""
    letter = letters()["application"]["decline"]
    applications.decide_application(
        entry.session, entry.cast[who], entry.application_id(), approve=False, letter=letter, now=entry.now
    )


def join(entry: Entry) -> None:
    """Go the whole way at once, as those did who were on the roster before the demo begins."""
    begin(entry)
    submit(entry)
    for who in COORDINATORS:
        screen(entry, who)
    approve(entry, COORDINATORS[0])
    memberships.move_membership(
        entry.session, entry.cast[COORDINATORS[0]], entry.cast.memberships[entry.key], "activate", now=entry.now
    )
    _verify(entry)


def _verify(entry: Entry) -> None:
    """Confirm the first topic of most, so that both kinds can be seen."""
    if len(entry.key) % 3:
        topic = ("expertise", entry.archetype.expertise[0])
        memberships.verify_expertise(
            entry.session, entry.cast[COORDINATORS[1]], entry.cast.memberships[entry.key], topic,
            verified=True, now=entry.now,
        )  # fmt: skip


ACTS: Mapping[str, Callable[..., None]] = {
    "approve": approve, "ask": ask, "decline": decline, "screen": screen, "submit": submit, "withdraw": withdraw,
}  # fmt: skip
"""By the names that `config/demo/people.toml` uses."""
