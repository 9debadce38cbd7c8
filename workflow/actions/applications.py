"""The way onto the roster: apply, be screened by two, be asked for more, be decided on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from config.forms import application_form
from workflow.actions import journal
from workflow.actions.engine import machine
from workflow.actions.finding import find_locked
from workflow.actions.versions import known_keys
from workflow.kernel.errors import InvalidInput, NotAllowed, Refused, Stale
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import say
from workflow.models import Application, ApplicationScreening, Person
from workflow.policy import Actor, Permission, require
from workflow.rules import answers as answer_rules

WRITABLE = frozenset({"draft", "more_asked"})


def begin_application(session: Session, actor: Actor, *, now: datetime) -> Application:
    """Give the person's open application, begun where there is none. Raises NotAllowed."""
    require(actor, Permission.APPLICATION_BEGIN)
    if actor.person_id is None:
        raise NotAllowed
    if (found := _open_of(session, actor.person_id)) is not None:
        return found
    application = Application(person_id=actor.person_id, created_at=now, saved_at=now, answers={}, is_open=True)
    machine.begin(session, application, "application", actor=actor, now=now)
    return application


def save_application(
    session: Session, actor: Actor, application_id: PublicId, answers: Mapping[str, Any], *,
    revision: int | None = None, now: datetime,
) -> Application:  # fmt: skip
    """Keep what is typed so far; only answers that are given are changed.

    Raises NotFound, NotAllowed, Refused, Stale, or InvalidInput by field for what cannot be kept.
    """
    application = _own(session, actor, application_id)
    if application.state not in WRITABLE:
        raise Refused(say("It has been sent in; what was sent in no longer changes."))
    if revision is not None and revision != application.answers_revision:
        raise Stale(say("This was saved elsewhere after you opened it. Both texts are below; nothing is lost."))
    found = answer_rules.problems(application_form().fields, {**answers}, known_keys(), complete=False)
    if found:
        raise InvalidInput(found)
    application.answers = {**application.answers, **answers}
    application.answers_revision += 1
    application.saved_at = now
    session.flush()
    return application


def submit_application(
    session: Session, actor: Actor, application_id: PublicId, *, reply: str = "", now: datetime
) -> Application:
    """Send the application in, or in again with a reply to what was asked.

    Raises NotFound, NotAllowed, InvalidInput by field for what is missing, or Refused.
    """
    application = _own(session, actor, application_id)
    problems = answer_rules.problems(application_form().fields, application.answers, known_keys())
    if problems:
        raise InvalidInput(problems)
    if application.state == "more_asked":
        application.reply = reply.strip()
    trigger = "answer" if application.state == "more_asked" else "submit"
    machine.fire(session, application, trigger, actor=actor, now=now)
    session.flush()
    return application


def withdraw_application(session: Session, actor: Actor, application_id: PublicId, *, now: datetime) -> Application:
    """Take the application back. Raises NotFound, NotAllowed or Refused."""
    application = _own(session, actor, application_id)
    machine.fire(session, application, "withdraw", actor=actor, now=now)
    session.flush()
    return application


def revive_application(session: Session, actor: Actor, application_id: PublicId, *, now: datetime) -> Application:
    """Bring a withdrawn application back. Raises NotFound, NotAllowed or Refused."""
    application = _own(session, actor, application_id)
    if application.state == "withdrawn" and _open_of(session, application.person_id) is not None:
        raise Refused(say("Another application of yours is open."))
    machine.fire(session, application, "revive", actor=actor, now=now)
    session.flush()
    return application


def screen_application(
    session: Session, actor: Actor, application_id: PublicId, *, approves: bool, note: str = "", now: datetime
) -> Application:
    """Say what one coordinator thinks of it; the second different one finishes the screening.

    Raises NotFound, NotAllowed, InvalidInput (note), or Refused.
    """
    application = _screened(session, actor, application_id)
    if application.state != "submitted":
        raise Refused(say("Only an application that has been sent in is screened."))
    if not approves and not note.strip():
        raise InvalidInput({"note": say("Say what speaks against it.")})
    mine = next((s for s in application.screenings if s.screener_id == actor.person_id), None)
    if mine is None:
        if actor.person_id is None:
            raise NotAllowed
        mine = ApplicationScreening(
            application_id=application.id, screener_id=actor.person_id, approves=approves, at=now
        )
        session.add(mine)
    mine.approves, mine.note, mine.at = approves, note.strip(), now
    session.flush()
    session.expire(application, ["screenings"])
    fact = journal.Fact(trigger="screen_application", actor=actor, now=now, payload={"approves": approves})
    journal.note(session, application, fact)
    machine.advance(session, application, "screen", now=now)
    session.flush()
    return application


def ask_applicant(
    session: Session, actor: Actor, application_id: PublicId, question: str, *, now: datetime
) -> Application:
    """Ask the applicant for more. Raises NotFound, NotAllowed, InvalidInput (reason) or Refused."""
    application = _screened(session, actor, application_id)
    machine.fire(session, application, "ask_more", actor=actor, now=now, reason=question)
    application.question = question.strip()
    session.flush()
    return application


def decide_application(
    session: Session, actor: Actor, application_id: PublicId, *, approve: bool, letter: str, now: datetime
) -> Application:
    """Take the applicant in, or decline with reasons. Raises NotFound, NotAllowed, InvalidInput (letter) or Refused."""
    application = _screened(session, actor, application_id)
    if not letter.strip():
        raise InvalidInput({"letter": say("Write the reasons for the applicant.")})
    application.letter = letter.strip()
    application.decided_by_id, application.decided_at = actor.person_id, now
    trigger = "approve" if approve else "decline"
    machine.fire(session, application, trigger, actor=actor, now=now, reason=letter.strip())
    session.flush()
    return application


def reopen_application(
    session: Session, actor: Actor, application_id: PublicId, reason: str, *, now: datetime
) -> Application:
    """Take a declined application up again. Raises NotFound, NotAllowed, InvalidInput (reason) or Refused."""
    application = _screened(session, actor, application_id)
    if application.state == "declined" and _open_of(session, application.person_id) is not None:
        raise Refused(say("This person has another application open."))
    machine.fire(session, application, "reopen", actor=actor, now=now, reason=reason)
    session.flush()
    return application


def _open_of(session: Session, person_id: int) -> Application | None:
    """Give the person's open application; the lock on the person orders those who begin one."""
    session.scalars(select(Person.id).where(Person.id == person_id).with_for_update()).one()
    query = select(Application).where(Application.person_id == person_id, Application.is_open)
    return session.scalars(query).one_or_none()


def _own(session: Session, actor: Actor, application_id: PublicId) -> Application:
    application = find_locked(session, Application, application_id)
    require(actor, Permission.APPLICATION_EDIT, application)
    return application


def _screened(session: Session, actor: Actor, application_id: PublicId) -> Application:
    application = find_locked(session, Application, application_id)
    require(actor, Permission.APPLICATION_SCREEN, application)
    return application
