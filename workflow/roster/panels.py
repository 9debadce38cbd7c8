"""Panels as the panel rule sees them: who sits where, what he reads, where he knows his way."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from workflow.kernel.messages import Reason
from workflow.models import Assignment, Membership, Submission
from workflow.rules import panel
from workflow.rules.panel import Member, Meter, PanelRule, Standing

STANDING = {
    "invited": Standing.ASKED,
    "accepted": Standing.ACCEPTED,
    "handed_in": Standing.IN,
}
"""How far a seat is, by the state of its assignment; every other state has ended it."""


def members_of(session: Session, seats: Iterable[Assignment], language: str) -> list[Member]:
    """Give the seats of a round as the panel rule sees them; `language` is the item's."""
    every = list(seats)
    roster = memberships(session, {seat.reviewer_id for seat in every})
    return [as_member(seat, roster.get(seat.reviewer_id), language) for seat in every]


def memberships(session: Session, people: Collection[int]) -> dict[int, Membership]:
    """Give the memberships of these people, by person."""
    if not people:
        return {}
    query = select(Membership).where(Membership.person_id.in_(people))
    found = session.scalars(query.options(selectinload(Membership.languages), selectinload(Membership.regions)))
    return {member.person_id: member for member in found}


def as_member(seat: Assignment, membership: Membership | None, language: str) -> Member:
    """Give one seat as the panel rule sees it."""
    return Member(
        id=seat.public_id,
        side=seat.side,
        standing=STANDING.get(seat.state, Standing.ENDED),
        reads_item_language=reads(membership, language),
        regions=frozenset(region.term.key for region in membership.regions) if membership else frozenset(),
        background=membership.background if membership else "",
    )


def reads(membership: Membership | None, language: str) -> bool:
    """Say whether a member reads the language; an item without a language is read by everybody."""
    return not language or (membership is not None and language in {skill.language for skill in membership.languages})


def rule_of(submission: Submission) -> PanelRule:
    """Give the panel rule of the submission's call."""
    return PanelRule.from_data(submission.call.panel_rule)


def current_members(session: Session, submission: Submission) -> list[Member]:
    """Give the panel of the round that counts now; empty before the first."""
    return members_of(session, current_seats(submission), submission.language)


def meter_of(session: Session, submission: Submission, language_name: Reason | str = "") -> Meter:
    """Give the panel meter of the current round."""
    return panel.seats(rule_of(submission), current_members(session, submission), language=language_name)


def current_seats(submission: Submission) -> list[Assignment]:
    """Give the seats that count now: what is sent in again is read anew, so a closed round no longer counts for it."""
    round_ = submission.current_round
    if round_ is None or (submission.state == "submitted" and round_.closed_at is not None):
        return []
    return list(round_.assignments)
