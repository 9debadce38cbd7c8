"""What a submitter does: save a draft, send it in, answer a question, send it in again, withdraw, revive."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from workflow.actions import journal, standing, versions
from workflow.actions.engine import machine
from workflow.actions.finding import find, find_locked
from workflow.kernel.errors import InvalidInput, NotAllowed, Refused, Stale
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import say
from workflow.models import Call, Clarification, ReviewRound, Submission, SubmissionVersion
from workflow.policy import Actor, Permission, require

WRITABLE = frozenset({"draft", "returned"})


def begin_draft(session: Session, actor: Actor, call_id: PublicId, kind: str, *, now: datetime) -> Submission:
    """Begin a submission to a call.

    Raises NotFound, NotAllowed, InvalidInput (kind), or Refused when the call is closed.
    """
    call = find(session, Call, call_id)
    require(actor, Permission.SUBMISSION_BEGIN)
    if not versions.is_kind(kind):
        raise InvalidInput({"kind": say("Choose what kind of resource it is.")})
    if not call.is_open(now):
        raise Refused(say("The call is closed."))
    if actor.person_id is None:
        raise NotAllowed
    draft = Submission(call=call, submitter_id=actor.person_id, created_at=now, kind=kind)
    machine.begin(session, draft, call.process_name, actor=actor, now=now)
    version = SubmissionVersion(submission=draft, number=1, created_at=now, saved_at=now, revision=0, answers={})
    session.add(version)
    session.flush()
    versions.write(session, version, kind, {}, now)
    return draft


def save_draft(
    session: Session, actor: Actor, submission_id: PublicId, answers: Mapping[str, Any], *,
    kind: str | None = None, revision: int | None = None, now: datetime,
) -> SubmissionVersion:  # fmt: skip
    """Keep what is typed so far; only answers that are given are changed.

    Raises NotFound, NotAllowed, Refused when it is not the submitter's turn, Stale when it was saved elsewhere since
    `revision`, or InvalidInput by field for what cannot be kept.
    """
    submission = find_locked(session, Submission, submission_id)
    require(actor, Permission.SUBMISSION_EDIT, submission)
    _refuse_unless_writable(submission)
    version = versions.next_version(session, submission, now)
    if revision is not None and revision != version.revision:
        raise Stale(say("This was saved elsewhere after you opened it. Both texts are below; nothing is lost."))
    if kind is not None and not versions.is_kind(kind):
        raise InvalidInput({"kind": say("Choose what kind of resource it is.")})
    typed = {name: value for name, value in answers.items() if name in versions.answer_names()}
    problems = versions.problems_in(kind or version.kind, typed)
    if problems:
        raise InvalidInput(problems)
    versions.write(session, version, kind or version.kind, {**version.answers, **typed}, now)
    return version


def submit(session: Session, actor: Actor, submission_id: PublicId, *, now: datetime) -> Submission:
    """Send a draft in, or send a returned one in again.

    Raises NotFound, NotAllowed, InvalidInput by field for what is missing, or Refused with its reasons.
    """
    submission = find_locked(session, Submission, submission_id)
    require(actor, Permission.SUBMISSION_EDIT, submission)
    _refuse_unless_writable(submission)
    if problems := versions.problems_of(submission.current_version):
        raise InvalidInput(problems)
    trigger = "submit" if submission.state == "draft" else "resubmit"
    machine.fire(session, submission, trigger, actor=actor, now=now)
    standing.refresh(session, submission)
    return submission


def withdraw(session: Session, actor: Actor, submission_id: PublicId, *, now: datetime) -> Submission:
    """Take a submission back; it can be revived until a decision is released.

    Raises NotFound, NotAllowed or Refused.
    """
    submission = find_locked(session, Submission, submission_id)
    require(actor, Permission.SUBMISSION_WITHDRAW, submission)
    submission.withdrawn_from = submission.state
    machine.fire(session, submission, "withdraw", actor=actor, now=now)
    standing.refresh(session, submission)
    return submission


def revive(session: Session, actor: Actor, submission_id: PublicId, *, now: datetime) -> Submission:
    """Bring a withdrawn submission back to its beginning. Raises NotFound, NotAllowed or Refused."""
    submission = find_locked(session, Submission, submission_id)
    require(actor, Permission.SUBMISSION_WITHDRAW, submission)
    machine.fire(session, submission, "revive", actor=actor, now=now)
    submission.withdrawn_from = None
    standing.refresh(session, submission)
    return submission


def answer_clarification(
    session: Session, actor: Actor, clarification_id: PublicId, answer: str, *, now: datetime
) -> Clarification:
    """Answer a question of the coordinators.

    Raises NotFound, NotAllowed, InvalidInput (answer), or Refused when it was answered or closed already.
    """
    clarification = find_locked(session, Clarification, clarification_id)
    submission = session.get_one(Submission, clarification.submission_id)
    require(actor, Permission.SUBMISSION_EDIT, submission)
    if not answer.strip():
        raise InvalidInput({"answer": say("Write an answer.")})
    if clarification.answered_at or clarification.closed_at:
        raise Refused(say("This question is no longer open."))
    clarification.answer, clarification.answered_at = answer.strip(), now
    fact = journal.Fact(trigger="answer_clarification", actor=actor, now=now, tells=("coordinator",))
    journal.note(session, submission, fact)
    standing.refresh(session, submission)
    return clarification


def current_round(session: Session, submission: Submission, now: datetime) -> ReviewRound:
    """Give the open round of the version as it was sent in, begun where there is none."""
    last = submission.current_round
    version = submission.current_version
    if last is not None and last.closed_at is None and last.version_id == version.id:
        return last
    number = last.number + 1 if last else 1
    round_ = ReviewRound(submission=submission, number=number, version=version, opened_at=now)
    session.add(round_)
    session.flush()
    return round_


def _refuse_unless_writable(submission: Submission) -> None:
    if submission.state not in WRITABLE:
        raise Refused(say("It has been sent in; what was sent in no longer changes."))
