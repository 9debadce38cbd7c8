"""Where every page of the site is found in the demo, and who looks at it.

Each endpoint that answers GET has its entry; `places` gives (endpoint, person, address) for all of them, and the test
fails for a route that has none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, url_for
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from notifications.sender import Sender
from notifications.stopping import stop_url
from web import context
from workflow.actions import capabilities
from workflow.models import (
    Application,
    Assignment,
    Base,
    Call,
    Membership,
    Message,
    Person,
    Proposal,
    Publication,
    Role,
    RosterImport,
    StoredFile,
    Submission,
    WorkImport,
)

Condition = ColumnElement[bool] | InstrumentedAttribute[bool]

REDIRECTS = frozenset({
    "account.home", "account.open_link", "account.open_confirmation", "account.confirm_link", "submitter.open_status",
    "reviewer.open_invitation", "reviewer.join_by_account", "submitter.begun",
})  # fmt: skip
"""Pages that lead on at once; what they lead to is another entry."""

NO_PAGE = frozenset({
    "account.calendar", "asset", "submitter.file", "desk.coverage_csv", "desk.proposal_table", "hub.metrics",
    "roster.roster_table",
})  # fmt: skip
"""What is served is no page."""


@dataclass(frozen=True)
class Place:
    """One page, and who looks at it."""

    endpoint: str
    person_id: int | None
    path: str


@dataclass(frozen=True)
class Finder:
    """Finds examples in the demo."""

    session: Session

    def one(self, kind: type[Base], *where: Condition) -> Any:
        """Give the first row that fits; the demo has one of everything."""
        found = self.session.scalars(select(kind).where(*where).order_by(kind.id)).first()  # type: ignore[attr-defined]
        if found is None:
            message = f"the demo has no {kind.__name__} with {[str(each) for each in where]}"
            raise LookupError(message)
        return found

    def role(self, name: str) -> int:
        """Give somebody with this role."""
        return int(self.one(Role, Role.name == name).person_id)

    def of(self, state: str) -> Submission:
        """Give a submission in this state."""
        found: Submission = self.one(Submission, Submission.state == state)
        return found

    def seat(self, *where: Condition) -> Assignment:
        """Give a seat that fits."""
        found: Assignment = self.one(Assignment, *where)
        return found


Found = tuple[int | None, dict[str, Any]]


def _desk(submission: Callable[[Finder], Submission], **more: str) -> Callable[[Finder], Found]:
    return lambda f: (f.role("coordinator"), {"submission_id": submission(f).public_id, **more})


def _office(f: Finder) -> Found:
    return f.role("coordinator"), {}


def _administration(f: Finder) -> Found:
    return f.role("administrator"), {}


def _nobody(f: Finder) -> Found:
    del f
    return None, {}


def _own(state: str, **more: str) -> Callable[[Finder], Found]:
    def found(f: Finder) -> Found:
        submission = f.of(state)
        return submission.submitter_id, {"submission_id": submission.public_id, **more}

    return found


def _seat(*where: Condition) -> Callable[[Finder], Found]:
    def found(f: Finder) -> Found:
        seat = f.seat(*where)
        return seat.reviewer_id, {"assignment_id": seat.public_id}

    return found


def _seat_on_desk(state: str) -> Callable[[Finder], Found]:
    def found(f: Finder) -> Found:
        seat = f.seat(Assignment.state == state)
        ids = {"submission_id": seat.submission.public_id, "assignment_id": seat.public_id}
        return f.role("coordinator"), ids

    return found


def _application(state: str, **more: str) -> Callable[[Finder], Found]:
    def found(f: Finder) -> Found:
        application = f.one(Application, Application.state == state)
        return application.person_id, ({"application_id": application.public_id, **more} if more else {})

    return found


def _needs_reviewers(f: Finder) -> Submission:
    found: Submission = f.one(Submission, Submission.needs_reviewers)
    return found


def _disputed(f: Finder) -> Submission:
    found: Submission = f.one(Submission, Submission.is_disputed)
    return found


def _ready(f: Finder) -> Submission:
    found: Submission = f.one(Submission, Submission.is_ready)
    return found


def _needs_screening(f: Finder) -> Submission:
    found: Submission = f.one(Submission, Submission.needs_screening)
    return found


def _with_decision(f: Finder) -> Found:
    found = next(s for s in f.session.scalars(select(Submission).where(Submission.state == "reviewed")) if s.decision)
    return f.role("coordinator"), {"submission_id": found.public_id}


def _preview(f: Finder) -> Found:
    members = [f.session.get_one(Person, m.person_id).public_id for m in f.session.scalars(select(Membership).limit(3))]
    return f.role("coordinator"), {"submission_id": _needs_reviewers(f).public_id, "reviewer": members}


def _with_file(f: Finder) -> Membership:
    return f.session.get_one(Membership, f.session.scalars(select(WorkImport.membership_id)).first())


def _proposal(**more: str) -> Callable[[Finder], Found]:
    return lambda f: (f.one(Proposal).asked_by_id, {"proposal_id": f.one(Proposal).public_id, **more})


def _why_not(f: Finder) -> Found:
    proposal = f.one(Proposal)
    item, person, _ = proposal.plan["pairs"][0]
    return proposal.asked_by_id, {"proposal_id": proposal.public_id, "item": item, "person": person}


def _stop(f: Finder) -> Found:
    person = f.session.get_one(Person, f.role("coordinator")).public_id
    url = stop_url(Sender.of(context.site().settings), person, "progress")
    return None, {"person_id": person, "group": "progress", "seal": url.rpartition("/")[2]}


def _any_file(f: Finder) -> Found:
    file = f.session.scalars(select(StoredFile)).first()
    return f.role("coordinator"), {"file_id": file.public_id if file else "0" * 16}


PLACES: dict[str, Callable[[Finder], Found]] = {
    "hub.index": _nobody,
    "hub.item": lambda f: (None, {"public_id": f.session.get_one(
        Submission, f.one(Publication).submission_id).public_id}),
    "hub.objectives": _nobody,
    "hub.objective": lambda _f: (None, {"key": "gcm-07"}),
    "hub.countries": _nobody,
    "hub.about": _nobody,
    "desk.to_release": _office,
    "hub.accessibility": _nobody,
    "hub.privacy": _nobody,
    "hub.health": _nobody,
    "hub.metrics": _nobody,
    "hub.reviewers": _nobody,
    "account.sign_in": _nobody,
    "account.link_sent": _nobody,
    "account.confirm_link": _nobody,
    "account.open_link": lambda _f: (None, {"token": "never-made"}),
    "account.open_confirmation": lambda _f: (None, {"token": "never-made"}),
    "account.register": _nobody,
    "account.home": _office,
    "account.index": _office,
    "account.calendar_addresses": _office,
    "account.calendar": lambda _f: (None, {"token": "never-made"}),
    "account.mails": _office,
    "account.messages": _office,
    "account.ask_to_stop": _stop,
    "asset": lambda _f: (None, {"digest": "0", "name": "style.css"}),
    "demo.personas": _nobody,
    "demo.show_kit": _nobody,
    "submitter.start": _nobody,
    "submitter.begun": _own("draft"),
    "submitter.index": _own("assigned"),
    "submitter.overview": _own("draft"),
    "submitter.step": _own("draft", step="topics"),
    "submitter.check": _own("draft"),
    "submitter.receipt": _own("submitted"),
    "submitter.status": _own("assigned"),
    "submitter.content": _own("assigned"),
    "submitter.decision": _own("rejected"),
    "submitter.status_by_link": _own("assigned"),
    "submitter.open_status": lambda _f: (None, {"token": "never-made"}),
    "submitter.file": _any_file,
    "reviewer.join": _nobody,
    "reviewer.join_by_account": _nobody,
    "reviewer.application": _application("submitted"),
    "reviewer.application_step": _application("draft", step_key="expertise"),
    "reviewer.check_application": _application("draft", check="1"),
    "reviewer.waiting": _seat(Assignment.state == "accepted"),
    "reviewer.invitation": _seat(Assignment.state == "invited"),
    "reviewer.open_invitation": lambda _f: (None, {"token": "never-made"}),
    "reviewer.conflict": _seat(Assignment.state == "accepted", Assignment.declared_free_at.is_(None)),
    "reviewer.review": _seat(Assignment.state == "accepted", Assignment.declared_free_at.is_not(None)),
    "reviewer.profile": _seat(Assignment.state == "accepted"),
    "reviewer.bidding": lambda f: (f.one(Membership, Membership.state == "active").person_id, {}),
    "reviewer.works_file": lambda f: (_with_file(f).person_id, {}),
    "desk.index": _office,
    "desk.item": _desk(_disputed),
    "desk.move": _desk(_ready, trigger="return"),
    "desk.candidates": _desk(_needs_reviewers),
    "desk.conflicts": _desk(_needs_reviewers),
    "desk.decision": _desk(_ready),
    "desk.dispute": _desk(_disputed),
    "desk.hand_over": _desk(_ready),
    "desk.log": _desk(_ready),
    "desk.preview": _preview,
    "desk.question": _desk(_ready),
    "desk.release": _with_decision,
    "desk.screening": _desk(_needs_screening),
    "desk.seat": _seat_on_desk("accepted"),
    "desk.review_on_behalf": _seat_on_desk("accepted"),
    "desk.applications": _office,
    "desk.application": lambda f: (f.role("coordinator"), {
        "application_id": f.one(Application, Application.state == "submitted").public_id}),
    "desk.coverage": _office,
    "desk.coverage_csv": _office,
    "desk.forecast": _office,
    "desk.outbox": _office,
    "desk.undelivered": lambda f: (f.role("coordinator"), {
        "message_id": f.one(Message, Message.state == "bounced").public_id}),
    "desk.new_task": _desk(_ready),
    "desk.tasks": _office,
    "desk.timetable": _office,
    "desk.reminder_rules": lambda f: (f.role("coordinator"), {"call": f.one(Call).public_id}),
    "desk.reminder_rule": lambda f: (f.role("coordinator"), {"call": f.one(Call).public_id, "key": "review"}),
    "desk.letters": _office,
    "desk.letter": lambda f: (f.role("coordinator"), {
        "call_id": f.one(Call).public_id, "name": "assignment.invite:reviewer", "language": "en"}),
    "desk.proposals": _office,
    "desk.proposal": _proposal(),
    "desk.proposal_table": _proposal(kind="xlsx"),
    "desk.why_not": _why_not,
    "desk.difference": _proposal(),
    "desk.compare": _proposal(),
    "desk.process": lambda f: (f.role("coordinator"), {"name": "hub"}),
    "roster.index": _office,
    "roster.due": _office,
    "roster.importing": _office,
    "roster.imported": lambda f: (f.role("coordinator"), {
        "import_id": f.one(RosterImport).public_id}),
    "roster.roster_table": lambda f: (f.role("coordinator"), {"kind": "csv"}),
    "roster.member": lambda f: (f.role("coordinator"), {"membership_id": f.one(Membership).public_id}),
    "roster.works_file": lambda f: (f.role("coordinator"), {
        "membership_id": _with_file(f).public_id}),
    "admin.index": _administration,
    "admin.people": _administration,
    "admin.person": lambda f: (f.role("administrator"), {"person_id": f.one(Person).public_id}),
    "admin.merge": lambda f: (f.role("administrator"), {"person_id": f.one(Person).public_id}),
    "admin.invite": _administration,
    "admin.calls": _administration,
    "admin.call": lambda f: (f.role("administrator"), {"call_id": f.one(Call).public_id}),
    "admin.new_call": _administration,
}  # fmt: skip


def endpoints(app: Flask) -> set[str]:
    """Give every endpoint that answers GET."""
    return {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}


def pages(app: Flask, session: Session) -> list[Place]:
    """Give every page of the site in the demo, in the order of PLACES."""
    finder, found = Finder(session), []
    with app.test_request_context(base_url="http://127.0.0.1"):
        for endpoint, find in PLACES.items():
            if endpoint in REDIRECTS | NO_PAGE:
                continue
            person_id, values = find(finder)
            found.append(Place(endpoint, person_id, url_for(endpoint, **values)))
    return found


def an_invitation(session: Session, now: datetime) -> tuple[Assignment, str]:
    """Give an open invitation and the secret of a link to it."""
    seat = session.scalars(select(Assignment).where(Assignment.state == "invited")).first()
    assert seat is not None
    token = capabilities.issue(
        session, purpose="invitation", assignment_id=seat.id, person_id=seat.reviewer_id, now=now,
        lives=timedelta(days=30),
    )  # fmt: skip
    return seat, token
