"""What stays in public of a retracted resource."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.behaviours import behaviour
from tests.builders import World, a_submission
from tests.web.conftest import TestSite
from workflow.models import LogEntry, LogPayload, Submission


def retracted(site: TestSite, world: World) -> str:
    """Give the address of a retracted resource."""
    return "/hub/" + site.do(lambda s: a_submission(s, "retracted", world=world).public_id)


def reason_of(session: Session) -> str:
    """Give the public reason of the only retraction there is."""
    query = select(LogPayload.payload).join(LogEntry).where(LogEntry.trigger == "retract")
    payload = session.scalars(query).one() or {}
    return str(payload["reason"])


@behaviour("H3")
def test_title_day_and_reason_stay_and_nothing_else(site: TestSite, world: World) -> None:
    page = site.client().get(retracted(site, world))
    title, reason = site.do(
        lambda s: (s.scalars(select(Submission)).one().current_version.title, reason_of(s)),
    )
    assert page.status_code == 410
    assert [words in page.text for words in (title, "Retracted on", reason)] == [True] * 3
    hidden = ("Sue Submitter", "Ada Author", "Office for Examples", "Chidi Chief", "Mem Ber1")
    assert [words for words in hidden if words in page.text] == []


def test_a_reason_that_was_erased_is_not_told(site: TestSite, world: World) -> None:
    address = retracted(site, world)
    reason = site.do(reason_of)

    def erase(session: Session) -> None:
        for kept in session.scalars(select(LogPayload)):
            kept.payload = None

    site.do(erase)
    page = site.client().get(address)
    assert (page.status_code, reason in page.text, "The reason" in page.text) == (410, False, False)


@pytest.mark.parametrize("point", ["draft", "submitted", "reviewed", "rejected", "withdrawn"])
def test_what_was_never_public_has_no_tombstone(site: TestSite, world: World, point: str) -> None:
    item = site.do(lambda s: a_submission(s, point, world=world).public_id)
    assert site.client().get(f"/hub/{item}").status_code == 404
