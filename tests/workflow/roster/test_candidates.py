from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import NOW, World, a_member, a_panel, a_person, a_submission, a_world
from tests.many import many_members
from tests.statements import counted
from workflow.actions.membership_founding import write_regions
from workflow.kernel.errors import NotAllowed, NotFound
from workflow.kernel.ids import PublicId
from workflow.models import (
    Absence,
    Capacity,
    ConflictDeclaration,
    Expertise,
    Membership,
    Organisation,
    Submission,
)
from workflow.policy import Actor
from workflow.roster import exclusions
from workflow.roster.candidate import Candidate
from workflow.roster.candidates import candidates, preview
from workflow.rules import panel


def open_item(session: Session, world: World, **answers: Any) -> Submission:
    return a_submission(session, "screened", world=world, **{"objectives": ["gcm-07"], **answers})


def found_for(session: Session, world: World, item: Submission) -> dict[str, Candidate]:
    return {who.name: who for who in candidates(session, world.coordinator, item, now=NOW).best}


def said(candidate: Candidate, kind: str = "") -> list[str]:
    return [str(point.words) for point in candidate.points if point.kind == (kind or point.kind)]


def ids(*actors: Actor) -> list[PublicId]:
    return [PublicId(actor.public_id) for actor in actors]


def verify(session: Session, member: Membership) -> None:
    for claim in session.scalars(select(Expertise).where(Expertise.membership_id == member.id)):
        claim.verified_at = NOW
    session.flush()


def test_the_better_match_comes_first_with_its_words(session: Session) -> None:
    world = a_world(session)
    expert = a_member(session, "Ex Pert", topics={"expertise": [{"key": "data-protection", "level": "3"}]})
    verify(session, expert)
    far = a_member(session, "Far Off", topics={"objectives": ["gcm-21"]})
    item = open_item(session, world, objectives=["gcm-01"], expertise=["data-protection"])
    ranked = candidates(session, world.coordinator, item, now=NOW).best
    names = [who.name for who in ranked if who.side == "external"]
    assert (names[0], ranked[-1].band) == ("Ex Pert", "none")
    best = next(who for who in ranked if who.name == "Ex Pert")
    assert best.band == "strong"
    assert said(best, "+")[:2] == [
        "Privacy and protection of personal data (expert, verified)", "Objective 1 (expert, verified)",
    ]  # fmt: skip
    assert "No publications on file: the score rests on what the reviewer declares" in said(best, "-")
    assert said(next(w for w in ranked if w.membership == far.public_id), "-") == [
        "No topic in common with the submission",
        "No publications on file: the score rests on what the reviewer declares",
    ]


def test_an_item_about_the_whole_compact_asks_for_breadth(session: Session) -> None:
    world = a_world(session)
    broad = [f"gcm-{n:02}" for n in range(1, 16)]
    a_member(session, "Brea Dth", topics={"objectives": broad})
    found = found_for(session, world, open_item(session, world, objectives=["gcm-00"]))
    assert said(found["Brea Dth"], "+")[0] == "Knows 15 of the 23 objectives"
    assert found["Brea Dth"].score > found["Mem Ber2"].score > 0


def test_without_an_objective_the_ranking_says_what_it_lacks(session: Session) -> None:
    world = a_world(session)
    item = open_item(session, world)
    assert candidates(session, world.coordinator, item, now=NOW).note is None
    item.current_version.term_links.clear()
    session.flush()
    assert "No objective is given" in str(candidates(session, world.coordinator, item, now=NOW).note)


@behaviour("R11")
@pytest.mark.parametrize(("columns", "words"), [
    ({"ask_next": True}, "Wants to be asked next"),
    ({"last_asked_at": NOW - timedelta(days=160)}, "0 of 12 reviews this year, last asked 5 months ago"),
    ({"last_asked_at": NOW - timedelta(days=1)}, "0 of 12 reviews this year, last asked 1 day ago"),
    ({}, "0 of 12 reviews this year, never asked"),
    ({"state": "trial"}, "In the trial period"),
    ({"languages": ("en",)}, "Works in English"),
])  # fmt: skip
def test_what_speaks_for_and_against_is_said(session: Session, columns: dict[str, Any], words: str) -> None:
    world = a_world(session)
    a_member(session, "Some One", **columns)
    assert words in said(found_for(session, world, open_item(session, world))["Some One"])


