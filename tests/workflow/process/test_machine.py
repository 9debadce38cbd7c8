from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.behaviours import behaviour, case
from tests.workflow.process.world import (
    NOW,
    SESSION,
    EffectFailed,
    Item,
    World,
    a_world,
    an_item,
    shipped,
    table,
)  # fmt: skip
from workflow.kernel.errors import DomainError, InvalidInput, NotAllowed, Refused
from workflow.kernel.messages import say
from workflow.process import door
from workflow.process.machine import Offer, _Table
from workflow.process.registry import Moved

HUB = shipped("hub")
STATES = [state.name for state in HUB.states]
TRIGGERS = sorted({row.trigger for row in HUB.transitions})
EXPECTED = {
    ("draft", "submit"): "submitted",
    ("draft", "carry_over"): "published",
    ("submitted", "return"): "returned",
    ("submitted", "assign"): "assigned",
    ("submitted", "reject"): "rejected",
    ("submitted", "withdraw"): "withdrawn",
    ("returned", "resubmit"): "submitted",
    ("returned", "withdraw"): "withdrawn",
    ("returned", "take_back"): "submitted",
    ("returned", "take_back_reviewed"): "reviewed",
    ("assigned", "close"): "reviewed",
    ("assigned", "close_early"): "reviewed",
    ("assigned", "withdraw"): "withdrawn",
    ("reviewed", "reopen_round"): "assigned",
    ("reviewed", "return"): "returned",
    ("reviewed", "publish"): "published",
    ("reviewed", "reject"): "rejected",
    ("reviewed", "withdraw"): "withdrawn",
    ("withdrawn", "revive"): "submitted",
    ("published", "reopen"): "reviewed",
    ("published", "retract"): "retracted",
    ("rejected", "reopen"): "reviewed",
}


@pytest.fixture
def world() -> World:
    return a_world()


def attempt(world: World, item: Item, trigger: str, actor: str) -> str:
    """Give the state the item has reached, or "refused"."""
    try:
        world.machine.fire(SESSION, item, trigger, actor=actor, now=NOW, reason="a reason")
    except Refused:
        return "refused"
    return item.state


@behaviour("C16")
@case("D-CC-08")
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("trigger", TRIGGERS)
def test_only_listed_moves_are_possible(world: World, state: str, trigger: str) -> None:
    actor = "system" if trigger in {"assign", "carry_over", "close"} else "anyone"
    item = an_item(state)
    assert attempt(world, item, trigger, actor) == EXPECTED.get((state, trigger), "refused")
    assert item.state == EXPECTED.get((state, trigger), state)


def test_a_move_is_made_recorded_and_announced_in_this_order(world: World) -> None:
    item = an_item("draft")
    move = world.machine.fire(SESSION, item, "submit", actor="submitter", now=NOW, details={"version": 1})
    expected = Moved(
        "submit", "draft", "submitted", "submitter", NOW, details={"version": 1}, tells=("submitter", "coordinator")
    )
    assert (item.state, item.felt) == ("submitted", ["stamp_submitted"])
    assert move == expected
    assert world.diary.recorded == world.diary.announced == [expected]


def test_a_guard_is_told_the_time_of_the_move(world: World) -> None:
    told: list[datetime] = []
    world.registry.guards["call_open"] = lambda _item, now: told.append(now)
    world.machine.fire(SESSION, an_item("draft"), "submit", actor="submitter", now=NOW)
    world.machine.available(SESSION, an_item("draft"), "submitter", now=NOW + timedelta(days=1))
    assert told == [NOW, NOW + timedelta(days=1)]


@case("D-CC-08")
def test_every_guard_that_says_no_gives_its_reason(world: World) -> None:
    item = an_item("draft", lacks={"call_open", "form_complete"})
    with pytest.raises(Refused) as refused:
        world.machine.fire(SESSION, item, "submit", actor="submitter", now=NOW)
    assert [str(reason) for reason in refused.value.reasons] == ["form_complete says no", "call_open says no"]
    assert (item.state, item.felt, world.diary.recorded) == ("draft", [], [])


