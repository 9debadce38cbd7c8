from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import NOW, POINTS, a_world, an_application, submissions_at
from workflow.models import Application, ConflictDeclaration, Submission
from workflow.policy import SYSTEM, facts_of
from workflow.policy.rule import Facts
from workflow.policy.scope import closed_to, coordinated, screened


def is_closed(facts: Facts) -> bool:
    """Say whether the panel is closed to somebody whatever his roles."""
    return facts.conflicted or facts.invited


@pytest.mark.case("D-AN-13", "D-AZ-08", "D-AZ-10")
def test_the_criterion_for_lists_says_what_the_rule_says_of_one_record(session: Session) -> None:
    world = a_world(session)
    ids = submissions_at(session, POINTS, world=world).values()
    items = [session.scalars(select(Submission).where(Submission.public_id == one)).one() for one in ids]
    for item, actor in zip(items, (world.coordinator, world.coordinator2, world.chief), strict=False):
        item.submitter_id = actor.person_id or 0
    for item, actor in zip(items[5:], (world.coordinator, world.coordinator2, world.chief), strict=False):
        person = actor.person_id or 0
        session.add(
            ConflictDeclaration(
                submission_id=item.id, person_id=person, kind="rival", declared_at=NOW, declared_by_id=person
            )
        )
    seats = [item.assignments[0] for item in items[8:] if item.assignments]
    for seat, actor in zip(seats, (world.coordinator, world.coordinator2, world.chief), strict=False):
        seat.reviewer_id = actor.person_id or 0
    session.flush()
    session.expire_all()
    for name, actor in {**world.identities(), "system": SYSTEM}.items():
        listed = set(session.scalars(select(Submission.id).where(coordinated(actor))))
        assert listed == {item.id for item in items if facts_of(item, actor).coordinator}, name
        assert listed or name not in {"coordinator", "coordinator2", "chief"}
        closed = set(session.scalars(closed_to(actor)))
        assert closed == {item.id for item in items if is_closed(facts_of(item, actor))}, name


def test_the_criterion_for_applications_says_what_the_rule_says(session: Session) -> None:
    world = a_world(session)
    items = [
        an_application(session, "submitted", world=world, applicant=applicant)
        for applicant in (world.outsider, world.coordinator, world.chief)
    ]
    for name, actor in {**world.identities(), "system": SYSTEM}.items():
        listed = set(session.scalars(select(Application.id).where(screened(actor))))
        assert listed == {item.id for item in items if facts_of(item, actor).coordinator}, name
