from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import NOW, World, a_member, a_panel, a_submission, a_world, an_address, the_call
from tests.many import many_members
from tests.statements import counted
from workflow.kernel.ids import PublicId
from workflow.kernel.messages import Reason, from_data
from workflow.models import ConflictDeclaration, ConflictOverride, Membership, Submission
from workflow.policy import Actor
from workflow.roster import candidates, plans, proposals
from workflow.roster.proposals import Scene

Data = dict[str, Any]


def items(session: Session, world: World, n: int) -> list[Submission]:
    return [a_submission(session, "screened", world=world, objectives=["gcm-07"]) for _ in range(n)]


def scene(session: Session, world: World, actor: Actor | None = None) -> Scene:
    who = actor or world.coordinator
    return proposals.scene(session, who, proposals.waiting(session, who, the_call(session)), NOW)


def problem(session: Session, world: World, actor: Actor | None = None) -> Data:
    return proposals.problem_of(scene(session, world, actor))


def plan(kept: Data, wishes: Data | None = None) -> Data:
    found, report = plans.solved(kept, wishes or plans.no_wishes())
    assert report is None
    assert found is not None
    return found


def report(kept: Data, wishes: Data | None = None) -> list[str]:
    _, found = plans.solved(kept, wishes or plans.no_wishes())
    assert found is not None
    return [str(from_data(reason)) for reason in found["reasons"]]


def panels_of(found: Data) -> dict[str, set[str]]:
    names = {item for item, _, _ in found["pairs"]}
    return {name: {person for item, person, _ in found["pairs"] if item == name} for name in names}


def ids(world: World) -> list[str]:
    return [str(member.public_id) for member in world.members]


@behaviour("C5")
def test_every_item_gets_a_panel_by_the_rule_with_the_scores_of_its_candidates(session: Session) -> None:
    world = a_world(session)
    waiting = items(session, world, 3)
    kept = problem(session, world)
    found = plan(kept)
    sides = {member["id"]: member["side"] for member in kept["members"]}
    for people in panels_of(found).values():
        assert sorted(sides[person] for person in people) == ["external", "external", "internal"]
    assert set(panels_of(found)) == {item.public_id for item in waiting}
    assert found["gap"] == 0
    ranked = {
        (item.public_id, who.public_id): round(who.score, 4)
        for item in waiting for who in candidates.candidates(session, world.coordinator, item, now=NOW).best
    }  # fmt: skip
    assert {(item, person): score for item, person, score in found["pairs"]}.items() <= ranked.items()
    assert found["total"] == pytest.approx(sum(found["scores"].values()), abs=0.001)


def test_who_sits_on_a_panel_stays_and_only_what_is_missing_is_proposed(session: Session) -> None:
    world = a_world(session)
    (item,) = items(session, world, 1)
    a_panel(session, world, item, [world.members[1], world.members[2]])
    kept = problem(session, world)
    assert sorted(kept["seats"]) == sorted([item.public_id, ids(world)[n]] for n in (1, 2))
    (people,) = panels_of(plan(kept)).values()
    assert set(ids(world)[1:3]) < people
    assert people & {ids(world)[0], ids(world)[3]}


@pytest.mark.parametrize("columns", [{"yearly_cap": 1}, {"minimum_interval_days": 30}])
def test_nobody_is_proposed_for_more_than_he_can_take(session: Session, columns: dict[str, int]) -> None:
    world = a_world(session)
    for member in session.scalars(select(Membership)):
        for name, value in columns.items():
            setattr(member, name, value)
    for n in range(3):
        a_member(session, f"More {n}", side=("internal", "external", "external")[n])
    items(session, world, 2)
    kept = problem(session, world)
    assert {member["room"] for member in kept["members"][:5]} <= {1, 12}
    people = [person for _, person, _ in plan(kept)["pairs"]]
    assert all(people.count(person) <= 1 for person in ids(world))


@behaviour("C5", "C14")
def test_a_detected_conflict_is_no_pair_and_one_that_is_overridden_a_doubtful_one(session: Session) -> None:
    world = a_world(session)
    an_address(session, world.submitter, "agency.int")
    an_address(session, world.members[1], "agency.int")
    item, other = items(session, world, 2)
    other.submitter_id = world.submitter2.person_id or 0
    session.flush()
    session.expire_all()
    kept = problem(session, world)
    at = [person["id"] for person in kept["members"]].index(ids(world)[1])
    scores = {each["id"]: row[at] for each, row in zip(kept["items"], kept["scores"], strict=True)}
    assert (scores[item.public_id], scores[other.public_id] > 0) == (None, True)
    override(session, world, item)
    found = scene(session, world)
    (shown,) = [each for each in found.items if each.id == item.public_id]
    member = found.roster[ids(world)[1]]
    assert found.reason_against(shown, member) is None
    doubts = [str(point.words) for point in found.points(shown, member) if point.kind == "-"]
    assert "has the e-mail domain of the submitter: agency.int (overridden until 2026-12-02)" in doubts
    assert {"words": found.points(shown, member)[-1].words.as_data(), "kind": "-"} in found.evidence(shown, member)[
        "points"
    ]


def override(session: Session, world: World, item: Submission) -> None:
    session.add(ConflictOverride(
        submission_id=item.id, person_id=world.members[1].person_id, kind="same_domain", reason="Another department.",
        approved_by_id=world.chief.person_id, approved_at=NOW, expires_at=NOW + timedelta(days=9),
    ))  # fmt: skip
    session.flush()
    session.expire_all()


