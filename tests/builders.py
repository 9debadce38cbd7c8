"""Builds submissions and applications at any point of their life, through the verbs that people use.

`a_submission(session, "reviewed", world=world)` goes the whole way there; what is on the way is in `STEPS`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.cast import NOW, World, a_call, a_member, a_person, a_world, an_actor, an_address, the_call
from tests.remembered import remembered
from tests.typed import application_answers, complete_answers, review_answers
from workflow.actions import answers, applications, decisions, panels, reviews, screening, submissions
from workflow.actions.reviews import Answers
from workflow.kernel.ids import PublicId
from workflow.models import Application, Assignment, Review, Submission
from workflow.policy import Actor

__all__ = [
    "NOW", "POINTS", "World", "a_call", "a_draft", "a_member", "a_panel", "a_person", "a_review", "a_seat",
    "a_submission", "a_world", "accepted", "an_actor", "an_address", "an_application", "application_answers",
    "complete_answers", "review_answers", "seats_of", "submissions_at", "the_call", "the_submission",
    "way_to",
]  # fmt: skip

Step = Callable[[Session, World, Submission, datetime], object]
"""Takes a submission one point further."""


FEW = 4
"""From so many submissions on the next is not remembered: no other test comes the same way."""


def a_submission(
    session: Session, state: str = "draft", *,
    world: World | None = None, ready: bool = True, kind: str = "document", now: datetime = NOW, **changes: Any,
) -> Submission:  # fmt: skip
    """Give a submission that stands at one of POINTS; `changes` are answers, `ready` leaves a draft complete or not."""
    world = world or a_world(session)
    typed = complete_answers(kind, **changes) if ready else changes

    others = session.scalar(select(func.count()).select_from(Submission)) or 0

    def at(session: Session, point: str) -> int:
        def live(session: Session) -> int:
            if point == "draft":
                return a_draft(session, world, typed, kind=kind, now=now).id
            before, step = STEPS[point]
            number = at(session, before)
            step(session, world, session.get_one(Submission, number), now)
            return number

        return remembered(session, f"{point} {kind} {now} {typed} {world}", live) if others < FEW else live(session)

    return session.get_one(Submission, at(session, state))


def submissions_at(session: Session, points: Sequence[str], *, world: World) -> dict[str, PublicId]:
    """Give the id of one submission at each of these points; its title says which."""

    def build(session: Session) -> dict[str, PublicId]:
        return {at: a_submission(session, at, world=world, title=f"Work {at}").public_id for at in points}

    return remembered(session, f"one at each of {points} {world}", build)


def a_draft(
    session: Session, world: World, typed: dict[str, Any], *, kind: str = "document", now: datetime = NOW
) -> Submission:
    """Give a draft of the submitter with these answers."""
    draft = submissions.begin_draft(session, world.submitter, world.call_id, kind, now=now)
    submissions.save_draft(session, world.submitter, draft.public_id, typed, now=now)
    return draft


def the_submission(session: Session) -> Submission:
    """Give the only submission there is."""
    return session.scalars(select(Submission)).one()


def a_panel(
    session: Session, world: World, submission: Submission, members: Sequence[Actor] = (), *, now: datetime = NOW
) -> list[Assignment]:
    """Invite these members, or the usual three."""
    chosen = [PublicId(member.public_id) for member in members or world.panel]
    return panels.assign_panel(session, world.coordinator, submission.public_id, chosen, now=now)


def seats_of(submission: Submission, *states: str) -> list[Assignment]:
    """Give the seats of the current round that stand in one of these states, or all."""
    round_ = submission.current_round
    return [seat for seat in (round_.assignments if round_ else []) if not states or seat.state in states]


def a_seat(session: Session, world: World, state: str = "invited", *, now: datetime = NOW) -> Assignment:
    """Give the internal reviewer's seat of an item under review, in a state a reviewer brings it to."""
    seat = seats_of(a_submission(session, "assigned", world=world, now=now))[0]
    reviewer = world.panel[0]
    if state in {"accepted", "free", "handed_in"}:
        answers.accept(session, reviewer, seat.public_id, now=now)
    if state in {"free", "handed_in"}:
        answers.declare_free(session, reviewer, seat.public_id, now=now)
    if state == "handed_in":
        reviews.hand_in(session, reviewer, seat.public_id, review_answers(), now=now)
    if state == "declined":
        answers.decline(session, reviewer, seat.public_id, now=now)
    if state == "conflicted":
        answers.declare_conflict(session, reviewer, seat.public_id, kind="rival", now=now)
    if state == "cancelled":
        panels.cancel(session, world.coordinator, seat.public_id, now=now)
    return seat


def accepted(session: Session, world: World, seat: Assignment, *, now: datetime = NOW) -> Assignment:
    """Have the reviewer of a seat accept and declare to be free of conflicts."""
    reviewer = _sitting(world, seat)
    answers.accept(session, reviewer, seat.public_id, now=now)
    return answers.declare_free(session, reviewer, seat.public_id, now=now)