def test_a_move_from_elsewhere_names_the_present_state(world: World) -> None:
    with pytest.raises(Refused) as refused:
        world.machine.fire(SESSION, an_item("assigned"), "publish", actor="coordinator", now=NOW)
    assert str(refused.value) == "Not possible in the state “Assigned”."
    assert refused.value.reasons[0].values["state"] == say("Assigned")


@pytest.mark.parametrize("actor", ["submitter", "reviewer", "system", "nobody"])
@pytest.mark.parametrize("state", ["reviewed", "draft"])
def test_who_is_not_permitted_learns_nothing_of_the_state(world: World, actor: str, state: str) -> None:
    item = an_item(state, lacks={"decision_released"})
    with pytest.raises(NotAllowed):
        world.machine.fire(SESSION, item, "publish", actor=actor, now=NOW)
    assert item.state == state


@case("D-AZ-06")
@pytest.mark.parametrize(
    "name",
    ["to_published", "to_draft", "__class__", "__init__", "trigger", "may_publish", "is_draft", "PUBLISH", "state", "",
     "begin", "add_transition", "no such thing", "publish\0"],
)  # fmt: skip
def test_names_from_a_request_reach_nothing_but_the_table(world: World, name: str) -> None:
    item = an_item("reviewed")
    with pytest.raises(NotAllowed):
        world.machine.fire(SESSION, item, name, actor="anyone", now=NOW, reason="a reason")
    assert (item.state, item.felt, world.diary.recorded) == ("reviewed", [], [])
    assert not world.machine.advance(SESSION, item, name, now=NOW)


@case("D-AZ-06")
def test_the_library_below_knows_the_triggers_of_the_table_and_no_item(world: World) -> None:
    below = _Table(HUB, world.registry, world.diary)
    assert (sorted(below.events), below.models) == (TRIGGERS, [])


@pytest.mark.parametrize("reason", [None, "", " \n"])
def test_a_row_that_asks_for_a_reason_is_not_moved_without(world: World, reason: str | None) -> None:
    item = an_item("submitted")
    with pytest.raises(InvalidInput) as invalid:
        world.machine.fire(SESSION, item, "return", actor="coordinator", now=NOW, reason=reason)
    assert invalid.value.problems == {"reason": say("Please give a reason.")}
    assert item.state == "submitted"


@case("D-CC-07")
@pytest.mark.parametrize("place", ["open_next_round", "stamp_submitted"])
def test_an_effect_that_fails_leaves_the_item_where_it_was(world: World, place: str) -> None:
    item = an_item("returned", breaks={place})
    with pytest.raises(EffectFailed):
        world.machine.fire(SESSION, item, "resubmit", actor="submitter", now=NOW)
    assert (item.state, world.diary.recorded, world.diary.announced) == ("returned", [], [])
    item.breaks.clear()
    assert attempt(world, item, "resubmit", "submitter") == "submitted"