def test_regions_speak_for_and_against(session: Session) -> None:
    world = a_world(session)
    for name in ("On Panel", "Next One"):
        write_regions(session, a_member(session, name), ["africa"])
    item = open_item(session, world, scope="regional", regions=["africa"])
    assert "Knows the region: Africa" in said(found_for(session, world, item)["Next One"], "+")
    on_panel = session.scalars(select(Membership).where(Membership.regions.any()).order_by(Membership.id)).first()
    assert on_panel is not None
    a_panel(session, world, item, [Actor("person", public_id=on_panel.person.public_id)])
    assert "Same region as somebody on the panel: Africa" in said(found_for(session, world, item)["Next One"], "-")


@behaviour("R11")
def test_an_absence_to_come_is_a_warning_and_one_that_is_excludes(session: Session) -> None:
    world = a_world(session)
    for name, starts in (("Goes Soon", 5), ("Is Away", -5), ("Goes Later", 60)):
        member = a_member(session, name)
        first = (NOW + timedelta(days=starts)).date()
        session.add(Absence(membership_id=member.id, starts_on=first, ends_on=first + timedelta(days=9)))
    session.flush()
    item = open_item(session, world)
    found = candidates(session, world.coordinator, item, now=NOW)
    by_name = {who.name: said(who, "-") for who in found.best}
    assert "Away from 2026-11-28 to 2026-12-07" in by_name["Goes Soon"]
    assert not [words for words in by_name["Goes Later"] if words.startswith("Away")]
    assert {who.name: str(who.reason) for who in found.left_out} == {"Is Away": "absent until 2026-11-27"}


EXCLUDED: dict[str, dict[str, Any]] = {
    "does not want to be contacted": {"do_not_contact": True},
    "not before 2027-02-01": {"skip_until": NOW.date().replace(year=2027, month=2, day=1)},
    "has 0 of 0 reviews this year": {"yearly_cap": 0},
    "asked a short time ago; free again on 2026-12-03": {
        "minimum_interval_days": 20, "last_asked_at": NOW - timedelta(days=10),
    },
    "does not read the language of this submission": {"languages": ("fr",)},
    "not active on the roster": {"state": "approved"},
}  # fmt: skip


@behaviour("R11")
@pytest.mark.parametrize("reason", EXCLUDED)
def test_who_cannot_be_asked_is_named_with_the_reason(session: Session, reason: str) -> None:
    world = a_world(session)
    member = a_member(session, "Left Out", **EXCLUDED[reason])
    item = open_item(session, world)
    found = candidates(session, world.coordinator, item, now=NOW)
    assert [(who.name, str(who.reason)) for who in found.left_out] == [("Left Out", reason)]
    assert "Left Out" not in {who.name for who in found.best}
    assert {k: str(v) for k, v in exclusions.of(session, item, [member], NOW).items()} == {member.person_id: reason}


@pytest.mark.parametrize(("kind", "reason"), [
    ("own", "has sent this submission in"), ("declared", "conflict of interest, declared"),
    ("organisation", "works for an organisation behind this submission: The Publisher"),
    ("seat", "already on this panel"),
])  # fmt: skip
def test_conflicts_and_seats_exclude(session: Session, kind: str, reason: str) -> None:
    world = a_world(session)
    member = a_member(session, "Left Out")
    item = open_item(session, world, publisher="The Publisher")
    if kind == "own":
        item.submitter_id = member.person_id
    elif kind == "declared":
        session.add(
            ConflictDeclaration(
                submission_id=item.id, person_id=member.person_id, kind="rival", declared_at=NOW,
                declared_by_id=member.person_id,
            )
        )  # fmt: skip
    elif kind == "organisation":
        publisher = session.scalars(select(Organisation).where(Organisation.name == "The Publisher")).one()
        member.organisation_id = publisher.id
    else:
        a_panel(session, world, item, [Actor("person", public_id=member.person.public_id)])
    session.flush()
    found = candidates(session, world.coordinator, item, now=NOW)
    assert [(who.name, str(who.reason)) for who in found.left_out] == [("Left Out", reason)]


def test_nobody_is_missing_and_equal_facts_give_an_equal_order(session: Session) -> None:
    world = a_world(session)
    many_members(session, 120)
    item = open_item(session, world)
    found = candidates(session, world.coordinator, item, now=NOW, limit=1000)
    everybody = set(session.scalars(select(Membership.public_id)))
    assert {who.membership for who in found.best} | {who.membership for who in found.left_out} == everybody
    assert found.total + len(found.left_out) == len(everybody)
    assert candidates(session, world.coordinator, item, now=NOW, limit=1000) == found


