"""What a member says of himself counts at once on every panel he sits on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import NOW, a_member, a_submission, a_world, an_actor
from workflow.actions import invariants, memberships
from workflow.kernel.errors import InvalidInput, NotAllowed
from workflow.kernel.ids import PublicId
from workflow.models import SERVING, Event, Membership, Submission
from workflow.policy import Actor
from workflow.roster import members

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


@behaviour("C12")
def test_a_membership_goes_through_trial_term_and_renewal_to_its_end(session: Session) -> None:
    world = a_world(session)
    member = a_member(session, "Tria Trial", state="trial")
    own, today = an_actor(member.person), NOW.date()

    def moves(who: Actor, trigger: str, *, reason: str = "", later: int = 0) -> tuple[str, date | None, date | None]:
        at = NOW + timedelta(days=later)
        memberships.move_membership(session, who, PublicId(member.public_id), trigger, reason=reason, now=at)
        asked = member.renewal_asked_at
        return member.state, member.trial_until or (asked.date() if asked else None), member.renewal_on

    year, term = timedelta(days=365), timedelta(days=1095)
    assert (member.state, member.trial_until, member.renewal_on) == ("trial", today + year, None)
    with pytest.raises(InvalidInput):
        moves(world.coordinator, "extend_trial")
    prolonged = today + year + timedelta(days=180)
    assert moves(world.coordinator, "extend_trial", reason="One review only.") == ("trial", prolonged, None)
    with pytest.raises(NotAllowed):
        moves(own, "activate")
    assert moves(world.coordinator, "activate") == ("active", None, today + term)
    asked = today + timedelta(days=1000)
    assert moves(world.coordinator, "ask_renewal", later=1000) == ("renewal", asked, today + term)
    assert {one.person_id for one in members.load(session, now=NOW) if one.state in SERVING} >= {member.person_id}
    assert moves(own, "renew", later=1010) == ("active", None, today + timedelta(days=1010) + term)
    moves(world.coordinator, "ask_renewal", later=2000)
    with pytest.raises(InvalidInput):
        moves(world.coordinator, "retire", later=2100)
    assert moves(world.coordinator, "retire", reason="No answer.", later=2100)[0] == "retired"
    assert moves(world.coordinator, "reinstate", reason="He wrote.", later=2110)[::2] == (
        "active", today + timedelta(days=2110) + term,
    )  # fmt: skip
    assert moves(own, "leave", later=2120)[0] == "retired"
    told = {event.name for event in session.scalars(select(Event).where(Event.person_id == member.person_id))}
    moved = ("activate", "extend_trial", "ask_renewal", "renew", "retire", "reinstate", "leave")
    assert told == {f"membership.{trigger}" for trigger in moved}
