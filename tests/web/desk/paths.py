"""What the tests of the desk share: addresses, seats, and how an item stands."""

from __future__ import annotations

from sqlalchemy import select

from tests.builders import World, a_submission, seats_of
from tests.web.conftest import TestSite
from workflow.models import Submission


def an_item(site: TestSite, world: World, point: str) -> str:
    """Give the public id of an item at this point."""
    return site.do(lambda s: str(a_submission(s, point, world=world).public_id))


def state_of(site: TestSite, item: str) -> str:
    """Give the state of an item as it stands now."""
    with site.database.reading() as session:
        return session.scalars(select(Submission.state).where(Submission.public_id == item)).one()


def seats(site: TestSite, item: str, *states: str) -> list[str]:
    """Give the public ids of the seats of its round, of these states or of all."""
    with site.database.reading() as session:
        found = session.scalars(select(Submission).where(Submission.public_id == item)).one()
        return [str(seat.public_id) for seat in seats_of(found, *states)]


def seat_states(site: TestSite, item: str) -> list[str]:
    """Give the states of the seats of its round."""
    with site.database.reading() as session:
        found = session.scalars(select(Submission).where(Submission.public_id == item)).one()
        return [seat.state for seat in seats_of(found)]
