"""Conflicts are looked for again whenever it counts: invitation, acceptance, decision; a chief's word and its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.behaviours import behaviour, case
from tests.builders import NOW, World, a_seat, a_submission, a_world, an_address
from tests.workflow.actions.stages import Stage
from workflow.actions import answers, conflicts, decisions, panels
from workflow.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused
from workflow.kernel.ids import PublicId
from workflow.models import ConflictDeclaration, ConflictOverride, LogPayload, Submission
from workflow.policy import Actor

StageAt = Callable[[str], Stage]
DAY = NOW.date()
WHY: dict[str, Any] = {"kind": "same_domain", "reason": "Another department.", "until": DAY + timedelta(9)}


def share_a_domain(session: Session, *actors: Actor) -> None:
    for actor in actors:
        an_address(session, actor, "agency.int")


def overridden(session: Session, world: World, item: Submission, who: Actor, **changes: Any) -> ConflictOverride:
    chosen = {**WHY, **changes}
    return conflicts.override_conflict(session, world.chief, item.public_id, PublicId(who.public_id), now=NOW, **chosen)


@behaviour("C14")
def test_somebody_in_conflict_is_invited_only_on_a_chiefs_word(stage_at: StageAt) -> None:
    stage = stage_at("spare_in_conflict")
    session, world, item = stage.session, stage.world, stage.item("submission")
    spare = world.members[3]
    invite = [session, world.coordinator, item.public_id, PublicId(spare.public_id)]
    with pytest.raises(Refused) as caught:
        panels.invite(*invite, now=NOW)
    assert str(caught.value.reasons[0]) == "Mem Ber4: has the e-mail domain of the submitter: agency.int"
    override = overridden(session, world, item, spare)
    late = NOW + timedelta(days=30)
    with pytest.raises(Refused):
        panels.invite(*invite, now=late)
    conflicts.end_override(session, world.chief, override.public_id, now=NOW)
    session.expire_all()
    with pytest.raises(Refused):
        panels.invite(*invite, now=NOW)
    overridden(session, world, item, spare)
    assert panels.invite(*invite, now=NOW).state == "invited"
    said = [row.payload or {} for row in session.scalars(select(LogPayload))]
    kept = [row for row in said if row.get("kind") == "same_domain" and "reason" in row]
    assert kept[0] == {"kind": "same_domain", "person": spare.public_id, "until": "2026-12-02",
                       "reason": "Another department."}  # fmt: skip


@behaviour("C14", "R5")
def test_a_conflict_that_came_up_meanwhile_stops_the_acceptance(session: Session) -> None:
    world = a_world(session)
    seat = a_seat(session, world)
    share_a_domain(session, world.submitter, world.panel[0])
    session.expire_all()
    with pytest.raises(Refused) as caught:
        answers.accept(session, world.panel[0], seat.public_id, now=NOW)
    told = [str(reason) for reason in caught.value.reasons]
    assert told == ["A conflict of interest was found. The coordinators can say more."]
    assert answers.decline(session, world.panel[0], seat.public_id, now=NOW).state == "declined"
    with pytest.raises(Refused):
        panels.invite_again(session, world.coordinator, seat.public_id, now=NOW)


@case("D-AZ-10")
@behaviour("C14")
@pytest.mark.parametrize("who", ["coordinator", "coordinator2", "chief"])
def test_whoever_made_the_work_decides_nothing(session: Session, who: str) -> None:
    world = a_world(session)
    actor = world.identities()[who]
    item = a_submission(session, "reviewed", world=world, contributors=[{"name": actor.name}])
    with pytest.raises(Refused) as caught:
        decisions.record_decision(session, actor, item.public_id, verdict="publish", letter="So.", now=NOW)
    words = f"You have a conflict of interest: is named as a contributor: {actor.name} (the same name)"
    assert [str(reason) for reason in caught.value.reasons] == [words]
    others = next(each for each in (world.coordinator, world.chief) if each != actor)
    decisions.record_decision(session, others, item.public_id, verdict="publish", letter="So.", now=NOW)
    for step in (decisions.release_decision, decisions.publish):
        with pytest.raises(Refused):
            step(session, actor, item.public_id, now=NOW)
        step(session, others, item.public_id, now=NOW)


def test_an_office_decides_on_what_its_own_people_send_in(session: Session) -> None:
    world = a_world(session)
    share_a_domain(session, world.submitter, world.coordinator)
    item = a_submission(session, "reviewed", world=world)
    decisions.record_decision(session, world.coordinator, item.public_id, verdict="publish", letter="So.", now=NOW)


@case("D-AZ-10")
def test_a_chief_in_conflict_does_not_know_of_it_and_overrides_nothing(stage_at: StageAt) -> None:
    stage = stage_at("spare_overridden")
    session, world, item = stage.session, stage.world, stage.item("submission")
    override = stage.item("override")
    session.add(
        ConflictDeclaration(submission_id=item.id, person_id=world.chief.person_id, kind="rival", declared_at=NOW,
                            declared_by_id=world.chief.person_id)
    )  # fmt: skip
    session.flush()
    session.expire_all()
    with pytest.raises(NotFound):
        overridden(session, world, item, world.members[3])
    with pytest.raises(NotFound):
        conflicts.end_override(session, world.chief, override.public_id, now=NOW)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "kind": ({"kind": "own_submission"}, "This kind of conflict cannot be overridden."),
    "declared": ({"kind": "declared"}, "This kind of conflict cannot be overridden."),
    "reason": ({"reason": " "}, "Say why."),
    "until": ({"until": DAY - timedelta(1)}, "Choose a day that is still to come, within a year."),
    "too long": ({"until": DAY + timedelta(400)}, "Choose a day that is still to come, within a year."),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_override_needs_a_kind_a_reason_and_an_end(stage_at: StageAt, name: str) -> None:
    stage = stage_at("spare_in_conflict")
    changes, sentence = WRONG[name]
    with pytest.raises(InvalidInput) as caught:
        overridden(stage.session, stage.world, stage.item("submission"), stage.world.members[3], **changes)
    assert [str(problem) for problem in caught.value.problems.values()] == [sentence]


def test_only_a_conflict_that_is_there_is_overridden_and_never_ones_own(stage_at: StageAt) -> None:
    stage = stage_at("spare_in_conflict")
    session, world, item = stage.session, stage.world, stage.item("submission")
    for who, changes, sentence in (
        (world.members[3], {"kind": "co_author"}, "There is no such conflict now."),
        (world.members[4], {}, "There is no such conflict now."),
        (world.chief, {}, "Nobody overrides a conflict of his own."),
    ):
        with pytest.raises(Refused) as caught:
            overridden(session, world, item, who, **changes)
        assert str(caught.value.reasons[0]) == sentence
    with pytest.raises(NotAllowed):
        conflicts.override_conflict(
            session, world.coordinator, item.public_id, PublicId(world.members[3].public_id), now=NOW, **WHY
        )


def test_a_second_word_replaces_the_first(stage_at: StageAt) -> None:
    stage = stage_at("spare_overridden")
    session, world, item = stage.session, stage.world, stage.item("submission")
    overridden(session, world, item, world.members[3])
    rows = session.scalars(select(ConflictOverride).order_by(ConflictOverride.id)).all()
    assert [row.ended_at for row in rows] == [NOW, None]
    with pytest.raises(Refused):
        conflicts.end_override(session, world.chief, rows[0].public_id, now=NOW)
