"""What rules ask for reaches those who have to act, in their language, and passes when it is done."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import a_submission
from tests.notifications.conftest import Office
from workflow.actions import tasks
from workflow.kernel.ids import PublicId
from workflow.models import Person, Task


@behaviour("C20")
def test_whoever_is_given_a_task_gets_a_letter_and_no_letter_when_it_was_done_meanwhile(office: Office) -> None:
    now, world = office.clock.now(), office.world
    office.do(lambda s: s.execute(update(Person).values(locale="ar")).close())
    item = office.do(lambda s: a_submission(s, "submitted", world=world).public_id)
    office.forget_the_past()
    second = PublicId(world.coordinator2.public_id)

    def give(what: str) -> PublicId:
        given: PublicId = office.do(
            lambda s: (
                tasks.make_task(
                    s, world.coordinator, item, what, date(2026, 11, 30), owner_id=second, now=now
                ).public_id
            )
        )
        return given

    give("Ring the publisher.")
    done = give("Ask for the file.")
    office.do(lambda s: tasks.finish_task(s, world.coordinator2, done, now=now).id)
    (mail,) = office.read()
    assert (mail.language, "Ring the publisher." in mail.body, "None" in mail.body) == ("ar", True, False)

    def bounce(session: Session) -> None:
        person = session.scalars(select(Person).where(Person.id == world.members[0].person_id)).one()
        task = tasks.open_task(
            session, person, kind=tasks.FIX_ADDRESS, key="b1", facts={"person": "Mem"}, now=now,
            owner_id=world.coordinator.person_id,
        )  # fmt: skip
        assert task.submission_id is None

    office.do(bounce)
    (mail,) = office.read()
    assert "/desk/tasks" in mail.body
    assert office.do(lambda s: [t.done_at is None for t in s.scalars(select(Task).order_by(Task.id))]) == [
        True, False, True,
    ]  # fmt: skip
