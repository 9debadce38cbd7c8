"""What the pages of an application to the roster show: its steps, its answers, where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from config.forms import Step, application_form
from web import answer_facts, parts
from web.parts import Fact, Link, Text
from workflow.actions.engine import library, machine
from workflow.actions.finding import find
from workflow.actions.versions import known_keys
from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, say
from workflow.models import Application, StoredFile
from workflow.policy import Actor, facts_of, see
from workflow.policy.content import FileView
from workflow.rules import answers as answer_rules

WRITABLE = frozenset({"draft", "more_asked"})
STANDS: dict[str, tuple[Reason, Reason]] = {
    "draft": (say("Your application is not sent in yet"), say("You act next: finish it and send it in.")),
    "submitted": (
        say("We have your application"),
        say("Two coordinators read it, each on their own. You need do nothing; you are told by mail."),
    ),
    "more_asked": (say("The coordinators have a question"), say("You act next: answer it below.")),
    "screened": (say("Your application has been read"), say("The coordinators decide next. You are told by mail.")),
    "approved": (
        say("Welcome to the roster"),
        say("Nobody has to act now. Say in your profile when you may be asked, and how often."),
    ),
    "declined": (say("Your application was not accepted"), say("The reasons are below. You may apply again.")),
    "withdrawn": (say("You have withdrawn your application"), say("Nothing happens now. You can bring it back.")),
}
"""By state: where it stands, and who acts next."""


def newest(session: Session, actor: Actor) -> Application | None:
    """Give the actor's open application, else the last one he made."""
    query = select(Application).where(Application.person_id == actor.person_id)
    return session.scalars(query.order_by(Application.is_open.desc(), Application.id.desc()).limit(1)).one_or_none()


def own(session: Session, actor: Actor, application_id: PublicId) -> Application:
    """Give an application to its applicant and nobody else. Raises NotFound."""
    found = find(session, Application, application_id)
    if not facts_of(found, actor).owner:
        raise NotFound
    return found


def step_named(key: str) -> Step:
    """Give a step of the form. Raises NotFound."""
    found = next((step for step in application_form().steps if step.key == key), None)
    if found is None:
        raise NotFound
    return found


def after(step: Step) -> Step | None:
    """Give the step after this one, or None after the last."""
    steps = application_form().steps
    place = steps.index(step) + 1
    return steps[place] if place < len(steps) else None


def asked(
    session: Session, actor: Actor, application_id: PublicId, step: Step, typed: Mapping[str, Any] | None = None
) -> dict[str, object]:
    """Give what the page of one step shows: what was typed just now, else what is saved. Raises NotFound."""
    application = own(session, actor, application_id)
    view = see(actor, application)
    files = [field.name for field in step.fields if field.kind == "files"]
    held = dict.fromkeys(files, _files(session, actor, application))
    steps = application_form().steps
    return {
        "application": view,
        "step": step,
        "number": steps.index(step) + 1,
        "steps": len(steps),
        "before": steps[steps.index(step) - 1] if step != steps[0] else None,
        "values": {**(view.answers or {}), **(typed or {}), **held},
        "version": view.answers_revision,
        "problems": {},
    }


def checked(session: Session, actor: Actor, application_id: PublicId) -> dict[str, object]:
    """Give all answers to look through, and what is still missing, each with the way to it. Raises NotFound."""
    application = own(session, actor, application_id)
    view = see(actor, application)
    answers = {**(view.answers or {}), "cv": [{"name": f.original_name} for f in _files(session, actor, application)]}
    found = answer_rules.problems(application_form().fields, application.answers, known_keys())
    return {
        "application": view,
        "parts": [(step, _address(view.public_id, step), _facts(step, answers)) for step in application_form().steps],
        "missing": [_missing(view.public_id, name, reason) for name, reason in found.items()],
    }


def status(session: Session, actor: Actor, application: Application, now: datetime) -> dict[str, object]:
    """Give where an application stands and what its applicant may do."""
    view = see(actor, application)
    title, lede = STANDS[application.state]
    offers = machine.available(session, application, actor, now=now)
    return {
        "application": view,
        "title": title,
        "lede": lede,
        "path": _path(session, application),
        "offers": {offer.trigger: offer for offer in offers},
        "writable": application.state in WRITABLE,
        "answered": [fact for step in application_form().steps for fact in _facts(step, view.answers or {})],
    }


def file_names(session: Session, application: Application) -> list[str]:
    """Give the names of its files, as they are kept among the answers."""
    query = select(StoredFile.neutral_name).where(
        StoredFile.application_id == application.id, StoredFile.removed_at.is_(None)
    )
    return list(session.scalars(query.order_by(StoredFile.id)))


def _path(session: Session, application: Application) -> list[parts.Step]:
    process = library.get(session, application.process_name, application.process_version)
    there = {"more_asked": "submitted", "declined": "approved"}.get(application.state, application.state)
    if there not in process.path:
        return []
    place = process.path.index(there)
    steps = [(n, process.state(name)) for n, name in enumerate(process.path)]
    shown = process.state(application.state)
    return [
        parts.Step(say((shown if n == place and shown else state).stage), _when(n, place))
        for n, state in steps
        if state is not None
    ]


def _when(number: int, place: int) -> str:
    return "now" if number == place else "past" if number < place else "next"


def _files(session: Session, actor: Actor, application: Application) -> list[FileView]:
    query = select(StoredFile).where(StoredFile.application_id == application.id, StoredFile.removed_at.is_(None))
    return [see(actor, file) for file in session.scalars(query.order_by(StoredFile.id))]


def _facts(step: Step, answers: Mapping[str, Any]) -> list[Fact]:
    return answer_facts.facts(step.fields, answers)


def _missing(application_id: str | None, name: str, reason: Reason) -> Link:
    step = next(step for step in application_form().steps if any(field.name == name for field in step.fields))
    label = next(field.label for field in step.fields if field.name == name)
    words: Text = say("{label}: {reason}", label=say(label), reason=reason)
    return Link(words, f"{_address(application_id, step)}#{name}")


def _address(application_id: str | None, step: Step) -> str:
    return url_for("reviewer.application_step", application_id=application_id, step_key=step.key)
