"""What a coordinator does first: screen, return, ask the submitter, hand over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from workflow.actions import journal, standing
from workflow.actions.engine import machine
from workflow.actions.finding import find, find_locked
from workflow.actions.guards.submission import with_reviews
from workflow.kernel.errors import InvalidInput, Refused
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import say
from workflow.models import Clarification, Person, Screening, Submission
from workflow.policy import Actor, Permission, permits, person_actor, require
from workflow.rules import dates

CLARIFICATION_DAYS = 14


def screen(
    session: Session, actor: Actor, submission_id: PublicId, *,
    in_scope: bool, checks: Mapping[str, bool] | None = None, note: str = "", now: datetime,
) -> Screening:  # fmt: skip
    """Put down the first look at what was sent in; whoever screens becomes its handling coordinator.

    Raises NotFound, NotAllowed, InvalidInput (note) when it is out of scope and nobody says why, or Refused.
    """
    submission = _handled(session, actor, submission_id)
    if submission.state != "submitted":
        raise Refused(say("Only what has just been sent in is screened."))
    if not in_scope and not note.strip():
        raise InvalidInput({"note": say("Say why it is out of scope.")})
    screening = Screening(
        submission_id=submission.id, version_id=submission.current_version.id, in_scope=in_scope,
        checks=dict(checks or {}), note=note.strip(), by_id=_person(actor), at=now,
    )  # fmt: skip
    session.add(screening)
    submission.handling_coordinator_id = submission.handling_coordinator_id or actor.person_id
    _note(session, submission, "screen", actor, now=now, payload={"in_scope": in_scope})
    standing.refresh(session, submission)
    machine.advance(session, submission, "assign", now=now)
    standing.refresh(session, submission)
    return screening


def return_to_submitter(
    session: Session, actor: Actor, submission_id: PublicId, reason: str, *, now: datetime
) -> Submission:
    """Give it back with what to change. Raises NotFound, NotAllowed, InvalidInput (reason) or Refused."""
    submission = _handled(session, actor, submission_id)
    machine.fire(session, submission, "return", actor=actor, now=now, reason=reason)
    standing.refresh(session, submission)
    return submission


def take_back_return(
    session: Session, actor: Actor, submission_id: PublicId, reason: str, *, now: datetime
) -> Submission:
    """Put what was returned back to where it came from, as long as the submitter has not begun to change it.

    Raises NotFound, NotAllowed, InvalidInput (reason) or Refused.
    """
    submission = _handled(session, actor, submission_id)
    trigger = "take_back_reviewed" if with_reviews(submission, now) is None else "take_back"
    machine.fire(session, submission, trigger, actor=actor, now=now, reason=reason)
    standing.refresh(session, submission)
    return submission


def ask_submitter(
    session: Session, actor: Actor, submission_id: PublicId, question: str, *,
    fields: Sequence[str] = (), now: datetime,
) -> Clarification:  # fmt: skip
    """Ask the submitter something, with a due date. Raises NotFound, NotAllowed, InvalidInput (question) or Refused."""
    submission = _handled(session, actor, submission_id)
    if not question.strip():
        raise InvalidInput({"question": say("Write the question.")})
    if submission.state not in {"submitted", "assigned", "reviewed"}:
        raise Refused(say("A question can be asked while it is being handled."))
    if any(c.answered_at is None and c.closed_at is None for c in submission.clarifications):
        raise Refused(say("A question to the submitter is still open."))
    due_at = dates.due_at(now, CLARIFICATION_DAYS, submission.call.time_zone)
    clarification = Clarification(
        submission_id=submission.id, question=question.strip(), fields=list(fields),
        asked_by_id=_person(actor), asked_at=now, due_at=due_at,
    )  # fmt: skip
    session.add(clarification)
    session.flush()
    payload = {"question": question.strip()}
    _note(session, submission, "ask_submitter", actor, now=now, payload=payload, tells=("submitter",))
    standing.refresh(session, submission)
    return clarification


def close_clarification(session: Session, actor: Actor, clarification_id: PublicId, *, now: datetime) -> Clarification:
    """Take a question back. Raises NotFound, NotAllowed or Refused."""
    clarification = find_locked(session, Clarification, clarification_id)
    submission = session.get_one(Submission, clarification.submission_id)
    require(actor, Permission.SUBMISSION_HANDLE, submission)
    if clarification.answered_at or clarification.closed_at:
        raise Refused(say("This question is no longer open."))
    clarification.closed_at = now
    _note(session, submission, "close_clarification", actor, now=now)
    standing.refresh(session, submission)
    return clarification


def hand_over(
    session: Session, actor: Actor, submission_id: PublicId, coordinator_id: PublicId, *, now: datetime
) -> Submission:
    """Give the submission to another handling coordinator, who must be one for it.

    Raises NotFound, NotAllowed or InvalidInput (coordinator).
    """
    submission = _handled(session, actor, submission_id)
    other = find(session, Person, coordinator_id)
    if not permits(person_actor(other), Permission.SUBMISSION_HANDLE, submission):
        raise InvalidInput({"coordinator": say("Choose a coordinator of this call who has no conflict with it.")})
    submission.handling_coordinator_id = other.id
    _note(session, submission, "hand_over", actor, now=now, payload={"to": other.public_id}, tells=("coordinator",))
    standing.refresh(session, submission)
    return submission


def open_result(session: Session, actor: Actor, submission_id: PublicId, *, now: datetime) -> Submission:
    """Note that the coordinator has looked at the result: from now on the submitter sees the stage "decision".

    Raises NotFound, NotAllowed, or Refused while the reviews are still coming in.
    """
    submission = _handled(session, actor, submission_id)
    if submission.state != "reviewed":
        raise Refused(say("There is no result yet."))
    if submission.result_opened_at is None:
        submission.result_opened_at = now
        _note(session, submission, "open_result", actor, now=now, tells=("submitter",))
        standing.refresh(session, submission)
    return submission


def _handled(session: Session, actor: Actor, submission_id: PublicId) -> Submission:
    submission = find_locked(session, Submission, submission_id)
    require(actor, Permission.SUBMISSION_HANDLE, submission)
    return submission


def _person(actor: Actor) -> int:
    assert actor.person_id is not None, "only people handle submissions"  # noqa: S101 - the policy has said so
    return actor.person_id


def _note(
    session: Session, submission: Submission, trigger: str, actor: Actor, *, now: datetime,
    payload: Mapping[str, object] | None = None, tells: tuple[str, ...] = (),
) -> None:  # fmt: skip
    fact = journal.Fact(trigger=trigger, actor=actor, now=now, payload=payload or {}, tells=tells)
    journal.note(session, submission, fact)
