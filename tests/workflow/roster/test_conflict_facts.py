"""What conflicts are found from is loaded whole: all addresses, other submissions, panels, the submitter's wishes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.behaviours import behaviour, case
from tests.builders import NOW, World, a_panel, a_submission, a_world, accepted, an_address, seats_of
from tests.many import many_members
from tests.statements import counted
from workflow.actions import submissions, works
from workflow.kernel.ids import PublicId
from workflow.models import ConflictOverride, Membership, Organisation, Person, Submission
from workflow.policy import Actor
from workflow.roster import conflict_facts, exclusions
from workflow.roster.candidates import candidates, preview

ORCID = "0000-0002-1825-0097"


def item_of(session: Session, world: World, **answers: Any) -> Submission:
    return a_submission(session, "screened", world=world, **answers)


def person_of(session: Session, actor: Actor) -> Person:
    return session.get_one(Person, actor.person_id)


def found(session: Session, item: Submission, who: Actor, actor: Actor | None = None) -> list[str]:
    named = {} if actor is None else {"actor": actor}
    looked = conflict_facts.look(session, item, now=NOW, **named)  # type: ignore[arg-type]  # an actor, or nobody
    return [f"{each.conflict.kind}: {each.conflict.evidence}" for each in looked.by_person[who.person_id or 0]]


def share_a_domain(session: Session, world: World) -> Submission:
    for actor in (world.submitter, world.members[0]):
        an_address(session, actor, "agency.int")
    return item_of(session, world)


def name_as_contributor(session: Session, world: World) -> Submission:
    person_of(session, world.members[0]).orcid = ORCID
    return item_of(session, world, contributors=[{"name": "M. B.", "orcid": f"https://orcid.org/{ORCID}"}])


def same_affiliation(session: Session, world: World) -> Submission:
    member = session.scalars(select(Membership).where(Membership.person_id == world.members[0].person_id)).one()
    member.organisation_id = an_organisation(session, "Office for Examples").id
    return item_of(session, world, publisher="Another", contributors=[
        {"name": "Ada Author", "affiliation": "The Office for Examples"},
    ])  # fmt: skip


def an_organisation(session: Session, name: str) -> Organisation:
    made = session.scalars(select(Organisation).where(Organisation.name == name)).first() or Organisation(name=name)
    session.add(made)
    session.flush()
    return made


def another_work(session: Session, world: World) -> Submission:
    a_submission(session, "submitted", world=world, title="A map", publication_date="2025",
                 contributors=[{"name": "Ber1, Mem"}, {"name": "Ada Author"}])  # fmt: skip
    return item_of(session, world)


def opposed(session: Session, world: World) -> Submission:
    return item_of(session, world, opposed_reviewers=[{"name": "Mem Ber1", "reason": "A rival."}])


CASES: dict[str, tuple[Callable[[Session, World], Submission], str]] = {
    "domain": (share_a_domain, "same_domain: has the e-mail domain of the submitter: agency.int"),
    "contributor": (name_as_contributor, "contributor: is named as a contributor: M. B. (the same ORCID)"),
    "organisation": (
        same_affiliation,
        "same_organisation: works for an organisation behind this submission: The Office for Examples",
    ),
    "co-author": (another_work, "co_author: wrote “A map” (2025) with Ada Author"),
    "opposed": (opposed, "opposed: the submitter asks not to have this reviewer: A rival."),
}


@behaviour("C14")
@pytest.mark.parametrize("name", CASES)
def test_a_detected_conflict_excludes_with_its_evidence(session: Session, name: str) -> None:
    world = a_world(session)
    build, words = CASES[name]
    item = build(session, world)
    me, other = world.members[0], world.members[1]
    session.expire_all()
    assert (found(session, item, me, world.coordinator), found(session, item, other)) == ([words], [])
    ranked = candidates(session, world.coordinator, item, now=NOW)
    evidence = words.partition(": ")[2]
    assert [(left.name, str(left.reason)) for left in ranked.left_out] == [("Mem Ber1", evidence)]
    shown = preview(session, world.coordinator, item, [PublicId(me.public_id)], now=NOW)
    assert [str(left.reason) for left in shown.impossible] == [evidence]


@behaviour("C14", "C23")
def test_a_suggestion_and_a_common_panel_speak_against_without_excluding(session: Session) -> None:
    world = a_world(session)
    other = a_submission(session, "screened", world=world)
    other.submitter_id = world.submitter2.person_id or 0
    submitter_as_member = world.members[3]
    a_panel(session, world, other, [world.members[0], submitter_as_member, world.members[2]])
    for seat in seats_of(other)[:2]:
        accepted(session, world, seat)
    item = item_of(session, world, suggested_reviewers=[{"name": "Mem Ber1"}])
    item.submitter_id = submitter_as_member.person_id or 0
    session.flush()
    ranked = candidates(session, world.coordinator, item, now=NOW)
    points = {who.name: [str(p.words) for p in who.points if p.kind == "-"] for who in ranked.best}
    together = "Sat on a panel together with the submitter in 2026"
    assert {"Suggested by the submitter", together} <= set(points["Mem Ber1"])
    assert together not in points["Mem Ber3"]  # asked, but never accepted
    other.submitter_id = world.coordinator.person_id or 0
    session.flush()
    session.expire_all()
    assert found(session, item, world.members[0], world.coordinator) == ["suggested: Suggested by the submitter"]


@case("D-AN-13")
def test_another_work_is_named_only_to_who_may_see_it(session: Session) -> None:
    world = a_world(session)
    a_submission(session, "submitted", world=world, title="Not public", publication_date="2025",
                 contributors=[{"name": "Mem Ber1"}, {"name": "Ada Author"}])  # fmt: skip
    item = item_of(session, world)
    me = world.members[0]
    assert found(session, item, me, world.coordinator) == ["co_author: wrote “Not public” (2025) with Ada Author"]
    for actor in (world.other_coordinator, None):
        assert found(session, item, me, actor) == ["co_author: wrote another work of 2025 with Ada Author"]


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_a_draft_tells_nothing(session: Session, state: str) -> None:
    world = a_world(session)
    a_submission(session, state, world=world, publication_date="2025",
                 contributors=[{"name": "Mem Ber1"}, {"name": "Ada Author"}])  # fmt: skip
    assert bool(found(session, item_of(session, world), world.members[0])) is (state == "withdrawn")


@behaviour("C14")
@pytest.mark.parametrize(("typed", "of_first", "of_second"), [
    ({"authors": "Ber1, Mem\nAUTHOR, Ada"}, True, False),
    ({"authors": "Ada Author\nMem Ber2"}, True, True),
    ({"authors": "Ada Author", "year": "2022"}, True, False),
    ({"authors": "Ada Author", "year": "2021"}, False, False),
    ({"authors": "Ada Author", "year": ""}, False, False),
    ({"authors": "Adam Author\nAda"}, False, False),
    ({"authors": "Mem Ber2"}, False, False),
])  # fmt: skip
def test_who_wrote_with_the_submitter_or_a_contributor_is_found_by_the_works_on_file(
    session: Session, typed: dict[str, str], *, of_first: bool, of_second: bool
) -> None:
    world = a_world(session)
    work = {"title": "A book", "year": "2026", **typed}
    kept = works.add_work(session, world.members[0], world.membership_ids[0], work, now=NOW)
    kept.is_excluded = True  # left out of the comparison of texts; written together it is all the same
    item = item_of(session, world)
    words = [f"co_author: wrote “A book” ({work['year']}) with Ada Author"]
    assert found(session, item, world.members[0]) == words * of_first
    assert found(session, item, world.members[1]) == words * of_second


@behaviour("C14")
def test_who_is_named_in_a_work_of_the_submitter_is_found(session: Session) -> None:
    world = a_world(session)
    author = world.members[0]
    work = {"title": "A book", "year": "2026", "authors": "Mem Ber2"}
    works.add_work(session, author, world.membership_ids[0], work, now=NOW)
    item = item_of(session, world)
    item.submitter_id = author.person_id or 0
    session.flush()
    session.expire_all()
    assert found(session, item, world.members[1]) == ["co_author: wrote “A book” (2026) with Mem Ber1"]


def test_a_contributor_who_is_no_longer_named_is_no_conflict(session: Session) -> None:
    world = a_world(session)
    draft = a_submission(session, "returned", world=world, contributors=[{"name": "Mem Ber1"}])
    assert [each.split(":")[0] for each in found(session, draft, world.members[0])] == ["contributor"]
    answers = {"contributors": [{"name": "Ada Author"}]}
    submissions.save_draft(session, world.submitter, draft.public_id, answers, now=NOW)
    session.expire_all()
    assert found(session, draft, world.members[0]) == []


@behaviour("C14")
def test_an_override_counts_until_its_end(session: Session) -> None:
    world = a_world(session)
    item = share_a_domain(session, world)
    me = world.members[0]
    override = ConflictOverride(
        submission_id=item.id, person_id=me.person_id, kind="same_domain", reason="Another department.",
        approved_by_id=world.chief.person_id, approved_at=NOW, expires_at=NOW + timedelta(days=9),
    )  # fmt: skip
    session.add(override)
    session.flush()
    session.expire_all()
    ranked = candidates(session, world.coordinator, item, now=NOW)
    best = next(who for who in ranked.best if who.name == "Mem Ber1")
    words = "has the e-mail domain of the submitter: agency.int (overridden until 2026-12-02)"
    assert words in [str(point.words) for point in best.points if point.kind == "-"]
    late = candidates(session, world.coordinator, item, now=NOW + timedelta(days=9))
    assert [left.name for left in late.left_out] == ["Mem Ber1"]
    override.ended_at = NOW
    session.flush()
    assert [left.name for left in candidates(session, world.coordinator, item, now=NOW).left_out] == ["Mem Ber1"]


@case("D-AZ-09")
def test_whom_nobody_looked_at_cannot_be_asked(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    world = a_world(session)
    item = item_of(session, world)
    nothing = conflict_facts.look(session, item, now=NOW, people=[])
    empty = conflict_facts.Looked(nothing.behind, {}, {})
    monkeypatch.setattr(conflict_facts, "among", lambda *_values, **_named: {item.id: empty})
    members = session.scalars(select(Membership)).all()
    reasons = {str(reason) for reason in exclusions.of(session, item, members, NOW).values()}
    assert reasons == {"conflicts of interest could not be looked for"}
    assert candidates(session, world.coordinator, item, now=NOW).best == ()


def together(session: Session, world: World) -> Submission:
    """Give a submission whose submitter sat on a panel with a member."""
    other = a_submission(session, "screened", world=world)
    a_panel(session, world, other, [world.members[0], world.members[3], world.members[2]])
    for seat in seats_of(other)[:2]:
        accepted(session, world, seat)
    item = item_of(session, world, suggested_reviewers=[{"name": "Mem Ber2"}])
    item.submitter_id = world.members[3].person_id or 0
    session.flush()
    return item


@behaviour("C5", "C14")
def test_what_is_found_for_many_is_what_is_found_for_each(session: Session) -> None:
    world = a_world(session)
    items = [together(session, world)] + [build(session, world) for build, _ in CASES.values()]
    session.expire_all()
    for actor in (world.coordinator, world.other_coordinator):
        found = conflict_facts.look_at_all(session, items, now=NOW, actor=actor)
        assert found[items[0].id].behind.served != {}
        for item in items:
            alone = conflict_facts.look(session, item, now=NOW, actor=actor)
            assert found[item.id].behind == alone.behind
            assert {person: found[item.id].by_person[person] for person in alone.by_person} == alone.by_person


def test_however_many_submissions_two_statements_are_enough(session: Session) -> None:
    world = a_world(session)
    items = [build(session, world) for build, _ in CASES.values()]
    assert [(len(item.versions), item.overrides) for item in items] == [(1, [])] * len(items)
    with counted(session) as sent:
        conflict_facts.look_at_all(session, items, now=NOW, actor=world.coordinator)
    assert len(sent) == len(["people", "works"])


@pytest.mark.parametrize("n", [5, 500])
def test_however_many_members_two_statements_are_enough(session: Session, n: int) -> None:
    world = a_world(session)
    many_members(session, n)
    item = item_of(session, world)
    conflict_facts.look(session, item, now=NOW)
    with counted(session) as sent:
        looked = conflict_facts.look(session, item, now=NOW)
    assert (len(sent), len(looked.by_person) > n) == (2, True)
