"""What a coordinator does with panels for many submissions: propose, keep and avoid pairs, apply, undo.

Solving is no verb: it takes its time outside any transaction (notifications/solving.py), and `keep` writes what was
found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from workflow.actions import journal, panels, proposed_panels
from workflow.actions.engine import machine
from workflow.actions.finding import find, find_locked
from workflow.kernel.errors import InvalidInput, NotFound, Refused
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import say
from workflow.models import Assignment, Call, Proposal, ProposalItem, ProposalSeat, Submission
from workflow.policy import Actor, Permission, require
from workflow.roster import plans, shortages, written
from workflow.roster import proposals as roster
from workflow.roster.proposals import Scene
from workflow.roster.written import Line

Pair = list[str]


@dataclass(frozen=True)
class Undone:
    """What became of the invitations of a proposal: taken back, or kept because they were answered."""

    taken_back: tuple[Assignment, ...]
    kept: tuple[Assignment, ...]


def propose(session: Session, actor: Actor, call_id: PublicId, *, now: datetime) -> Proposal:
    """Ask for panels for everything that waits for reviewers in a call; the plan is computed afterwards.

    Raises NotFound, NotAllowed, or Refused when nothing waits.
    """
    call, waiting = _waiting(session, actor, call_id)
    if not waiting:
        raise Refused(say("Nothing waits for reviewers in this call."))
    scene = roster.scene(session, actor, waiting, now)
    return _ask(session, actor, call, scene, plans.no_wishes())


def propose_written(
    session: Session, actor: Actor, call_id: PublicId, lines: Sequence[Line], *, now: datetime
) -> Proposal:
    """Ask for panels as somebody wrote them down: every pair is kept, and what they leave open is filled by the plan.

    Only the submissions that are named take part. Raises NotFound, NotAllowed, or InvalidInput with every line that
    cannot be taken; then nothing is.
    """
    call, waiting = _waiting(session, actor, call_id)
    named = {line.submission for line in lines}
    scene = roster.scene(session, actor, [item for item in waiting if item.reference in named], now)
    wishes = {**plans.no_wishes(), "locked": written.pairs_of(scene, lines)}
    return _ask(session, actor, call, scene, wishes)


def lock_pair(
    session: Session, actor: Actor, proposal_id: PublicId, submission_id: PublicId, reviewer_id: PublicId, *,
    now: datetime,
) -> Proposal:  # fmt: skip
    """Wish a person onto a panel, whatever the next plan says. Raises NotFound, NotAllowed or Refused."""
    del now
    proposal = _open(session, actor, proposal_id)
    score = _score_of(proposal, submission_id, reviewer_id)
    if score is None:
        raise Refused(say("This person cannot be asked for this submission."))
    return _wish(session, proposal, [submission_id, reviewer_id], "locked")


def forbid_pair(
    session: Session, actor: Actor, proposal_id: PublicId, submission_id: PublicId, reviewer_id: PublicId, *,
    now: datetime,
) -> Proposal:  # fmt: skip
    """Wish a person away from a panel. Raises NotFound, NotAllowed or Refused (who sits there already)."""
    del now
    proposal = _open(session, actor, proposal_id)
    _score_of(proposal, submission_id, reviewer_id)
    if [submission_id, reviewer_id] in proposal.problem["seats"]:
        raise Refused(say("This person is on the panel already; cancel the seat there."))
    return _wish(session, proposal, [submission_id, reviewer_id], "forbidden")


def release_pair(
    session: Session, actor: Actor, proposal_id: PublicId, submission_id: PublicId, reviewer_id: PublicId, *,
    now: datetime,
) -> Proposal:  # fmt: skip
    """Take a wish back. Raises NotFound, NotAllowed or Refused."""
    del now
    proposal = _open(session, actor, proposal_id)
    _score_of(proposal, submission_id, reviewer_id)
    return _wish(session, proposal, [submission_id, reviewer_id], "")


def solve_again(session: Session, actor: Actor, proposal_id: PublicId, *, now: datetime) -> Proposal:
    """Ask for a plan from the same facts with the wishes of this proposal, which stays as its plan was.

    Raises NotFound, NotAllowed, or Refused where nothing was changed.
    """
    proposal = _open(session, actor, proposal_id)
    wishes = proposal.wishes
    if wishes == _wishes_met(proposal):
        raise Refused(say("Nothing was changed, so the plan would be the same."))
    proposal.wishes = _wishes_met(proposal)
    items = [ProposalItem(submission=item.submission) for item in proposal.items]
    again = Proposal(call=proposal.call, problem=proposal.problem, wishes=wishes, items=items, follows_id=proposal.id)
    return _begin(session, actor, again, now)


def apply_proposal(session: Session, actor: Actor, proposal_id: PublicId, *, now: datetime) -> Proposal:
    """Invite everybody the plan names, all or nobody; every pair is checked again like an invitation.

    Raises NotFound, NotAllowed, or Refused with everything that has changed since.
    """
    proposal = _open(session, actor, proposal_id)
    if proposal.plan is None:
        raise Refused(say("There is no plan to apply."))
    if proposal.wishes != proposal.plan["wishes"]:
        raise Refused(say("Pairs were changed since the plan was made. Solve again first, or take the changes back."))
    chosen = proposed_panels.lock(session, actor, proposal)
    if changes := proposed_panels.changes(session, chosen, actor=actor, now=now):
        raise Refused(*changes)
    evidence = proposed_panels.evidence(session, chosen, actor=actor, now=now)
    for panel in chosen:
        kept = evidence[panel.submission.id]
        invited = panels.invite_all(session, panel.submission, panel.joining, kept, actor=actor, now=now)
        proposal.seats.extend(ProposalSeat(assignment=seat) for seat in invited)
    proposal.applied_at, proposal.applied_by_id = now, actor.person_id
    _note(session, proposal, "apply_proposal", actor, now)
    return proposal


def undo_proposal(session: Session, actor: Actor, proposal_id: PublicId, *, reason: str = "", now: datetime) -> Undone:
    """Cancel the invitations that nobody has answered; what was answered is kept, and given back to be named.

    Raises NotFound, NotAllowed, InvalidInput (reason) or Refused.
    """
    proposal = _managed(session, actor, proposal_id)
    if proposal.state != "applied":
        raise Refused(say("Only a proposal that is applied can be undone."))
    if not reason.strip():
        raise InvalidInput({"reason": say("Say why, so that the people invited can be told.")})
    seats = proposed_panels.lock_seats(session, actor, proposal)
    open_ones = [seat for seat in seats if seat.state == "invited"]
    for seat in open_ones:
        machine.fire(session, seat, "cancel", actor=actor, now=now, reason=reason.strip())
    panels.settle_all(session, {seat.submission_id: seat.submission for seat in open_ones}.values(), now)
    proposal.undone_at, proposal.undone_by_id = now, actor.person_id
    _note(session, proposal, "undo_proposal", actor, now)
    kept = tuple(seat for seat in seats if seat.state in {"accepted", "handed_in"})
    return Undone(tuple(open_ones), kept)


def keep(
    session: Session, number: int, plan: dict[str, Any] | None, report: dict[str, Any] | None, now: datetime
) -> bool:
    """Write what solving found; False where somebody has written it already."""
    proposal = session.get(Proposal, number, with_for_update=True, populate_existing=True)
    if proposal is None or proposal.solved_at is not None:
        return False
    proposal.plan, proposal.report, proposal.solved_at = plan, report, now
    session.flush()
    return True


def _waiting(session: Session, actor: Actor, call_id: PublicId) -> tuple[Call, list[Submission]]:
    """Give a call and what waits in it for reviewers. Raises NotFound or NotAllowed."""
    call = find(session, Call, call_id)
    require(actor, Permission.ASSIGNMENT_MANAGE, call)
    return call, roster.waiting(session, actor, call)


def _ask(session: Session, actor: Actor, call: Call, scene: Scene, wishes: dict[str, Any]) -> Proposal:
    problem = {**roster.problem_of(scene), "gaps": shortages.shortages(scene)}
    items = [ProposalItem(submission=item.submission) for item in scene.items]
    return _begin(session, actor, Proposal(call=call, problem=problem, wishes=wishes, items=items), scene.now)


def _begin(session: Session, actor: Actor, proposal: Proposal, now: datetime) -> Proposal:
    problem = proposal.problem
    proposal.asked_by_id, proposal.asked_at = actor.person_id or 0, now
    proposal.size = len(problem["items"]) * len(problem["members"])
    session.add(proposal)
    session.flush()
    _note(session, proposal, "propose", actor, now)
    return proposal


def _managed(session: Session, actor: Actor, proposal_id: PublicId) -> Proposal:
    proposal = find_locked(session, Proposal, proposal_id)
    require(actor, Permission.ASSIGNMENT_MANAGE, proposal)
    return proposal


def _open(session: Session, actor: Actor, proposal_id: PublicId) -> Proposal:
    """Give a proposal that is solved and not applied, locked. Raises NotFound, NotAllowed or Refused."""
    proposal = _managed(session, actor, proposal_id)
    if proposal.state == "waiting":
        raise Refused(say("The plan is still being computed."))
    if proposal.state in {"applied", "undone"}:
        raise Refused(say("This proposal has been applied; make another one."))
    return proposal


def _score_of(proposal: Proposal, submission_id: PublicId, reviewer_id: PublicId) -> float | None:
    """Give the score of a pair, None where it must not be. Raises NotFound for strangers to the proposal."""
    items = [item["id"] for item in proposal.problem["items"]]
    people = [member["id"] for member in proposal.problem["members"]]
    if submission_id not in items or reviewer_id not in people:
        raise NotFound
    score: float | None = proposal.problem["scores"][items.index(submission_id)][people.index(reviewer_id)]
    return score


def _wish(session: Session, proposal: Proposal, pair: Pair, part: str) -> Proposal:
    """Put a pair into one part of the wishes, and out of the others."""
    wishes = {name: [other for other in pairs if other != pair] for name, pairs in proposal.wishes.items()}
    if part:
        wishes[part].append(pair)
    proposal.wishes = {name: sorted(pairs) for name, pairs in wishes.items()}
    session.flush()
    return proposal


def _wishes_met(proposal: Proposal) -> dict[str, Any]:
    """Give the wishes that the plan, or the report, was made with."""
    return dict((proposal.plan or proposal.report or {})["wishes"])


def _note(session: Session, proposal: Proposal, trigger: str, actor: Actor, now: datetime) -> None:
    payload = {"proposal": str(proposal.public_id)}
    journal.note(session, proposal.call, journal.Fact(trigger=trigger, actor=actor, now=now, payload=payload))
