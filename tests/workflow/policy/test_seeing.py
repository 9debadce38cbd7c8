"""Who sees which field: for every kind of record, by identity, phase and anonymity, from one table."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.behaviours import case
from tests.builders import (
    NOW,
    World,
    a_panel,
    a_submission,
    a_world,
    accepted,
    an_application,
    review_answers,
    seats_of,
)
from workflow.actions import answers, decisions, reviews, screening, submissions
from workflow.kernel.errors import NotFound
from workflow.kernel.ids import PublicId
from workflow.models import ConflictDeclaration, Decision, Membership, Review, Role, Submission
from workflow.policy import VISITOR, Actor, link_actor, permits, readable_version, see
from workflow.policy.permissions import MAY, Permission
from workflow.policy.rule import Facts
from workflow.policy.submission import SUBMISSION

pytestmark = pytest.mark.sqlite_first

ALL = frozenset(SUBMISSION.sees)
PUBLIC = frozenset({"public_id", "reference", "title", "kind", "language", "call_title", "prefix"})
STAGES = frozenset({"stage", "stage_since", "process_name", "process_version", "anonymity", "submitted_at"})
OWN = PUBLIC | STAGES | {
    "published_at", "created_at", "submitter_name", "coordinator_name", "clarification_open", "is_conflicted",
}  # fmt: skip
ASKED = PUBLIC | {"anonymity", "is_conflicted"}
READING = ASKED | {"submitter_name"}
NOTHING: frozenset[str] = frozenset()
TOLD = frozenset({"answers", "comments", "recommendation"})
"""Of a review, to the submitter, after the release: what the form says that the author sees."""


def fields(actor: Actor, item: Any) -> frozenset[str]:
    """Give the fields the actor sees of the item, none where it does not exist for him."""
    try:
        return frozenset(see(actor, item).visible)
    except NotFound:
        return NOTHING


SEEN: list[tuple[str, str, str, frozenset[str]]] = [
    ("draft", "single", "submitter", OWN),
    ("draft", "single", "coordinator", NOTHING),
    ("draft", "single", "chief", NOTHING),
    ("submitted", "single", "submitter", OWN),
    ("submitted", "single", "coordinator", ALL),
    ("submitted", "single", "coordinator2", ALL),
    ("submitted", "single", "chief", ALL),
    ("submitted", "single", "other_coordinator", NOTHING),
    ("submitted", "single", "administrator", NOTHING),
    ("submitted", "single", "submitter2", NOTHING),
    ("submitted", "single", "member", NOTHING),
    ("submitted", "single", "suspended", NOTHING),
    ("submitted", "single", "visitor", NOTHING),
    ("assigned", "single", "reviewer", ASKED),
    ("accepted", "single", "reviewer", READING),
    ("accepted", "open", "reviewer", READING),
    ("accepted", "double", "reviewer", ASKED),
    ("reviewed", "double", "reviewer", ASKED),
    ("assigned", "single", "other_coordinator", NOTHING),
    ("assigned", "single", "visitor", NOTHING),
    ("decided", "single", "submitter", OWN),
    ("released", "single", "submitter", OWN | {"reviews_in"}),
    ("released", "single", "outsider", NOTHING),
    ("published", "single", "visitor", PUBLIC | {"published_at"}),
    ("published", "single", "administrator", PUBLIC | {"published_at"}),
    ("published", "double", "reviewer", ASKED | {"published_at"}),
    ("rejected", "single", "visitor", NOTHING),
    ("retracted", "single", "visitor", NOTHING),
]


@case("D-AN-11", "D-AN-16", "D-AZ-08")
@pytest.mark.parametrize(("point", "anonymity", "who", "seen"), SEEN)
def test_a_submission_shows_each_identity_what_the_table_says(
    session: Session, point: str, anonymity: str, who: str, *, seen: frozenset[str]
) -> None:
    world = a_world(session, anonymity=anonymity)
    item = a_submission(session, point, world=world)
    assert fields(world.identities()[who], item) == seen


@case("D-AN-11")
@pytest.mark.parametrize("point", ["accepted", "reviewed", "released"])
def test_double_anonymity_hides_who_made_it_from_reviewers_in_every_phase(session: Session, point: str) -> None:
    world = a_world(session, anonymity="double")
    item = a_submission(session, point, world=world)
    seen = str(asdict(see(world.panel[0], item.current_version)))
    hidden = ("Ada Author", "Office for Examples", "Sue Submitter")
    assert [name for name in hidden if name in seen] == []
    assert "A guide to fair recruitment" in seen


@case("D-AN-11")
def test_a_reviewer_of_an_older_round_reads_only_what_he_was_given(session: Session) -> None:
    world = a_world(session, anonymity="double")
    item = a_submission(session, "returned_after_review", world=world)
    first, submitter = item.current_version, world.submitter
    submissions.save_draft(session, submitter, item.public_id, {"title": "Anew", "publisher": "Other"}, now=NOW)
    submissions.submit(session, submitter, item.public_id, now=NOW)
    session.expire_all()
    assert readable_version(world.panel[0], item).number == first.number == 1
    assert "Ada Author" not in str(asdict(see(world.panel[0], first)))


def test_content_is_shown_to_those_who_may_read_and_opens_after_the_declaration(session: Session) -> None:
    world = a_world(session)
    item = a_submission(session, "assigned", world=world)
    seat, reviewer = seats_of(item)[0], world.panel[0]
    summary = {"number", "kind", "title", "title_is_working", "language", "summary", "terms"}
    assert fields(reviewer, item.current_version) == summary
    answers.accept(session, reviewer, seat.public_id, now=NOW)
    assert fields(reviewer, item.current_version) == summary
    answers.declare_free(session, reviewer, seat.public_id, now=NOW)
    assert fields(reviewer, item.current_version) >= summary | {"answers", "files", "publisher"}
    link = link_actor(assignment_id=seat.id, person_id=reviewer.person_id)
    assert fields(link, item.current_version) == summary
    assert fields(VISITOR, item.current_version) == NOTHING


def test_an_assignment_exists_for_its_reviewer_and_the_desk_only(session: Session) -> None:
    world = a_world(session)
    seat = seats_of(a_submission(session, "reviewed", world=world))[0]
    seen = {name for name, actor in world.identities().items() if fields(actor, seat)}
    assert seen == {"reviewer", "coordinator", "coordinator2", "chief"}
    assert "evidence" not in fields(world.panel[0], seat)
    assert fields(world.panel[1], seat) == NOTHING


@pytest.mark.parametrize(
    ("point", "anonymity", "seen"),
    [("reviewed", "single", NOTHING), ("decided", "single", NOTHING),
     ("released", "single", TOLD),
     ("released", "double", TOLD),
     ("released", "open", TOLD | {"reviewer_name"})],
)  # fmt: skip
def test_a_review_is_told_to_the_submitter_with_the_release(
    session: Session, point: str, anonymity: str, seen: frozenset[str]
) -> None:
    world = a_world(session, anonymity=anonymity)
    review = seats_of(a_submission(session, point, world=world))[0].review
    assert fields(world.submitter, review) == seen
    if seen and review is not None:
        assert "I know the source well." not in str(asdict(see(world.submitter, review)))
    others = {name for name, actor in world.identities().items() if fields(actor, review)} - {"submitter"}
    assert others == {"reviewer", "coordinator", "coordinator2", "chief"}


@case("D-AZ-10", "D-AZ-11")
@pytest.mark.parametrize("state", ["invited", "accepted", "handed_in"])
def test_a_coordinator_who_reviews_an_item_coordinates_it_no_more(session: Session, state: str) -> None:
    world = a_world(session)
    point = {"invited": "assigned", "accepted": "accepted", "handed_in": "reviewed"}[state]
    item, other = a_submission(session, point, world=world), a_submission(session, "reviewed", world=world)
    seat = seats_of(item)[0]
    both = Actor(**{**asdict(world.panel[0]), "roles": frozenset({("coordinator", None)})})
    assert seat.state == state
    assert "seats" not in fields(both, item)
    assert fields(both, seats_of(item)[1]) == NOTHING
    assert [fields(both, s.review) for s in seats_of(item)[1:] if s.review] == [NOTHING] * 2 * (state == "handed_in")
    assert not permits(both, Permission.DECISION_TAKE, item)
    assert not permits(both, Permission.DECISION_TAKE, other)
    cancelled = a_submission(session, "submitted", world=world)
    assert permits(both, Permission.DECISION_TAKE, cancelled)


@pytest.mark.parametrize("how", ["decline", "conflict"])
def test_who_has_left_his_seat_knows_what_it_was_and_reads_nothing(session: Session, how: str) -> None:
    world = a_world(session)
    item = a_submission(session, "assigned", world=world)
    seat, reviewer = seats_of(item)[0], world.panel[0]
    if how == "decline":
        answers.decline(session, reviewer, seat.public_id, code="busy", now=NOW)
    else:
        answers.declare_conflict(session, reviewer, seat.public_id, kind="rival", now=NOW)
    session.expire_all()
    view = see(reviewer, seat)
    assert (view.title, view.reference) == (item.current_version.title, item.reference)
    assert fields(reviewer, item.current_version) == NOTHING
    assert fields(reviewer, item) <= {"anonymity", "is_conflicted"}


@case("D-AN-16")
def test_a_review_that_is_not_handed_in_is_its_writers_alone(session: Session) -> None:
    world = a_world(session)
    seat = seats_of(a_submission(session, "accepted", world=world))[0]
    review = reviews.save_review(session, world.panel[0], seat.public_id, review_answers(), now=NOW)
    assert {name for name, actor in world.identities().items() if fields(actor, review)} == {"reviewer"}
    assert fields(link_actor(assignment_id=seat.id, person_id=seat.reviewer_id), review) == NOTHING


def test_a_decision_that_was_replaced_before_its_release_is_never_told(session: Session) -> None:
    world = a_world(session)
    item = a_submission(session, "against", world=world)
    decisions.record_decision(
        session, world.coordinator, item.public_id, verdict="publish", letter="After all.", now=NOW
    )
    decisions.release_decision(session, world.coordinator, item.public_id, now=NOW)
    old, new = session.scalars(select(Decision).order_by(Decision.id)).all()
    assert fields(world.submitter, old) == NOTHING
    assert "letter" in fields(world.submitter, new)
    assert fields(world.panel[0], new) == NOTHING


@case("D-AZ-10")
@pytest.mark.parametrize("how", ["own work", "declared"])
@pytest.mark.parametrize("point", ["submitted", "accepted", "reviewed", "decided"])
def test_a_coordinator_with_a_conflict_sees_and_may_no_more_than_anybody(
    session: Session, how: str, point: str
) -> None:
    world = a_world(session)
    item = a_submission(session, point, world=world)
    conflicted = world.coordinator2
    if how == "own work":
        session.add(Role(person_id=world.submitter.person_id, name="chief", given_at=NOW))
        conflicted = Actor(**{**asdict(world.submitter), "roles": frozenset({("chief", None)})})
    else:
        session.add(ConflictDeclaration(
            submission_id=item.id, person_id=conflicted.person_id, kind="personal", declared_at=NOW,
            declared_by_id=conflicted.person_id,
        ))  # fmt: skip
    session.flush()
    session.expire_all()
    seen = OWN if how == "own work" else NOTHING
    parts = [*seats_of(item), *session.scalars(select(Review)), *session.scalars(select(Decision))]
    assert fields(conflicted, item) - {"is_conflicted"} == seen - {"is_conflicted"}
    assert [fields(conflicted, part) for part in parts] == [NOTHING] * len(parts)
    with pytest.raises(Exception, match=r"may not|^$"):
        screening.ask_submitter(session, conflicted, item.public_id, "Why?", now=NOW)


def test_an_application_is_its_owners_until_it_is_sent_in(session: Session) -> None:
    world = a_world(session)
    draft = an_application(session, "draft", world=world)
    assert {name for name, actor in world.identities().items() if fields(actor, draft)} == {"outsider"}
    sent = an_application(session, "submitted", world=world, applicant=world.submitter2)
    seen = {name for name, actor in world.identities().items() if fields(actor, sent)}
    assert seen == {"submitter2", "coordinator", "coordinator2", "other_coordinator", "chief"}
    assert "gender" not in str(asdict(see(world.coordinator, sent)))
    assert "screenings" not in fields(world.submitter2, sent)


def test_a_membership_is_seen_by_the_member_and_by_coordinators(session: Session) -> None:
    world = a_world(session)
    query = select(Membership).where(Membership.person_id == world.members[0].person_id)
    member = session.scalars(query).one()
    seen = {name for name, actor in world.identities().items() if fields(actor, member)}
    assert seen == {"reviewer", "coordinator", "coordinator2", "other_coordinator", "chief"}
    assert "gender" in fields(world.members[0], member)
    assert "gender" not in fields(world.chief, member)


def all_he_sees(session: Session, world: World, actor: Actor) -> list[str]:
    """Give everything the actor sees of the submission and of what hangs on it, ids left out."""
    item = session.scalars(select(Submission)).one()
    parts = [item, item.current_version, *item.assignments, *session.scalars(select(Review)),
             *session.scalars(select(Decision))]  # fmt: skip
    seen = [asdict(see(actor, part)) for part in parts if fields(actor, part)]
    ids = {str(world.call_id), *(str(getattr(part, "public_id", "")) for part in parts)} - {""}
    text = [str(sorted((name, value) for name, value in view.items() if name != "visible")) for view in seen]
    for public_id in ids:
        text = [line.replace(public_id, "ID") for line in text]
    return text


@case("D-AN-02", "D-AN-10")
@pytest.mark.parametrize("who", ["submitter", "reviewer", "outsider"])
@pytest.mark.parametrize("released", [False, True])
def test_who_else_reviews_changes_nothing_of_what_others_see(session: Session, who: str, *, released: bool) -> None:
    def world_with(second: int) -> list[str]:
        savepoint = session.begin_nested()
        world = a_world(session)
        item = a_submission(session, "screened", world=world)
        panel = [world.members[0], world.members[second], world.members[2]]
        for seat in [accepted(session, world, seat) for seat in a_panel(session, world, item, panel)]:
            member = next(m for m in world.members if m.person_id == seat.reviewer_id)
            reviews.hand_in(session, member, PublicId(seat.public_id), review_answers(), now=NOW)
        if released:
            decisions.record_decision(
                session, world.coordinator, item.public_id, verdict="publish", letter="Yes.", now=NOW
            )
            decisions.release_decision(session, world.coordinator, item.public_id, now=NOW)
        session.expire_all()
        seen = all_he_sees(session, world, world.identities()[who])
        savepoint.rollback()
        session.expire_all()
        return seen

    assert world_with(1) == world_with(4)


@case("D-AZ-09")
def test_nobody_without_a_relation_may_anything_but_look_at_the_hub() -> None:
    assert {name for name, rule in MAY.items() if rule(Facts())} == {Permission.HUB_SEE}


def test_every_permission_has_a_rule() -> None:
    assert set(MAY) == set(Permission)