@behaviour("C4")
def test_who_fills_a_missing_place_comes_first(session: Session) -> None:
    world = a_world(session)
    item = open_item(session, world)
    a_panel(session, world, item, [world.members[1], world.members[2]])
    found = candidates(session, world.coordinator, item, now=NOW)
    assert [who.side for who in found.best] == ["internal", "internal", "external"]
    assert [who.fills for who in found.best] == [("internal",), ("internal",), ()]
    only = candidates(session, world.coordinator, item, now=NOW, only_missing=True)
    assert [who.side for who in only.best] == ["internal", "internal"]


@behaviour("C4")
def test_a_preview_shows_the_meter_the_warning_and_who_cannot(session: Session) -> None:
    world = a_world(session, panel_rule={"minimum": {"internal": 1, "external": 2}, "most_of_one_region": 1})
    item = open_item(session, world)
    for public_id in world.membership_ids[:2]:
        member = session.scalars(select(Membership).where(Membership.public_id == public_id)).one()
        write_regions(session, member, ["asia"])
    away = a_member(session, "No Way", do_not_contact=True)
    found = preview(session, world.coordinator, item, [*ids(*world.members[:2]), away.person.public_id], now=NOW)
    assert [str(quota.label) for quota in found.meter.quotas][:2] == ["internal 0/1", "external 0/2"]
    assert [quota.short for quota in found.meter.quotas[:2]] == [False, True]
    assert str(found.missing) == "1 external reviewer is missing"
    assert [str(warning) for warning in found.warnings] == ["2 reviewers work on the same region; at most 1"]
    assert [(who.name, str(who.reason)) for who in found.impossible] == [("No Way", "does not want to be contacted")]
    assert panel.Standing.ASKED in {seat.standing for seat in found.meter.seats}


def test_a_preview_of_strangers_is_not_found(session: Session) -> None:
    world = a_world(session)
    item = open_item(session, world)
    with pytest.raises(NotFound):
        preview(session, world.coordinator, item, ids(world.outsider), now=NOW)


@pytest.mark.case("D-AN-05", "D-AZ-08")
@pytest.mark.parametrize(("name", "error"), [
    ("other_coordinator", NotFound), ("submitter", NotAllowed), ("outsider", NotFound), ("member", NotFound),
])  # fmt: skip
def test_only_coordinators_of_the_call_choose(session: Session, name: str, error: type[Exception]) -> None:
    world = a_world(session)
    item = open_item(session, world)
    for ask in (candidates, preview):
        with pytest.raises(error):
            ask(session, world.identities()[name], item, *([[]] if ask is preview else []), now=NOW)


@pytest.mark.case("D-AN-13")
def test_the_load_on_a_coordinators_own_submission_is_not_shown_to_him(session: Session) -> None:
    world = a_world(session)
    mine = a_submission(session, "assigned", world=world)
    mine.submitter_id = world.coordinator.person_id or 0
    item = open_item(session, world)
    found = found_for(session, world, item)
    loads = {name: [words for words in said(who) if "this year" in words] for name, who in found.items()}
    assert set(map(str, loads.values())) == {"['0 of 12 reviews this year, never asked']"}
    other = {who.name: who for who in candidates(session, world.coordinator2, item, now=NOW).best}
    assert "1 of 12 reviews this year, last asked 0 days ago" in said(other["Mem Ber1"])
    for capacity in session.scalars(select(Capacity)):
        capacity.cap = 1
    session.flush()
    left = candidates(session, world.coordinator, item, now=NOW).left_out
    assert {str(who.reason) for who in left} == {"takes no more reviews this year"}


@pytest.mark.parametrize("n", [5, 500])
def test_five_hundred_members_cost_a_few_statements(session: Session, n: int) -> None:
    world = a_world(session)
    many_members(session, n)
    item = open_item(session, world, expertise=["data-protection"], objectives=["gcm-01", "gcm-04", "gcm-07"])
    candidates(session, world.coordinator, item, now=NOW)
    with counted(session) as sent:
        candidates(session, world.coordinator, item, now=NOW)
    assert len([s for s in sent if "AS person_public_id" in s or "basis" in s]) == 2
    assert len(sent) <= 6


def test_the_reasons_can_be_kept_with_the_invitation(session: Session) -> None:
    world = a_world(session)
    a_person(session)
    (best, *_) = candidates(session, world.coordinator, open_item(session, world), now=NOW).best
    assert (best.evidence["band"], best.evidence["points"][0]["kind"]) == (best.band, "+")
    assert str(best.band_words) == "adequate match"
