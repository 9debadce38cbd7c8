from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from tests.workflow.process.world import NOW, SESSION, Item, a_world, an_item
from workflow import models
from workflow.process import door
from workflow.process.registry import Stateful

STATEFUL: tuple[type[Any], ...] = (models.Submission, models.Assignment, models.Application, models.Membership)


class Base(DeclarativeBase):
    """The tables of this module."""


class Parcel(Base):
    """A mapped class that goes through a process."""

    __tablename__ = "parcels"

    id: Mapped[int] = mapped_column(primary_key=True)
    process_name: Mapped[str]
    process_version: Mapped[int]
    state: Mapped[str]


door.guard_attribute(Parcel.state)


class Letter(Parcel):
    """A class that inherits its state, and the door before it."""


@pytest.mark.parametrize("item", [an_item("draft"), Parcel(), Letter()])
def test_state_cannot_be_assigned_by_hand(item: Stateful) -> None:
    with pytest.raises(door.StateIsNotAssignable, match="state = 'published': only the machine moves a state"):
        item.state = "published"


def test_state_cannot_be_given_to_a_new_row_either() -> None:
    with pytest.raises(door.StateIsNotAssignable):
        Parcel(state="published")


def test_a_mapped_item_needs_nothing_but_the_protocol_to_be_moved() -> None:
    parcel = Parcel(id=1)
    machine = a_world().machine
    machine.begin(SESSION, parcel, "membership", actor="coordinator", now=NOW)
    with door.open():
        parcel.state = "active"
    machine.fire(SESSION, parcel, "pause", actor="coordinator", now=NOW)
    assert (parcel.state, parcel.process_version) == ("paused", 1)


def test_the_door_is_shut_behind_every_move_and_every_error() -> None:
    item = Item()
    with pytest.raises(KeyError), door.open():
        raise KeyError
    with pytest.raises(door.StateIsNotAssignable):
        item.state = "draft"


def test_the_door_is_open_in_one_thread_only() -> None:
    caught: list[str] = []

    def assign() -> None:
        try:
            an_item("draft").state = "published"
        except door.StateIsNotAssignable as error:
            caught.append(str(error))

    with door.open():
        thread = Thread(target=assign)
        thread.start()
        thread.join()
    assert caught == ["Item.state = 'published': only the machine moves a state"]


@pytest.mark.parametrize("kind", STATEFUL, ids=lambda kind: kind.__name__)
def test_the_state_of_each_model_has_one_door(kind: type[Any]) -> None:
    item = kind()
    with pytest.raises(door.StateIsNotAssignable):
        item.state = "x"
    with pytest.raises(door.StateIsNotAssignable):
        kind(state="x")


def test_every_model_that_goes_through_a_process_is_behind_the_door() -> None:
    with_process = {mapper.class_ for mapper in models.Base.registry.mappers if "process_version" in mapper.columns}
    assert with_process == set(STATEFUL)