@pytest.mark.parametrize("why", ["conflict", "own", "absent", "asked"])
def test_who_cannot_be_asked_is_in_no_plan(session: Session, why: str) -> None:
    world = a_world(session)
    (item,) = items(session, world, 1)
    member = session.scalars(select(Membership).where(Membership.public_id == world.membership_ids[1])).one()
    if why == "conflict":
        session.add(ConflictDeclaration(submission_id=item.id, person_id=member.person_id, kind="rival",
                                        declared_at=NOW, declared_by_id=member.person_id))  # fmt: skip
    elif why == "own":
        item.submitter_id = member.person_id
    elif why == "absent":
        member.skip_until = (NOW + timedelta(9)).date()
    else:
        member.last_asked_at, member.minimum_interval_days = NOW, 9
    session.flush()
    kept = problem(session, world)
    assert ids(world)[1] not in {person["id"] for person in kept["members"]}
    assert ids(world)[1] not in {person for _, person, _ in plan(kept)["pairs"]}


def test_what_a_coordinator_does_not_handle_is_not_proposed_to_him(session: Session) -> None:
    world = a_world(session)
    mine, other = items(session, world, 2)
    mine.submitter_id = world.coordinator.person_id or 0
    session.flush()
    assert [item["id"] for item in problem(session, world)["items"]] == [other.public_id]
    assert len(problem(session, world, world.coordinator2)["items"]) == 2


@behaviour("C5")
def test_where_no_plan_is_possible_the_places_and_what_would_help_are_said(session: Session) -> None:
    world = a_world(session)
    items(session, world, 1)
    for member in session.scalars(select(Membership).where(Membership.side == "internal")):
        member.do_not_contact = True
    session.flush()
    kept = problem(session, world)
    name = kept["items"][0]["id"]
    assert report(kept) == [f"{name} needs 1 of the internal reviewers; 0 can be asked."]
    _, found = plans.solved(kept, plans.no_wishes())
    helps = [str(from_data(each["words"])) for each in (found or {})["helps"]]
    assert "Find 1 more place among the internal reviewers for these submissions." in helps


def test_an_empty_roster_is_a_report(session: Session) -> None:
    world = a_world(session)
    items(session, world, 1)
    for member in session.scalars(select(Membership)):
        member.do_not_contact = True
    session.flush()
    kept = problem(session, world)
    assert (kept["members"], report(kept)[0].endswith("0 can be asked.")) == ([], True)


@behaviour("C5")
def test_the_difference_of_a_wish_is_exact(session: Session) -> None:
    world = a_world(session)
    a_member(session, "Ex Pert", topics={"objectives": ["gcm-07", "gcm-08"]}, ask_next=True)
    items(session, world, 2)
    kept = problem(session, world)
    before = plan(kept)
    item, person, _ = next(pair for pair in before["pairs"] if pair[1] not in ids(world))
    wishes = {"locked": [], "forbidden": [[item, person]]}
    change = plans.difference(kept, before, wishes)
    assert isinstance(change, plans.Difference)
    assert (item, person) in change.leaving
    assert change.total == pytest.approx(plan(kept, wishes)["total"] - before["total"], abs=1e-6)
    assert change.total < 0
    assert len(change.joining) == len(change.leaving)


def test_a_wish_that_leaves_no_plan_says_so(session: Session) -> None:
    world = a_world(session)
    items(session, world, 1)
    kept = problem(session, world)
    item = kept["items"][0]["id"]
    wishes = {"locked": [], "forbidden": [[item, person] for person in (ids(world)[0], ids(world)[3])]}
    assert isinstance(plans.difference(kept, plan(kept), wishes), Reason)


@behaviour("C4")
def test_why_not_is_answered_from_the_kept_prices(session: Session) -> None:
    world = a_world(session)
    a_member(session, "Ex Pert", topics={"objectives": ["gcm-07"]}, ask_next=True)
    items(session, world, 1)
    kept = problem(session, world)
    found = plan(kept)
    item, chosen, _ = found["pairs"][0]
    left = next(m["id"] for m in kept["members"] if m["side"] == "external" and m["id"] not in panels_of(found)[item])
    yes, no = plans.why(kept, found, item, chosen), plans.why(kept, found, item, left)
    assert yes.margin >= 0 >= no.margin
    assert str(no.reason).startswith(f"Scores {round(no.score, 2)}; would be chosen from {round(no.chosen_from, 2)}")


def test_the_facts_cost_the_same_number_of_statements_however_many(session: Session) -> None:
    world = a_world(session)
    many_members(session, 60)
    sent = []
    for n in (1, 3):
        items(session, world, n)
        session.expire_all()
        the_call(session)
        with counted(session) as statements:
            problem(session, world)
        sent.append(len(statements))
    assert sent[0] == sent[1] == len(["call", "submissions", "terms", "members", "people", "works"])


def test_the_solver_is_loaded_by_solving_and_by_no_page() -> None:
    program = "import sys, web.app, notifications.tick; print([m for m in ('ortools', 'numpy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_same_facts_give_the_same_plan(session: Session) -> None:
    world = a_world(session)
    items(session, world, 2)
    kept = problem(session, world)
    turned = {
        **kept, "items": kept["items"][::-1], "scores": [row[::-1] for row in kept["scores"][::-1]],
        "members": kept["members"][::-1],
    }  # fmt: skip
    assert plan(turned)["pairs"] == plan(kept)["pairs"]
    assert PublicId(kept["items"][0]["id"])
