"""What a coordinator decides: close and reopen rounds, settle disputes, record, release, publish, reject, reopen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from workflow.actions import conflicts, journal, standing
from workflow.actions.engine import machine
from workflow.actions.finding import find_locked
from workflow.kernel.errors import InvalidInput, Refused
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, say
from workflow.models import Decision, Dispute, Submission
from workflow.policy import Actor, Permission, require

VERDICTS = ("publish", "publish_with_changes", "reject")
REJECTION_CODES = ("out_of_scope", "desk", "duplicate", "after_review")
DESK_CODES = frozenset({"out_of_scope", "desk", "duplicate"})


def close_early(session: Session, actor: Actor, submission_id: PublicId, reason: str, *, now: datetime) -> Submission:
    """Close the round without waiting for more. Raises NotFound, NotAllowed, InvalidInput (reason) or Refused."""
    return _move(session, actor, submission_id, "close_early", reason=reason, now=now)


def reopen_round(session: Session, actor: Actor, submission_id: PublicId, reason: str, *, now: datetime) -> Submission:
    """Open the closed round again; an unreleased decision is set aside.

    Raises NotFound, NotAllowed, InvalidInput (reason) or Refused.
    """
    submission = _decided(session, actor, submission_id, now)
    if not reason.strip():
        raise InvalidInput({"reason": say("Say why.")})
    machine.fire(session, submission, "reopen_round", actor=actor, now=now, reason=reason.strip())
    standing.refresh(session, submission)
    return submission


def settle_dispute(session: Session, actor: Actor, submission_id: PublicId, note: str, *, now: datetime) -> Dispute:
    """Settle a disagreement in writing. Raises NotFound, NotAllowed, InvalidInput (note) or Refused."""
    submission = _decided(session, actor, submission_id, now)
    dispute = submission.open_dispute
    if not note.strip():
        raise InvalidInput({"note": say("Write how it was settled.")})
    if dispute is None or submission.state != "reviewed":
        raise Refused(say("The reviews do not disagree."))
    dispute.settled_at, dispute.settled_by_id, dispute.note = now, actor.person_id, note.strip()
    _note(session, submission, "settle_dispute", actor, now=now, payload={"note": note.strip()})
    standing.refresh(session, submission)
    return dispute


def record_decision(
    session: Session, actor: Actor, submission_id: PublicId, *,
    verdict: str, letter: str, code: str = "", may_resubmit: bool = False, now: datetime,
) -> Decision:  # fmt: skip
    """Put a decision down; it can be replaced until it is released.

    Raises NotFound, NotAllowed, InvalidInput (verdict, code, letter) or Refused.
    """
    submission = _decided(session, actor, submission_id, now)
    if problems := _problems(submission, verdict, code, letter):
        raise InvalidInput(problems)
    _refuse_unless_decidable(submission, verdict)
    old = submission.decision
    if old is not None:
        if old.released_at is not None:
            raise Refused(say("A decision has been released."))
        old.superseded_at = now
        session.flush()
    decision = Decision(
        submission_id=submission.id,
        round_id=submission.current_round.id if submission.current_round else None,
        verdict=verdict, code=code if verdict == "reject" else "", letter=letter.strip(), may_resubmit=may_resubmit,
        recorded_by_id=actor.person_id, recorded_at=now,
    )  # fmt: skip
    session.add(decision)
    submission.handling_coordinator_id = submission.handling_coordinator_id or actor.person_id
    _note(session, submission, "record_decision", actor, now=now, payload={"verdict": verdict, "code": code})
    standing.refresh(session, submission)
    return decision


def release_decision(session: Session, actor: Actor, submission_id: PublicId, *, now: datetime) -> Decision:
    """Tell the submitter the recorded decision. Raises NotFound, NotAllowed or Refused."""
    submission = _decided(session, actor, submission_id, now)
    decision, problem = submission.decision, why_not_released(submission)
    if decision is None or problem is not None:
        raise Refused(problem or say("No decision is recorded."))
    decision.released_at, decision.released_by_id = now, actor.person_id
    payload = {"verdict": decision.verdict, "code": decision.code}
    _note(session, submission, "release_decision", actor, now=now, payload=payload, tells=("submitter",))
    standing.refresh(session, submission)
    return decision


def why_not_released(submission: Submission) -> Reason | None:
    """Say why the recorded decision cannot be released now, or None where it can."""
    if submission.decision is None:
        return say("No decision is recorded.")
    if submission.decision.released_at is not None:
        return say("The decision has been released already.")
    if submission.state not in standing.DECIDABLE:
        return say("A decision is released while the item is being decided.")
    if submission.open_dispute is not None and submission.state == "reviewed":
        return say("The reviews disagree. Settle it in writing or call another reviewer first.")
    return None


def publish(session: Session, actor: Actor, submission_id: PublicId, *, now: datetime) -> Submission:
    """Put the item into the hub. Raises NotFound, NotAllowed or Refused with its reasons."""
    return _move(session, actor, submission_id, "publish", now=now)


def reject(session: Session, actor: Actor, submission_id: PublicId, *, now: datetime) -> Submission:
    """Close the item as its released decision says. Raises NotFound, NotAllowed or Refused with its reasons."""
    return _move(session, actor, submission_id, "reject", now=now)


def reopen(session: Session, actor: Actor, submission_id: PublicId, reason: str, *, now: datetime) -> Submission:
    """Take a published or rejected item up again. Raises NotFound, NotAllowed, InvalidInput (reason) or Refused."""
    return _move(session, actor, submission_id, "reopen", reason=reason, now=now)


def retract(session: Session, actor: Actor, submission_id: PublicId, reason: str, *, now: datetime) -> Submission:
    """Take a published item down for good, with a public reason. Raises as `reopen` does."""
    submission = find_locked(session, Submission, submission_id)
    require(actor, Permission.SUBMISSION_RETRACT, submission)
    machine.fire(session, submission, "retract", actor=actor, now=now, reason=reason)
    standing.refresh(session, submission)
    return submission


def _move(
    session: Session, actor: Actor, submission_id: PublicId, trigger: str, *, reason: str | None = None, now: datetime
) -> Submission:
    submission = _decided(session, actor, submission_id, now)
    machine.fire(session, submission, trigger, actor=actor, now=now, reason=reason)
    standing.refresh(session, submission)
    return submission


def _decided(session: Session, actor: Actor, submission_id: PublicId, now: datetime) -> Submission:
    """Give the submission to who may decide on it and had no part in it himself."""
    submission = find_locked(session, Submission, submission_id)
    require(actor, Permission.DECISION_TAKE, submission)
    conflicts.refuse_decider_in_conflict(session, submission, actor, now)
    return submission


def _problems(submission: Submission, verdict: str, code: str, letter: str) -> dict[str, Reason]:
    problems: dict[str, Reason] = {}
    if verdict not in VERDICTS:
        problems["verdict"] = say("Choose a decision.")
    if verdict == "reject" and code not in REJECTION_CODES:
        problems["code"] = say("Say why it is rejected.")
    elif verdict == "reject" and submission.state == "submitted" and code not in DESK_CODES:
        problems["code"] = say("It has not been reviewed; choose another reason.")
    if not letter.strip():
        problems["letter"] = say("Write the reasons for the submitter.")
    return problems


def _refuse_unless_decidable(submission: Submission, verdict: str) -> None:
    if verdict == "reject" and submission.state in {"submitted", "reviewed"}:
        return
    if submission.state == "reviewed" and submission.reviews_in:
        return
    if submission.state in {"submitted", "reviewed"}:
        raise Refused(say("It can be published only after its review."))
    raise Refused(say("A decision is taken after the round has closed."))


def _note(
    session: Session, submission: Submission, trigger: str, actor: Actor, *, now: datetime,
    payload: Mapping[str, Any] | None = None, tells: tuple[str, ...] = (),
) -> None:  # fmt: skip
    fact = journal.Fact(trigger=trigger, actor=actor, now=now, payload=payload or {}, tells=tells)
    journal.note(session, submission, fact)
