"""What members would like to review: who is shown what, and how what they say enters the ranking and the proposals."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import NOW, World, a_panel, a_submission, a_world, an_address, the_call
from workflow.actions import bids, invariants, memberships
from workflow.kernel.errors import InvalidInput, NotAllowed, NotFound
from workflow.kernel.ids import PublicId
from workflow.models import Bid, ConflictDeclaration, Submission
from workflow.policy import Actor
from workflow.roster import bidding, proposals
from workflow.roster.candidates import candidates

SUMMARY = "What the guide says of fair recruitment, and to whom."


@pytest.fixture
def world(session: Session) -> World:
    """Give the usual cast, whose call asks members what they would like to review."""
    return a_world(session, bidding=True)


def shown(session: Session, actor: Actor) -> list[tuple[str | None, str | None]]:
    """Give what somebody may bid on, and what he said."""
    return [(view.public_id, view.wish) for view in bidding.open_to(session, actor, NOW) or []]


@behaviour("R17")
def test_bids_are_said_in_the_ranking_with_what_they_count(session: Session, world: World) -> None:
    item = a_submission(session, "screened", world=world)
    first, second, third, fourth, fifth = world.members
    before = {str(c.public_id): c for c in candidates(session, world.coordinator, item, now=NOW).best}
    for actor, wish in ((first, "interested"), (second, "maybe"), (third, "not_for_me"), (fifth, "interested")):
        assert shown(session, actor) == [(item.public_id, "")]
        bids.place_bid(session, actor, item.public_id, wish, now=NOW)
        assert shown(session, actor) == [(item.public_id, wish)]
    bids.place_bid(session, fifth, item.public_id, "nothing", now=NOW)
    bids.place_bid(session, second, item.public_id, "maybe", now=NOW)
    said = sorted((bid.person_id, bid.wish) for bid in session.scalars(select(Bid)))
    assert said == [(first.person_id, "interested"), (second.person_id, "maybe"), (third.person_id, "not_for_me")]

    found = candidates(session, world.coordinator, item, now=NOW)
    after = {str(c.public_id): c for c in found.best}
    words = {"+Would like to review it", "+Would review it if needed", "-Would rather not review it"}
    heard = {
        who: (round(after[who].score - before[who].score, 4), after[who].affinity.parts.bid,
              [w for p in after[who].points if (w := f"{p.kind}{p.words}") in words])
        for who in after
    }  # fmt: skip
    assert heard == {
        first.public_id: (0.5, 0.5, ["+Would like to review it"]),
        second.public_id: (0.125, 0.125, ["+Would review it if needed"]),
        third.public_id: (-0.5, -0.5, ["-Would rather not review it"]),
        fourth.public_id: (0.0, None, []),
        fifth.public_id: (0.0, None, []),
    }

    waiting = proposals.waiting(session, world.coordinator, the_call(session))
    scene = proposals.scene(session, world.coordinator, waiting, NOW)
    scores = {who: scene.score(scene.items[0], scene.roster[who]) for who in after}
    assert scores == {who: pytest.approx(candidate.score, abs=1e-4) for who, candidate in after.items()}
    points = scene.points(scene.items[0], scene.roster[str(first.public_id)])
    assert "Would like to review it" in [str(point.words) for point in points]


@behaviour("R17")
def test_a_conflict_said_in_a_bid_is_declared_and_excludes(session: Session, world: World) -> None:
    item, me = a_submission(session, "screened", world=world), world.members[0]
    bids.place_bid(session, me, item.public_id, "interested", now=NOW)
    for wish, kind in (("conflict", ""), ("conflict", "envy"), ("always", "")):
        with pytest.raises(InvalidInput):
            bids.place_bid(session, me, item.public_id, wish, kind=kind, now=NOW)
    bids.place_bid(session, me, item.public_id, "conflict", kind="rival", note="We compete.", now=NOW)
    (declared,) = session.scalars(select(ConflictDeclaration))
    assert (declared.person_id, declared.kind, declared.note, declared.assignment_id) == (
        me.person_id, "rival", "We compete.", None,
    )  # fmt: skip
    assert (session.scalars(select(Bid)).all(), shown(session, me)) == ([], [])
    left_out = {
        one.public_id: str(one.reason) for one in candidates(session, world.coordinator, item, now=NOW).left_out
    }
    assert left_out[PublicId(me.public_id)] == "conflict of interest, declared"
    with pytest.raises(NotFound):
        bids.place_bid(session, me, item.public_id, "interested", now=NOW)
    assert invariants.check(session, NOW) == []


@behaviour("R17")
def test_only_what_waits_is_shown_and_only_to_members_whom_nothing_keeps_from_it(
    session: Session, world: World
) -> None:
    item = a_submission(session, "screened", world=world, summary=SUMMARY)
    a_submission(session, "submitted", world=world)
    a_submission(session, "draft", world=world)
    me, other, call = world.members[0], world.members[1], the_call(session)
    (view,) = bidding.open_to(session, me, NOW) or []
    assert (view.summary, ("objectives", "gcm-07") in (view.topics or [])) == (SUMMARY, True)

    def refused(actor: Actor) -> bool:
        attempt = session.begin_nested()
        try:
            bids.place_bid(session, actor, item.public_id, "maybe", now=NOW)
        except (NotFound, NotAllowed):
            return True
        finally:
            attempt.rollback()
        return False

    assert [bidding.open_to(session, who, NOW) for who in (world.coordinator, world.outsider)] == [None, None]
    assert (refused(world.coordinator), refused(world.outsider), refused(me)) == (True, True, False)
    call.bidding = False
    session.flush()
    assert (shown(session, me), refused(me)) == ([], True)
    call.bidding = True
    memberships.move_membership(session, me, PublicId(world.membership_ids[0]), "pause", now=NOW)
    assert (shown(session, me), refused(me)) == ([], True)
    memberships.move_membership(session, me, PublicId(world.membership_ids[0]), "resume", now=NOW)
    assert shown(session, me) == [(item.public_id, "")]
    for actor in (world.submitter, other):
        an_address(session, actor, "agency.int")
    assert (shown(session, other), shown(session, me)) == ([], [(item.public_id, "")])
    a_panel(session, world, session.get_one(Submission, item.id), [me])
    assert (shown(session, me), refused(me)) == ([], True)
