"""What a member says of himself counts at once on every panel he sits on."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import NOW, a_submission, a_world
from workflow.actions import invariants, memberships
from workflow.kernel.ids import PublicId
from workflow.models import Membership, Submission

TOPICS = {"objectives": ["gcm-01"]}


def readers(submission: Submission) -> tuple[int, bool]:
    """Give how many of the panel read the submission's language, and whether one is missing."""
    quota = next(q for q in submission.quotas if q["key"] == "reads_item_language")
    return quota["have"] + quota["asked"], quota["short"]


@behaviour("C4")
@pytest.mark.parametrize("point", ["assigned", "accepted"])
def test_the_meter_follows_what_members_say_they_read(session: Session, point: str) -> None:
    world = a_world(session)
    item = a_submission(session, point, world=world)
    people = [member.person_id for member in world.panel]
    seated = session.query(Membership).filter(Membership.person_id.in_(people)).all()
    before, _ = readers(item)

    def says(member: Membership, language: str) -> None:
        words: dict[str, Any] = {"topics": TOPICS, "languages": {language: "native"}, "regions": []}
        memberships.change_expertise(session, world.coordinator, PublicId(member.public_id), **words, now=NOW)

    for member in seated:
        says(member, "ar")
    assert before > 0
    assert readers(item) == (0, True)
    assert item.panel_incomplete
    assert invariants.check(session, NOW) == []
    says(seated[0], item.language)
    assert readers(item)[0] >= 1
    assert invariants.check(session, NOW) == []
