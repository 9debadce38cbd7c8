"""Applies a plan to rows as they are now: locks them in their order, and says what has changed since it was made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from workflow.actions import finding, panels
from workflow.kernel.errors import Refused
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, plural, say
from workflow.models import Assignment, Membership, Proposal, Submission
from workflow.policy import Actor, Permission, require
from workflow.roster import members
from workflow.roster import proposals as roster
from workflow.roster.panels import STANDING, current_seats, rule_of
from workflow.rules import panel as rule


@dataclass(frozen=True)
class Chosen:
    """One submission, locked, with who is to join its panel, locked too, and who sat on it when the plan was made."""

    submission: Submission
    joining: list[Membership]
    seated: frozenset[str]


def lock(session: Session, actor: Actor, proposal: Proposal) -> list[Chosen]:
    """Lock the submissions and then the members of a plan, each in the order of their ids, and load their parts.

    Raises NotFound or NotAllowed where one of them is not for the actor any more.
    """
    assert proposal.plan is not None  # noqa: S101 - the caller has looked
    seats = {(item, person) for item, person in proposal.problem["seats"]}
    new = [(item, person) for item, person, _ in proposal.plan["pairs"] if (item, person) not in seats]
    submissions = [finding.lock(session, item.submission_id) for item in proposal.items]
    roster.submissions_of(session, [submission.public_id for submission in submissions])
    people = panels.locked_members(session, sorted({PublicId(person) for _, person in new}))
    by_id = {str(member.person.public_id): member for member in people}
    for submission in submissions:
        require(actor, Permission.ASSIGNMENT_MANAGE, submission)
    return [
        Chosen(
            submission,
            [by_id[person] for item, person in new if item == submission.public_id],
            frozenset(person for item, person in seats if item == submission.public_id),
        )
        for submission in submissions
    ]


def lock_seats(session: Session, actor: Actor, proposal: Proposal) -> list[Assignment]:
    """Lock the submissions and then the members of the invitations that came of a proposal, and give these."""
    numbers = [made.assignment_id for made in proposal.seats]
    owners = select(Assignment.submission_id).where(Assignment.id.in_(numbers)).distinct()
    submissions = [finding.lock(session, number) for number in sorted(session.scalars(owners))]
    query = select(Assignment).where(Assignment.id.in_(numbers)).options(selectinload(Assignment.reviewer))
    seats = session.scalars(query.order_by(Assignment.id).execution_options(populate_existing=True)).all()
    panels.locked_members(session, sorted({seat.reviewer.public_id for seat in seats}))
    for submission in submissions:
        require(actor, Permission.ASSIGNMENT_MANAGE, submission)
    return list(seats)


def changes(session: Session, chosen: Sequence[Chosen], *, actor: Actor, now: datetime) -> list[Reason]:
    """Give everything that stands against inviting them all; nothing when the plan holds."""
    found = [reason for each in chosen for reason in _against(session, actor, each, now)]
    return found + list(_overloaded(session, chosen, now))


def _against(session: Session, actor: Actor, chosen: Chosen, now: datetime) -> Iterator[Reason]:
    submission = chosen.submission
    name = submission.reference or submission.title
    try:
        if chosen.joining:
            panels.refuse_unless_panels_are_made(submission)
    except Refused as refused:
        yield say("{name}: {reason}", name=name, reason=refused.reasons[0])
        return
    sitting = {str(seat.reviewer.public_id) for seat in current_seats(submission) if seat.state in STANDING}
    if sitting != chosen.seated:
        yield say("{name}: {reason}", name=name, reason=say("its panel has changed since the plan was made"))
        return
    problems = panels.problems(session, submission, chosen.joining, actor=actor, now=now)
    yield from (say("{name}: {reason}", name=name, reason=reason) for reason in problems)
    if not problems and (lack := _lack(session, chosen, now)):
        yield say("{name}: {reason}", name=name, reason=lack)


def _lack(session: Session, chosen: Chosen, now: datetime) -> Reason | None:
    """Say what the panel would lack with them, by the rule of the call as it is now."""
    submission = chosen.submission
    sitting = [seat.reviewer_id for seat in current_seats(submission) if seat.state in STANDING]
    people = [*sitting, *(member.person_id for member in chosen.joining)]
    found = members.load(session, now=now, submission=submission, people=people)
    seats = [member.seated(rule.Standing.ASKED, submission.language) for member in found]
    return rule.is_met(rule_of(submission), seats, "invited")


def _overloaded(session: Session, chosen: Sequence[Chosen], now: datetime) -> Iterator[Reason]:
    """Say who would be asked for more than he can take; each pair by itself may still be possible."""
    asked = Counter(member.person_id for each in chosen for member in each.joining)
    for member in members.load(session, now=now, people=asked):
        left = roster.room(member)
        if 0 < left < asked[member.person_id]:
            words = plural(
                "{name} can be asked for {n} more submission, not for {wanted}",
                "{name} can be asked for {n} more submissions, not for {wanted}",
                left, name=member.name, wanted=asked[member.person_id],
            )  # fmt: skip
            yield words


def evidence(
    session: Session, chosen: Sequence[Chosen], *, actor: Actor, now: datetime
) -> dict[int, dict[PublicId, dict[str, Any]]]:
    """Give, by submission and person, why each was chosen, to be kept with the invitation."""
    scene = roster.scene(session, actor, [each.submission for each in chosen], now)
    joining = {each.submission.id: [member.person.public_id for member in each.joining] for each in chosen}
    return {
        item.submission.id: {
            person: scene.evidence(item, scene.roster[str(person)]) for person in joining[item.submission.id]
        }
        for item in scene.items
    }
