"""Two accounts of one person become one: everything moves, nothing is lost, and what must not be is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.behaviours import behaviour, case
from tests.builders import (
    NOW,
    World,
    a_member,
    a_panel,
    a_person,
    a_submission,
    a_world,
    accepted,
    an_actor,
    an_application,
    seats_of,
)
from tests.racing import race
from workflow.actions import (
    accounts,
    answers,
    capacity,
    invariants,
    journal,
    member_notes,
    merge_checks,
    merging,
    panels,
    people,
    works,
)
from workflow.kernel.db import Database
from workflow.kernel.errors import InvalidInput, Refused
from workflow.kernel.ids import PublicId
from workflow.models import (
    Address,
    Assignment,
    Capability,
    Capacity,
    ConflictDeclaration,
    LogChain,
    LogEntry,
    Membership,
    Message,
    Person,
    Role,
    SignIn,
    Submission,
)
from workflow.policy import Actor, person_actor

WHY = "He wrote from both addresses."


def merge(session: Session, world: World, kept: Person, closed: Person) -> Person:
    found = merging.merge_people(session, world.administrator, kept.public_id, closed.public_id, WHY, now=NOW)
    session.flush()
    assert invariants.check(session, NOW) == []
    return found


def person(session: Session, actor: Actor) -> Person:
    return session.get_one(Person, actor.person_id)


def membership(session: Session, who: Person) -> Membership:
    return session.scalars(select(Membership).where(Membership.person_id == who.id)).one()


@behaviour("R19")
def test_everything_becomes_the_kept_accounts(session: Session) -> None:
    world = a_world(session)
    kept, closed = person(session, world.outsider), a_person(session, "Olga O.", roles=("coordinator",))
    closed.orcid, closed.password_hash = "0000-0002-1825-0097", "hash"
    item = a_submission(session, "submitted", world=world)
    item.submitter_id = closed.id
    accounts.begin_sign_in(session, closed, accounts.Terms(), NOW)
    accounts.begin_sign_in(session, kept, accounts.Terms(), NOW)
    fact = journal.Fact(trigger="suspend", actor=world.administrator, now=NOW)
    journal.note(session, closed, fact)
    before = session.scalar(select(func.count()).select_from(LogEntry)) or 0
    email = closed.addresses[0].email
    merge(session, world, kept, closed)
    assert [(a.email == email, a.is_primary) for a in kept.addresses] == [(False, True), (True, False)]
    assert [role.name for role in kept.roles] == ["coordinator"]
    assert (kept.orcid, session.get_one(Submission, item.id).submitter_id) == ("0000-0002-1825-0097", kept.id)
    assert [closed.merged_into_id, closed.merged_at, closed.password_hash] == [kept.id, NOW, None]
    assert all(session.scalars(select(SignIn.ended_at)))
    assert accounts.person_with(session, email) is kept
    assert not person_actor(closed).is_signed_in
    entries = session.scalars(select(LogEntry).order_by(LogEntry.id)).all()[before:]
    assert {entry.trigger for entry in entries} == {"merge_people"}
    said = entries[0].payload.payload if entries[0].payload else None
    assert said == {
        "reason": WHY, "kept": kept.public_id, "kept_name": "Olga Outsider", "closed": closed.public_id,
        "closed_name": "Olga O.", "addresses": [email],
    }  # fmt: skip
    chains = session.scalars(select(LogChain.item_id).where(LogChain.item_kind == "person"))
    assert {kept.id, closed.id} <= set(chains)


@behaviour("R19")
def test_two_memberships_become_one_with_counters_summed_and_one_cap(session: Session) -> None:
    world = a_world(session)
    first = a_member(session, "Twin One", yearly_cap=1, topics={"objectives": ["gcm-07"]})
    second = a_member(session, "Twin Two", yearly_cap=2, languages=("en", "fr"), topics={"objectives": ["gcm-01"]})
    for twin in (first, second):
        item = a_submission(session, "screened", world=world)
        a_panel(session, world, item, [world.members[0], an_actor(twin.person), world.members[2]])
        accepted_by(session, item, twin)
    second.last_asked_at = NOW + timedelta(days=1)
    merge(session, world, first.person, second.person)
    assert (first.asked_count, first.accepted_count, first.yearly_cap) == (2, 2, 2)
    assert (second.asked_count, second.accepted_count) == (0, 0)
    assert first.last_asked_at == NOW + timedelta(days=1)
    rows = session.execute(select(Capacity.membership_id, Capacity.cap, Capacity.taken)).all()
    assert {(first.id, 2, 2), (second.id, 2, 0)} <= {tuple(row) for row in rows}
    assert {skill.language for skill in first.languages} == {"en", "fr"}
    assert sorted(claim.term.key for claim in first.expertise) == ["gcm-01", "gcm-07"]
    with pytest.raises(Refused):
        capacity.take(session, first.person_id, NOW)


def accepted_by(session: Session, item: Submission, twin: Membership) -> None:
    seat = next(seat for seat in seats_of(item) if seat.reviewer_id == twin.person_id)
    answers.accept(session, an_actor(twin.person), seat.public_id, now=NOW)


@behaviour("R19")
@pytest.mark.parametrize("waiting", [(True, False), (False, True), (True, True)])
def test_what_either_wrote_is_the_kept_ones_each_once(session: Session, waiting: tuple[bool, bool]) -> None:
    world = a_world(session)
    twins = [a_member(session, f"Twin {n}") for n in "AB"]
    for twin, titles in zip(twins, (("Both", "One"), ("both!", "Two")), strict=True):
        for title in titles:
            works.add_work(session, an_actor(twin.person), twin.public_id, {"title": title}, now=NOW)
    works.exclude_work(session, an_actor(twins[1].person), twins[1].public_id, twins[1].works[0].public_id,
                       excluded=True, now=NOW)  # fmt: skip
    for twin, name, waits in zip(twins, ("a.csv", "b.csv"), waiting, strict=True):
        if waits:
            file = works.read_file(name, b"title\nThree\n")
            works.read_works(session, an_actor(twin.person), twin.public_id, file, now=NOW)
    member_notes.write_note(session, world.coordinator, twins[1].public_id, "Quick.", now=NOW)
    merge(session, world, twins[0].person, twins[1].person)
    assert ([note.text for note in twins[0].notes], twins[1].notes) == (["Quick."], [])
    on_file = {(work.title, work.is_excluded) for work in twins[0].works}
    assert on_file == {("Both", False), ("One", False), ("Two", True)}
    assert twins[0].work_import is not None
    assert twins[0].work_import.file_name == ("a.csv" if waiting[0] else "b.csv")
    assert (twins[1].works, twins[1].work_import) == ([], None)


def test_the_cap_grows_to_what_is_taken_already(session: Session) -> None:
    world = a_world(session)
    twins = [a_member(session, f"Twin {n}", yearly_cap=1) for n in "AB"]
    for twin in twins:
        a_panel(session, world, a_submission(session, "screened", world=world),
                [world.members[0], an_actor(twin.person), world.members[2]])  # fmt: skip
    merge(session, world, twins[0].person, twins[1].person)
    row = session.scalars(select(Capacity).where(Capacity.membership_id == twins[0].id)).one()
    assert (row.cap, row.taken) == (2, 2)


@behaviour("R19")
def test_a_membership_moves_to_who_has_none(session: Session) -> None:
    world = a_world(session)
    kept, closed = person(session, world.outsider), person(session, world.members[3])
    member = membership(session, closed)
    merge(session, world, kept, closed)
    assert membership(session, kept).id == member.id


def own_review(session: Session, world: World) -> tuple[Person, Person]:
    a_submission(session, "assigned", world=world)
    return person(session, world.submitter), person(session, world.members[0])


def seated_twice(session: Session, world: World) -> tuple[Person, Person]:
    a_submission(session, "assigned", world=world)
    return person(session, world.members[0]), person(session, world.members[1])


def reads_in_conflict(session: Session, world: World) -> tuple[Person, Person]:
    item = a_submission(session, "assigned", world=world)
    outsider = world.outsider.person_id or 0
    session.add(
        ConflictDeclaration(submission_id=item.id, person_id=outsider, kind="rival", declared_at=NOW,
                            declared_by_id=outsider)
    )  # fmt: skip
    return person(session, world.outsider), person(session, world.members[0])


def handles_own(session: Session, world: World) -> tuple[Person, Person]:
    item = a_submission(session, "submitted", world=world)
    item.handling_coordinator_id = world.coordinator.person_id
    return person(session, world.coordinator), person(session, world.submitter)


def both_apply(session: Session, world: World) -> tuple[Person, Person]:
    for applicant in (world.outsider, world.submitter2):
        an_application(session, "submitted", world=world, applicant=applicant)
    return person(session, world.outsider), person(session, world.submitter2)


def member_and_applicant(session: Session, world: World) -> tuple[Person, Person]:
    an_application(session, "submitted", world=world)
    return person(session, world.outsider), person(session, world.members[0])


def oneself(session: Session, world: World) -> tuple[Person, Person]:
    return person(session, world.outsider), person(session, world.outsider)


def a_suspended_one(session: Session, world: World) -> tuple[Person, Person]:
    return person(session, world.outsider), session.scalars(select(Person).where(Person.name == "Sid Suspended")).one()


def the_administrator(session: Session, world: World) -> tuple[Person, Person]:
    return person(session, world.administrator), person(session, world.outsider)


REFUSED: dict[str, tuple[Callable[[Session, World], tuple[Person, Person]], str]] = {
    "own review": (own_review, "One account reviews what the other sent in: “A guide to fair recruitment”."),
    "two seats": (seated_twice, "Both accounts have a seat on one panel of “A guide to fair recruitment”."),
    "conflict": (reads_in_conflict, "One account reviews “A guide to fair recruitment”, with which the other has"),
    "handles": (handles_own, "One account handles “A guide to fair recruitment”, in which the other has a part."),
    "two applications": (both_apply, "Both accounts have an open application to the roster"),
    "application": (member_and_applicant, "One account is on the roster and the other has an open application"),
    "oneself": (oneself, "Choose two different accounts."),
    "suspended": (a_suspended_one, "One of these accounts is suspended; reinstate it first."),
    "administrator": (the_administrator, "Nobody merges an account of his own. Ask another administrator."),
}


@pytest.mark.sqlite_first
@case("D-AZ-04")
@behaviour("R19")
@pytest.mark.parametrize("name", REFUSED)
def test_what_must_not_be_is_refused_with_a_sentence(session: Session, name: str) -> None:
    world = a_world(session)
    build, sentence = REFUSED[name]
    pair = build(session, world)
    session.flush()
    for kept, closed in (pair, pair[::-1]):
        with pytest.raises(Refused) as caught:
            merging.merge_people(session, world.administrator, kept.public_id, closed.public_id, WHY, now=NOW)
        assert [str(reason)[: len(sentence)] for reason in caught.value.reasons] == [sentence]


def test_a_merge_needs_a_reason_and_is_not_done_twice(session: Session) -> None:
    world = a_world(session)
    kept, closed = person(session, world.outsider), person(session, world.submitter2)
    with pytest.raises(InvalidInput):
        merging.merge_people(session, world.administrator, kept.public_id, closed.public_id, " ", now=NOW)
    merge(session, world, kept, closed)
    by = world.administrator
    attempts: list[Callable[[], object]] = [
        lambda: merging.merge_people(session, by, kept.public_id, closed.public_id, WHY, now=NOW),
        lambda: people.reinstate(session, by, closed.public_id, now=NOW),
        lambda: people.give_role(session, by, closed.public_id, "coordinator", now=NOW),
    ]
    for attempt in attempts:
        with pytest.raises(Refused):
            attempt()


def test_what_both_have_is_kept_once(session: Session) -> None:
    world = a_world(session)
    item = a_submission(session, "submitted", world=world)
    pair = [a_person(session, f"Twin {n}", roles=("coordinator",)) for n in "AB"]
    for each in pair:
        session.add(ConflictDeclaration(submission_id=item.id, person_id=each.id, kind="rival", declared_at=NOW,
                                        declared_by_id=each.id))  # fmt: skip
    session.flush()
    found = merge_checks.consequences(session, *pair)
    assert (found.against, found.roles, found.conflicts, found.joins_memberships) == ((), 1, 1, False)
    merge(session, world, *pair)
    kept = pair[0].id
    assert session.scalar(select(func.count()).select_from(Role).where(Role.person_id == kept)) == 1
    own = select(func.count()).select_from(ConflictDeclaration).where(ConflictDeclaration.person_id == kept)
    assert session.scalar(own) == 1


@case("D-NT-11")
@behaviour("R19")
def test_what_is_not_sent_yet_goes_to_the_kept_account_once(session: Session) -> None:
    world = a_world(session)
    item = a_submission(session, "assigned", world=world)
    kept, closed = person(session, world.outsider), person(session, world.members[0])
    event = journal.announce(
        session, item, journal.Fact(trigger="remind", actor=world.chief, now=NOW, tells=("reviewer",)), key="remind"
    )
    event.relayed_at = NOW
    for who, kind in ((closed, "one"), (closed, "two"), (kept, "two")):
        session.add(Message(event_id=event.id, person_id=who.id, recipient=who.public_id, kind=kind, due_at=NOW))
    session.add(Capability(digest="d", purpose="sign_in", person_id=closed.id, created_at=NOW))
    session.add(Capability(digest="e", purpose="invitation", person_id=closed.id, created_at=NOW))
    session.flush()
    merge(session, world, kept, closed)
    rows = session.execute(select(Message.person_id, Message.kind, Message.state).order_by(Message.id)).all()
    assert [tuple(row) for row in rows] == [
        (kept.id, "one", "due"), (closed.id, "two", "dropped"), (kept.id, "two", "due"),
    ]  # fmt: skip
    links = session.scalars(select(Capability).where(Capability.digest.in_(("d", "e"))).order_by(Capability.id)).all()
    assert [(link.person_id, link.ended_at) for link in links] == [(kept.id, NOW), (kept.id, None)]
    seat = session.scalars(select(Assignment).where(Assignment.reviewer_id == kept.id)).one()
    assert (seat.reviewer.primary_address or Address()).email.startswith("olga.outsider")


def test_seats_go_on_under_the_kept_account(session: Session) -> None:
    world = a_world(session)
    seat = seats_of(a_submission(session, "assigned", world=world))[0]
    kept = person(session, world.outsider)
    merge(session, world, kept, person(session, world.members[0]))
    assert (seat.reviewer_id, membership(session, kept).person_id) == (kept.id, kept.id)
    with pytest.raises(StopIteration):
        accepted(session, world, seat)


@case("D-CC-06")
@behaviour("R19")
def test_a_merge_and_an_invitation_at_once_have_some_order(database: Database) -> None:
    world = database.in_transaction(a_world)
    spare, kept = PublicId(world.members[4].public_id), PublicId(world.outsider.public_id)
    item = database.in_transaction(lambda s: a_submission(s, "screened", world=world).public_id)
    found = race(database, [
        lambda s: merging.merge_people(s, world.administrator, kept, spare, WHY, now=NOW),
        lambda s: panels.invite(s, world.coordinator, item, spare, now=NOW),
    ])  # fmt: skip
    assert found[0] == "done"
    assert found[1] in {"done", "NotFound", "Refused"}
    with database.reading() as session:
        owners = set(session.scalars(select(Assignment.reviewer_id)))
        assert owners <= {world.outsider.person_id}
        assert invariants.check(session, NOW) == []
