"""What the tests of the reviewer's pages share: links, seats kept in the site's database, and the dump of it."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from tests.builders import World, a_seat
from tests.web.conftest import TestSite
from workflow.actions import capabilities
from workflow.kernel.ids import PublicId
from workflow.models import Assignment, Base, Person


def seat_in(site: TestSite, world: World, state: str = "invited") -> PublicId:
    """Give the public id of the internal reviewer's seat, brought to a state."""
    return site.do(lambda s: PublicId(a_seat(s, world, state).public_id))


def state_of(site: TestSite, assignment_id: PublicId) -> str:
    """Give the state of a seat as the database has it."""
    return site.do(lambda s: s.scalars(select(Assignment.state).where(Assignment.public_id == assignment_id)).one())


def link_to(site: TestSite, assignment_id: PublicId, **changes: Any) -> str:
    """Give the secret of a link to an invitation, as the mail carries it."""

    def make(s: Any) -> str:
        seat = s.scalars(select(Assignment).where(Assignment.public_id == assignment_id)).one()
        address = s.get_one(Person, seat.reviewer_id).primary_address.email
        terms = {"person_id": seat.reviewer_id, "assignment_id": seat.id, "address": address, **changes}
        return capabilities.issue(s, purpose="invitation", now=site.clock.now(), **terms)

    return site.do(make)


def holder(site: TestSite, assignment_id: PublicId) -> FlaskClient:
    """Give a browser in which the link of the invitation was opened."""
    browser = site.client()
    browser.get(f"/invitation/open/{link_to(site, assignment_id)}")
    return browser


def dump(site: TestSite) -> dict[str, list[Any]]:
    """Give every row of the database, by table."""
    with site.database.reading() as session:
        return {table.name: sorted(map(repr, session.execute(select(table)))) for table in Base.metadata.sorted_tables}