def a_review(
    session: Session, world: World, seat: Assignment, typed: Answers | None = None, *, now: datetime = NOW
) -> Review:
    """Hand in the review of a seat whose reviewer has accepted and declared to be free."""
    return reviews.hand_in(session, _sitting(world, seat), seat.public_id, typed or review_answers(), now=now)


def an_application(
    session: Session, state: str = "draft", *, world: World, applicant: Actor | None = None, now: datetime = NOW,
    **changes: Any,
) -> Application:  # fmt: skip
    """Give an application of the outsider, or of somebody else, in one of its states."""
    applicant = applicant or world.outsider
    found = applications.begin_application(session, applicant, now=now)
    applications.save_application(session, applicant, found.public_id, application_answers(**changes), now=now)
    if state == "draft":
        return found
    applications.submit_application(session, applicant, found.public_id, now=now)
    if state in {"screened", "approved", "declined"}:
        for coordinator in (world.coordinator, world.coordinator2):
            applications.screen_application(session, coordinator, found.public_id, approves=True, now=now)
    if state in {"approved", "declined"}:
        approve = state == "approved"
        applications.decide_application(
            session, world.coordinator, found.public_id, approve=approve, letter="So be it.", now=now
        )
    if state == "more_asked":
        applications.ask_applicant(session, world.coordinator, found.public_id, "Which years?", now=now)
    if state == "withdrawn":
        applications.withdraw_application(session, applicant, found.public_id, now=now)
    return found


def _sitting(world: World, seat: Assignment) -> Actor:
    return next(member for member in world.members if member.person_id == seat.reviewer_id)


def _send(session: Session, world: World, item: Submission, now: datetime) -> None:
    submissions.submit(session, world.submitter, item.public_id, now=now)


def _screen(session: Session, world: World, item: Submission, now: datetime) -> None:
    screening.screen(session, world.coordinator, item.public_id, in_scope=True, now=now)


def _invite(session: Session, world: World, item: Submission, now: datetime) -> None:
    a_panel(session, world, item, now=now)


def _accept(session: Session, world: World, item: Submission, now: datetime) -> None:
    for seat in seats_of(item, "invited"):
        accepted(session, world, seat, now=now)


def _review(session: Session, world: World, item: Submission, now: datetime) -> None:
    for seat in seats_of(item, "accepted"):
        a_review(session, world, seat, now=now)


def _disagree(session: Session, world: World, item: Submission, now: datetime) -> None:
    first, *others = seats_of(item, "accepted")
    a_review(session, world, first, review_answers(score=1, recommendation="reject"), now=now)
    for seat in others:
        a_review(session, world, seat, review_answers(score=5), now=now)


def _decide(verdict: str, code: str = "") -> Step:
    def step(session: Session, world: World, item: Submission, now: datetime) -> None:
        decisions.record_decision(
            session, world.coordinator, item.public_id, verdict=verdict, letter="Thank you.", code=code, now=now
        )

    return step


def _release(session: Session, world: World, item: Submission, now: datetime) -> None:
    decisions.release_decision(session, world.coordinator, item.public_id, now=now)


def _publish(session: Session, world: World, item: Submission, now: datetime) -> None:
    decisions.publish(session, world.coordinator, item.public_id, now=now)


def _reject(session: Session, world: World, item: Submission, now: datetime) -> None:
    decisions.reject(session, world.coordinator, item.public_id, now=now)


def _return(session: Session, world: World, item: Submission, now: datetime) -> None:
    screening.return_to_submitter(session, world.coordinator, item.public_id, "Say who made it.", now=now)


def _withdraw(session: Session, world: World, item: Submission, now: datetime) -> None:
    submissions.withdraw(session, world.submitter, item.public_id, now=now)


def _retract(session: Session, world: World, item: Submission, now: datetime) -> None:
    decisions.retract(session, world.chief, item.public_id, "The figures were wrong.", now=now)


STEPS: dict[str, tuple[str, Step]] = {
    "submitted": ("draft", _send),
    "screened": ("submitted", _screen),
    "assigned": ("screened", _invite),
    "accepted": ("assigned", _accept),
    "reviewed": ("accepted", _review),
    "disputed": ("accepted", _disagree),
    "decided": ("reviewed", _decide("publish")),
    "released": ("decided", _release),
    "published": ("released", _publish),
    "against": ("reviewed", _decide("reject", "after_review")),
    "against_released": ("against", _release),
    "rejected": ("against_released", _reject),
    "desk": ("submitted", _decide("reject", "out_of_scope")),
    "desk_released": ("desk", _release),
    "desk_rejected": ("desk_released", _reject),
    "returned": ("submitted", _return),
    "returned_after_review": ("reviewed", _return),
    "withdrawn": ("submitted", _withdraw),
    "withdrawn_from_review": ("accepted", _withdraw),
    "retracted": ("published", _retract),
}
"""Each point with the one before it and the way from there."""

POINTS = ("draft", *STEPS)
"""Where a submission can stand: most are its states, the others lie between two of them."""


def way_to(point: str) -> list[str]:
    """Give the points from the first after a draft to this one."""
    if point == "draft":
        return []
    return [*way_to(STEPS[point][0]), point]
