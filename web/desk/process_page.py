"""What the page of a process shows: the diagram with its counts, and one line for each row of the table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from web import i18n
from web.desk import words
from web.parts import Link, Text
from workflow.actions.engine import library
from workflow.actions.process_store import SHIPPED
from workflow.insight import census
from workflow.insight.census import Census
from workflow.kernel.errors import NotFound
from workflow.kernel.messages import Reason, plural, say
from workflow.models import ProcessVersion
from workflow.policy import Actor
from workflow.process import diagram
from workflow.process.definition import Process, Transition

NAMES = {
    "hub": say("Submissions"),
    "assignment": say("Invitations and reviews"),
    "application": say("Applications to the roster"),
    "membership": say("Memberships"),
}
ROLES = {
    "submitter": say("submitter"),
    "coordinator": say("coordinator"),
    "chief": say("chief"),
    "reviewer": say("reviewer"),
    "applicant": say("applicant"),
    "member": say("member"),
    "system": say("automatic"),
}
CONDITIONS = {
    "form_complete": say("every required answer is given"),
    "rights_stated": say("the rights are stated"),
    "call_open": say("the call is open"),
    "screened": say("screened, in scope"),
    "panel_rule_met": say("the panel rule is met"),
    "undecided": say("no decision is recorded"),
    "quorum_reached": say("the quorum is reached"),
    "round_begun": say("a round has begun"),
    "decision_released": say("a decision is released"),
    "decision_approves": say("the decision is to publish"),
    "decision_rejects": say("the decision is to reject"),
    "no_released_decision": say("no decision is released"),
    "no_open_clarification": say("no question is open"),
    "dispute_settled": say("the reviews agree, or the dispute is settled"),
    "round_open": say("the round is open"),
    "under_review": say("the item is under review"),
    "capacity_left": say("the yearly limit is not reached"),
    "not_excluded": say("no conflict of interest is known"),
    "no_conflict_declared": say("declared free of conflicts"),
    "review_complete": say("the review is complete"),
    "no_recorded_decision": say("no decision is recorded"),
    "answer_overdue": say("the answer is overdue"),
    "application_complete": say("every required answer is given"),
    "consent_given": say("consent is given"),
    "screened_by_two": say("two coordinators have screened it"),
    "not_changed_since": say("nothing was changed since"),
    "with_reviews": say("it had been reviewed"),
    "without_reviews": say("it had not been reviewed"),
}
LISTS = {"submitted": "all", "assigned": "under_review", "reviewed": "ready"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the table."""

    number: int
    label: Text
    moves: Text
    by: Text
    is_automatic: bool
    only_if: Text
    back: bool


def process(session: Session, actor: Actor, name: str) -> dict[str, object]:
    """Give what the page shows. Raises NotFound where there is no such process."""
    try:
        found = library.current(session, name)
    except LookupError as unknown:
        raise NotFound from unknown
    counted = census.of(session, actor, found.name, found.version) if name not in _others() else None
    stored = session.get(ProcessVersion, (found.name, found.version))
    title = i18n.words(say(found.title))
    return {
        "name": found.name,
        "version": found.version,
        "since": stored.since if stored else None,
        "title": title,
        "lede": _lede(counted),
        "processes": [
            Link(NAMES.get(each, each), url_for("desk.process", name=each), each == name) for each in SHIPPED
        ],
        "svg": _svg(found, counted, title),
        "lines": list(_lines(found)),
        "counted": counted is not None,
    }


def _others() -> frozenset[str]:
    """Give the processes whose items are no submissions: nothing is counted in their diagrams."""
    return frozenset(SHIPPED) - {"hub"}


def _lede(counted: Census | None) -> Sequence[Reason]:
    if counted is None:
        return ()
    told = [plural("{n} item is open.", "{n} items are open.", counted.is_open)]
    if counted.older:
        told.append(
            plural(
                "{n} of them still runs under an older version.",
                "{n} of them still run under an older version.",
                counted.older,
            )
        )
    return told


def _svg(found: Process, counted: Census | None, title: str) -> Markup:
    counts = {state.name: counted.states.get(state.name, 0) for state in found.states} if counted else {}
    drawn = diagram.draw(
        found,
        title,
        label=lambda text: i18n.words(say(text)),
        counts=counts,
        links={state: url_for("desk.index", queue=LISTS[state]) for state in counts if state in LISTS},
    )
    return Markup(drawn)  # noqa: S704 - drawn by us; titles are escaped there


def _lines(found: Process) -> Iterable[Line]:
    for row in found.transitions:
        sources = words.listed(_state(found, state) for state in row.sources)
        yield Line(
            number=row.number,
            label=say(row.label),
            moves=say("{sources} to {target}", sources=sources, target=_state(found, row.target)),
            by=words.listed(ROLES.get(role, role) for role in row.by if role != "system"),
            is_automatic="system" in row.by,
            only_if=words.listed(_conditions(row)),
            back=row.back,
        )


def _state(found: Process, name: str) -> Text:
    state = found.state(name)
    return say(state.title) if state else name


def _conditions(row: Transition) -> Iterable[Text]:
    yield from (CONDITIONS.get(name, name) for name in row.needs)
    if row.asks:
        yield say("a reason")
