"""Which pages stand in the head of the page for whom."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from flask import current_app, request, url_for

from web.parts import Link
from workflow.kernel.messages import Reason, say

VISITOR = "visitor"


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the navigation and the roles it is for."""

    label: Reason
    endpoint: str
    roles: frozenset[str]


def _entry(label: Reason, endpoint: str, *roles: str) -> Entry:
    """Give an entry of the table."""
    return Entry(label, endpoint, frozenset(roles))


PEOPLE = ("submitter", "applicant", "reviewer")
OFFICE = ("coordinator", "chief")
STAFF = frozenset({*OFFICE, "administrator"})
REVIEWS_TOO = "staff who reviews"
MENU = (
    _entry(say("Desk"), "desk.index", *OFFICE),
    _entry(say("Panels"), "desk.proposals", *OFFICE),
    _entry(say("Roster"), "roster.index", *OFFICE),
    _entry(say("Coverage"), "desk.coverage", *OFFICE),
    _entry(say("Outbox"), "desk.outbox", *OFFICE),
    _entry(say("Process"), "desk.process", *OFFICE),
    _entry(say("Administration"), "admin.index", "administrator"),
    _entry(say("Reviews"), "reviewer.waiting", "reviewer", REVIEWS_TOO),
    _entry(say("My resources"), "submitter.index", "submitter"),
    _entry(say("Browse"), "hub.index", VISITOR, *STAFF, *PEOPLE),
    _entry(say("Objectives"), "hub.objectives", VISITOR),
    _entry(say("Countries"), "hub.countries", VISITOR),
    _entry(say("Send in a resource"), "submitter.start", VISITOR, "submitter"),
    _entry(say("Profile"), "reviewer.profile", "reviewer"),
    _entry(say("Join the roster"), "reviewer.join", VISITOR, "applicant"),
)
OWN = (
    _entry(say("Reviews"), "reviewer.waiting", "reviewer"),
    _entry(say("Profile"), "reviewer.profile", "reviewer"),
    _entry(say("My resources"), "submitter.index", "submitter"),
    _entry(say("Send in a resource"), "submitter.start", "submitter"),
    _entry(say("Join the roster"), "reviewer.join", "applicant"),
)
"""What a person does for himself; the head of staff has no room for it, so the account page leads there too."""
FOOT = (
    _entry(say("About"), "hub.about", VISITOR),
    _entry(say("Who reviews here"), "hub.reviewers", VISITOR),
    _entry(say("Accessibility"), "hub.accessibility", VISITOR),
    _entry(say("Privacy"), "hub.privacy", VISITOR),
)

END = (_entry(say("Demo"), "demo.personas", VISITOR),)
"""Beside the account, for everybody, where the installation has it."""


def menu(roles: Collection[str]) -> list[Link]:
    """Give the pages for these roles, in order; for a visitor when there are none.

    Who works in the office finds there what the office does; of his own he keeps the reviews that wait for him.
    """
    given = set(roles) or {VISITOR}
    if STAFF & given:
        given = (given & STAFF) | ({REVIEWS_TOO} if "reviewer" in given else set())
    return _links(MENU, given)


def own(roles: Collection[str]) -> list[Link]:
    """Give the pages that are about what a person does for himself."""
    return _links(OWN, set(roles))


def foot() -> list[Link]:
    """Give the pages at the foot, for everybody."""
    return _links(FOOT, {VISITOR})


def end() -> list[Link]:
    """Give the pages beside the account."""
    return _links(END, {VISITOR})


def _links(entries: Collection[Entry], roles: Collection[str]) -> list[Link]:
    """Give the links for the roles; a page that this installation does not have is left out."""
    return [
        Link(entry.label, url_for(entry.endpoint), current=request.endpoint == entry.endpoint)
        for entry in entries
        if entry.roles.intersection(roles) and entry.endpoint in current_app.view_functions
    ]