@case("D-CC-07")
@pytest.mark.parametrize("slot", ["record", "announce"])
def test_a_recorder_that_fails_leaves_the_item_where_it_was(
    world: World, slot: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise EffectFailed(slot)

    monkeypatch.setattr(world.diary, slot, fail)
    item = an_item("draft")
    with pytest.raises(EffectFailed):
        world.machine.fire(SESSION, item, "submit", actor="submitter", now=NOW)
    assert item.state == "draft"


def test_the_system_advances_what_nothing_speaks_against(world: World) -> None:
    item = an_item("assigned")
    assert world.machine.advance(SESSION, item, "close", now=NOW)
    assert item.state == "reviewed"
    assert [(move.trigger, move.actor) for move in world.diary.announced] == [("close", "system")]


@pytest.mark.parametrize(
    ("state", "trigger", "lacks"),
    [("assigned", "close", {"quorum_reached"}), ("submitted", "close", set()), ("assigned", "close_early", set())],
)
def test_the_system_leaves_alone_what_is_not_due_or_not_its_own(
    world: World, state: str, trigger: str, lacks: set[str]
) -> None:
    item = an_item(state, lacks=lacks)
    assert not world.machine.advance(SESSION, item, trigger, now=NOW)
    assert (item.state, item.felt, world.diary.recorded) == (state, [], [])


def test_an_error_while_advancing_is_not_taken_for_a_no(world: World) -> None:
    with pytest.raises(EffectFailed):
        world.machine.advance(SESSION, an_item("assigned", breaks={"close_round"}), "close", now=NOW)


def test_what_is_available_is_what_is_permitted_with_reasons_where_impossible(world: World) -> None:
    item = an_item("reviewed", lacks={"decision_released", "dispute_settled", "no_released_decision"})
    no, unsettled = say("{name} says no", name="decision_released"), say("{name} says no", name="dispute_settled")
    released = say("{name} says no", name="no_released_decision")
    giving_back = Offer(
        "return", "Return to the submitter", "returned", True, (), asks="reason", back=False, warn=False
    )
    publish = replace(giving_back, trigger="publish", label="Publish", to="published", possible=False, asks="")
    publish = replace(publish, reasons=(no, unsettled))
    reopen = replace(
        publish, trigger="reopen_round", label="Reopen the round", to="assigned", reasons=(released,), back=True
    )
    reject = replace(publish, trigger="reject", label="Reject", to="rejected", warn=True)
    withdraw = replace(giving_back, trigger="withdraw", label="Withdraw", to="withdrawn", asks="", warn=True)
    assert world.machine.available(SESSION, item, "coordinator", now=NOW) == [giving_back, reopen, publish, reject]
    assert world.machine.available(SESSION, item, "submitter", now=NOW) == [withdraw]
    assert world.machine.available(SESSION, item, "reviewer", now=NOW) == []


def test_the_moves_of_the_system_are_nobodys_buttons(world: World) -> None:
    offers = world.machine.available(SESSION, an_item("assigned"), "anyone", now=NOW)
    assert [offer.trigger for offer in offers] == ["close_early", "withdraw"]


def test_a_new_item_begins_at_the_beginning_of_the_current_version(world: World) -> None:
    world.shelf.publish("hub", table("hub").replace('label   = "Send in"', 'label   = "Submit"'))
    item = Item()
    world.machine.begin(SESSION, item, "hub", actor="submitter", now=NOW)
    assert (item.state, item.process_name, item.process_version) == ("draft", "hub", 2)
    assert world.diary.recorded == [Moved("begin", None, "draft", "submitter", NOW)]
    with pytest.raises(door.StateIsNotAssignable, match="Item has begun already"):
        world.machine.begin(SESSION, item, "hub", actor="submitter", now=NOW)


def test_an_item_keeps_its_version_when_a_newer_one_is_published(world: World) -> None:
    old = Item()
    world.machine.begin(SESSION, old, "hub", actor="submitter", now=NOW)
    world.shelf.publish("hub", table("hub").replace('label   = "Send in"', 'label   = "Submit"'))
    new = Item()
    world.machine.begin(SESSION, new, "hub", actor="submitter", now=NOW)
    world.shelf.texts_given.clear()
    labels = [world.machine.available(SESSION, item, "submitter", now=NOW)[0].label for item in (old, new)]
    assert (labels, old.process_version, new.process_version) == (["Send in", "Submit"], 1, 2)
    assert world.shelf.texts_given == []  # each version has been read once, and is not read again


def test_two_versions_are_moved_each_by_its_own_rows(world: World) -> None:
    world.shelf.publish("hub", table("hub").replace('does    = ["stamp_submitted"]\n', ""))
    old, new = an_item("draft"), replace(an_item("draft"), process_version=2)
    for item in (old, new):
        world.machine.fire(SESSION, item, "submit", actor="submitter", now=NOW)
    assert (old.felt, new.felt) == (["stamp_submitted"], [])


def test_two_functions_cannot_have_one_name(world: World) -> None:
    with pytest.raises(LookupError, match="two functions are registered as 'screened'"):
        world.registry.guard("screened")(lambda _item, _now: None)


@pytest.mark.parametrize("state", ["no_such_state", ""])
def test_an_item_in_a_state_its_process_does_not_have_stays_there(world: World, state: str) -> None:
    item = an_item(state)
    with pytest.raises(DomainError):
        world.machine.fire(SESSION, item, "publish", actor="coordinator", now=NOW)
    assert world.machine.available(SESSION, item, "coordinator", now=NOW) == []
    assert item.state == state
