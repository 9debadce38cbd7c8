"""Guards and effects of a submission's process (config/processes/hub.toml)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session, object_session

from workflow.actions import publishing, seats
from workflow.actions.engine import registry
from workflow.actions.versions import freeze, problems_of
from workflow.insight import rounds
from workflow.kernel.messages import Reason, plural, say
from workflow.models import Dispute, ReviewRound, Submission
from workflow.process.registry import Moved
from workflow.roster import panels
from workflow.rules import panel, quorum


@registry.guard("form_complete")
def form_complete(item: Submission, now: datetime) -> Reason | None:
    """Say how many answers are still needed."""
    del now
    problems = problems_of(item.current_version)
    if not problems:
        return None
    return plural("{n} answer is missing or wrong.", "{n} answers are missing or wrong.", len(problems))


@registry.guard("rights_stated")
def rights_stated(item: Submission, now: datetime) -> Reason | None:
    """Say that nobody has said who holds the rights."""
    del now
    return None if item.current_version.answers.get("rights") else say("The rights statement is missing.")


@registry.guard("call_open")
def call_open(item: Submission, now: datetime) -> Reason | None:
    """Say that the call is closed."""
    return None if item.call.is_open(now) else say("The call is closed.")


@registry.guard("screened")
def screened(item: Submission, now: datetime) -> Reason | None:
    """Say that nobody has screened this version, or that it was found out of scope."""
    del now
    screening = next((s for s in reversed(item.screenings) if s.version_id == item.current_version.id), None)
    if screening is None:
        return say("It has not been screened yet.")
    return None if screening.in_scope else say("The screening found it out of scope.")


@registry.guard("panel_rule_met")
def panel_rule_met(item: Submission, now: datetime) -> Reason | None:
    """Say what the panel lacks first."""
    del now
    session = object_session(item)
    assert session is not None  # noqa: S101 - items are moved within a session
    return panel.is_met(panels.rule_of(item), panels.current_members(session, item))


@registry.guard("quorum_reached")
def quorum_reached(item: Submission, now: datetime) -> Reason | None:
    """Say how many reviews are still open, or which side has not answered."""
    round_ = item.current_round
    if round_ is None:
        return say("No round of review has begun.")
    if round_.awaits_more:
        return say("The round was opened again; it waits for another answer, or is closed early by hand.")
    duties = rounds.duties_of(round_.assignments)
    return quorum.reached(rounds.quorum_of(item), duties, rounds.grace_of(item), now)


@registry.guard("round_begun")
def round_begun(item: Submission, now: datetime) -> Reason | None:
    """Say that nobody was ever asked to review it."""
    del now
    return None if item.current_round else say("No round of review has begun.")


@registry.guard("not_changed_since")
def not_changed_since(item: Submission, now: datetime) -> Reason | None:
    """Say that the submitter is already changing what was returned."""
    del now
    return None if item.current_version.frozen_at else say("The submitter has begun to change it.")


@registry.guard("with_reviews")
def with_reviews(item: Submission, now: datetime) -> Reason | None:
    """Say that what was returned had not been reviewed."""
    del now
    return None if _has_reviews(item) else say("It had not been reviewed when it was returned.")


@registry.guard("without_reviews")
def without_reviews(item: Submission, now: datetime) -> Reason | None:
    """Say that what was returned had been reviewed."""
    del now
    return say("It had been reviewed when it was returned.") if _has_reviews(item) else None


@registry.guard("undecided")
def undecided(item: Submission, now: datetime) -> Reason | None:
    """Say that a decision is in force already."""
    del now
    return say("The decision has been recorded.") if item.decision else None


@registry.guard("decision_released")
def decision_released(item: Submission, now: datetime) -> Reason | None:
    """Say that there is no decision, or that the submitter has not been told."""
    del now
    if item.decision is None:
        return say("No decision is recorded.")
    return None if item.decision.released_at else say("The decision is not released yet.")


@registry.guard("decision_approves")
def decision_approves(item: Submission, now: datetime) -> Reason | None:
    """Say that the decision is a rejection."""
    del now
    rejects = item.decision is not None and item.decision.verdict == "reject"
    return say("The decision is to reject.") if rejects else None


@registry.guard("decision_rejects")
def decision_rejects(item: Submission, now: datetime) -> Reason | None:
    """Say that the decision is to publish."""
    del now
    approves = item.decision is not None and item.decision.verdict != "reject"
    return say("The decision is to publish.") if approves else None


@registry.guard("no_released_decision")
def no_released_decision(item: Submission, now: datetime) -> Reason | None:
    """Say that the submitter knows the decision already."""
    del now
    told = item.decision is not None and item.decision.released_at is not None
    return say("A decision has been released.") if told else None


@registry.guard("no_open_clarification")
def no_open_clarification(item: Submission, now: datetime) -> Reason | None:
    """Say that a question to the submitter is open."""
    del now
    waiting = any(c.answered_at is None and c.closed_at is None for c in item.clarifications)
    return say("A question to the submitter is still open.") if waiting else None


@registry.guard("dispute_settled")
def dispute_settled(item: Submission, now: datetime) -> Reason | None:
    """Say what to do about reviews that disagree."""
    del now
    if item.open_dispute is None:
        return None
    return say("The reviews disagree. Settle it in writing or call another reviewer first.")


@registry.effect("stamp_submitted")
def stamp_submitted(session: Session, item: Submission, move: Moved) -> None:
    """Give a reference at the first time, and freeze what was sent in."""
    if item.reference is None:
        item.reference = _next_reference(item, move.now)
        item.submitted_at = move.now
    freeze(session, item.current_version, move.now)


@registry.effect("open_next_round")
def open_next_round(session: Session, item: Submission, move: Moved) -> None:
    """Leave the finished round behind: what is sent in again is read again."""
    if item.current_round is not None and item.current_round.closed_at is None:
        item.current_round.closed_at = move.now
        item.current_round.closed_because = "early"
    session.flush()


@registry.effect("close_round")
def close_round(session: Session, item: Submission, move: Moved) -> None:
    """Close the round, and open a dispute where its reviews disagree."""
    round_ = item.current_round
    if round_ is None:
        return
    round_.closed_at, round_.awaits_more = move.now, False
    round_.closed_because = "quorum" if move.trigger == "close" else "early"
    seats.end_waiting(session, item, move)
    _look_for_dispute(session, item, round_, move.now)


@registry.effect("reopen_round")
def reopen_round(session: Session, item: Submission, move: Moved) -> None:
    """Open the round again; what was late in it is in time now, and its dispute is judged anew when it closes."""
    del move
    round_ = item.current_round
    if round_ is None:
        return
    round_.closed_at, round_.closed_because, round_.awaits_more = None, "", True
    for seat in round_.assignments:
        seat.is_late = False
    item.result_opened_at = None
    session.flush()


@registry.effect("set_decision_aside")
def set_decision_aside(session: Session, item: Submission, move: Moved) -> None:
    """Replace the decision in force by none."""
    if item.decision is not None:
        item.decision.superseded_at = move.now
    session.flush()


@registry.effect("end_open_assignments")
def end_open_assignments(session: Session, item: Submission, move: Moved) -> None:
    """Release everybody who was asked or is reading."""
    seats.end_waiting(session, item, move)
    round_ = item.current_round
    if round_ is not None and round_.closed_at is None:
        round_.closed_at, round_.closed_because = move.now, "early"


@registry.effect("stamp_published")
def stamp_published(session: Session, item: Submission, move: Moved) -> None:
    """Put the version that was reviewed into the hub."""
    item.published_at = move.now
    publishing.show(session, item, move.now)


@registry.effect("stamp_carried_over")
def stamp_carried_over(session: Session, item: Submission, move: Moved) -> None:
    """Put what was public before this review existed into the hub, marked as not reviewed here."""
    item.published_at = move.now
    publishing.show(session, item, move.now, reviewed=False)


@registry.effect("take_down")
def take_down(session: Session, item: Submission, move: Moved) -> None:
    """Take the item out of the hub."""
    del move
    item.published_at = None
    publishing.hide(session, item)


def _next_reference(item: Submission, now: datetime) -> str:
    number = item.call.next_number
    item.call.next_number = number + 1
    return f"{item.call.prefix}-{now.year}-{number:04d}"


def _look_for_dispute(session: Session, item: Submission, round_: ReviewRound, now: datetime) -> None:
    for old in item.disputes:
        if old.settled_at is None:
            session.delete(old)
    session.flush()
    session.expire(item, ["disputes"])
    found = rounds.disagreement_in(round_, item)
    if found is None:
        return
    gaps = [{"criterion": gap.criterion, "lowest": gap.lowest, "highest": gap.highest} for gap in found.gaps]
    facts = {"gaps": gaps, "opposite": found.opposite, "reason": found.reason.as_data()}
    item.disputes.append(Dispute(round_id=round_.id, facts=facts, opened_at=now))
    session.flush()


def _has_reviews(item: Submission) -> bool:
    """Say whether this version was reviewed."""
    round_ = item.current_round
    if round_ is None or round_.version_id != item.current_version.id:
        return False
    return any(seat.state == "handed_in" for seat in round_.assignments)
