"""What coordinators note of a member: words or a mark, for them and never for the member."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import NOW, a_world
from workflow.actions import member_notes
from workflow.kernel.errors import InvalidInput, NotFound
from workflow.models import Membership
from workflow.policy import see


@behaviour("C15")
def test_notes_are_the_coordinators_and_the_member_sees_none(session: Session) -> None:
    world = a_world(session)
    member_id = world.membership_ids[0]
    member_notes.write_note(session, world.coordinator, member_id, " Quick. ", now=NOW)
    member_notes.write_note(session, world.coordinator2, member_id, "", 4, now=NOW)
    member = session.scalars(select(Membership).where(Membership.public_id == member_id)).one()
    seen = see(world.other_coordinator, member).notes
    assert [(note.text, note.mark, note.author) for note in seen or []] == [
        ("", 4, "Carl Coordinator"), ("Quick.", None, "Cora Coordinator"),
    ]  # fmt: skip
    assert see(world.members[0], member).notes is None


@pytest.mark.parametrize(("words", "mark", "field"), [
    (" ", None, "note"), ("x" * 2001, None, "note"), ("", 0, "mark"), ("", 6, "mark"),
])  # fmt: skip
def test_what_says_nothing_is_not_kept(session: Session, words: str, mark: int | None, field: str) -> None:
    world = a_world(session)
    with pytest.raises(InvalidInput) as caught:
        member_notes.write_note(session, world.coordinator, world.membership_ids[0], words, mark, now=NOW)
    assert set(caught.value.problems) == {field}


def test_a_note_is_removed_from_the_member_it_is_about(session: Session) -> None:
    world = a_world(session)
    note = member_notes.write_note(session, world.coordinator, world.membership_ids[0], "Quick.", now=NOW)
    with pytest.raises(NotFound):
        member_notes.remove_note(session, world.coordinator, world.membership_ids[1], note.public_id, now=NOW)
    member = member_notes.remove_note(session, world.coordinator2, world.membership_ids[0], note.public_id, now=NOW)
    assert member.notes == []


@pytest.mark.parametrize("broken", ["mark = 6", "text = '', mark = NULL"])
def test_the_database_refuses_a_note_that_says_nothing(session: Session, broken: str) -> None:
    world = a_world(session)
    member_notes.write_note(session, world.coordinator, world.membership_ids[0], "Quick.", now=NOW)
    with pytest.raises(IntegrityError):
        session.execute(text(f"UPDATE member_note SET {broken}"))  # noqa: S608 - a row of the table above
